using System.Security.Cryptography;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>Enhanced authentication by SCRAM: the user's name becomes the principal.</summary>
internal sealed class ScramAuthenticator(ScramMechanism mechanism, ScramCredentials credentials) : IEnhancedAuthenticator
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    public string Method => mechanism.Name;

    public IEnhancedAuthenticationExchange Begin(AuthenticationRequest request)
        => new Exchange(new ScramServerExchange(mechanism, userName => credentials.Find(userName, mechanism), _secret));

    private sealed class Exchange(ScramServerExchange scram) : IEnhancedAuthenticationExchange
    {
        private bool _hasStarted;

        public ValueTask<EnhancedAuthenticationStep> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
        {
            try
            {
                return ValueTask.FromResult(Next((data ?? default).Span));
            }
            catch (ScramException e)
            {
                return ValueTask.FromResult(EnhancedAuthenticationStep.Refuse(ReasonCode.NotAuthorized, e.Message));
            }
        }

        private EnhancedAuthenticationStep Next(ReadOnlySpan<byte> data)
        {
            if (!_hasStarted)
            {
                _hasStarted = true;
                return EnhancedAuthenticationStep.Continue(scram.Start(data));
            }

            return scram.Finish(data) is { } final
                ? EnhancedAuthenticationStep.Success(scram.UserName, final)
                : EnhancedAuthenticationStep.Refuse();
        }
    }
}
