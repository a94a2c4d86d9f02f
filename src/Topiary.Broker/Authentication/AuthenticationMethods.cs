using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The methods of enhanced authentication by name: SCRAM where there are credentials, and those of the options.</summary>
internal sealed class AuthenticationMethods
{
    private readonly Dictionary<string, IEnhancedAuthenticator> _methods = new(StringComparer.Ordinal);

    public AuthenticationMethods(MqttBrokerOptions options)
    {
        if (options.ScramCredentials is { } credentials)
        {
            Add(new ScramAuthenticator(ScramMechanism.Sha256, credentials));
            Add(new ScramAuthenticator(ScramMechanism.Sha512, credentials));
        }

        foreach (IEnhancedAuthenticator authenticator in options.EnhancedAuthenticators)
        {
            Add(authenticator);
        }
    }

    public IEnhancedAuthenticator? Find(string method) => _methods.GetValueOrDefault(method);

    private void Add(IEnhancedAuthenticator authenticator)
    {
        if (authenticator?.Method is not { Length: > 0 } method || !_methods.TryAdd(method, authenticator))
        {
            throw new MqttBrokerOptionsException(
                nameof(MqttBrokerOptions.EnhancedAuthenticators), $"has one without a method, or two for \"{authenticator?.Method}\".");
        }
    }
}
