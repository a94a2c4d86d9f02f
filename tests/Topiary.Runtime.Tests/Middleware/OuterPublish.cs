using System.Text;

namespace Topiary.Runtime.Tests;

/// <summary>Writes down what passes, and adds a property.</summary>
internal sealed class OuterPublish(Recorder recorder) : IPublishMiddleware
{
    public async ValueTask PublishAsync(PublishContext message, PublishDelegate next, CancellationToken ct)
    {
        recorder.Add($"> {message.Kind} {message.Template} {Encoding.UTF8.GetString(message.Payload.Span)}");
        message.UserProperties.Add("outer", "1");
        try
        {
            await next(message, ct);
        }
        catch (Exception e)
        {
            recorder.Add($"< {e.GetType().Name}");
            throw;
        }

        recorder.Add($"< {message.Result?.ReasonCode} {(message.Reply is { } reply ? Encoding.UTF8.GetString(reply.Span) : "")}");
    }
}
