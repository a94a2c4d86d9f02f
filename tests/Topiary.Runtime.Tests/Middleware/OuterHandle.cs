using System.Text;

namespace Topiary.Runtime.Tests;

/// <summary>Writes down what passes, with what comes of it.</summary>
internal sealed class OuterHandle(Recorder recorder) : IHandleMiddleware
{
    public async ValueTask HandleAsync(HandleContext message, HandleDelegate next, CancellationToken ct)
    {
        var number = ((ScopedProbe?)message.Services.GetService(typeof(ScopedProbe)))?.Number;
        recorder.Add($"[ {message.Kind} {message.Handler} try {message.Attempt} outer {message.UserProperties["outer"]} scoped {number is not null}");
        message.UserProperties.Add("seen", "yes");
        try
        {
            await next(message, ct);
        }
        catch (Exception e)
        {
            recorder.Add($"] {e.GetType().Name}: {e.Message}");
            throw;
        }

        recorder.Add($"] {(message.Reply is { } reply ? Encoding.UTF8.GetString(reply.Span) : "")}");
    }
}
