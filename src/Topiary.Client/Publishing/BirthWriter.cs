using Microsoft.Extensions.Logging;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Writes the messages that are published with each connection.</summary>
/// <remarks>Threading: the read loop of the connection.</remarks>
internal sealed class BirthWriter(MqttClientOptions options, ILogger log)
{
    private readonly FramePool _frames = new();

    /// <summary>The messages of a new connection. What fails in making them is logged: the connection goes on without.</summary>
    public IReadOnlyList<PublishFrame> Write()
    {
        if (options.Births is null)
        {
            return [];
        }

        var births = new List<PublishFrame>();
        try
        {
            foreach (MqttMessage message in options.Births())
            {
                births.Add(Write(message));
            }
        }
        catch (Exception e)
        {
            // User code.
            log.BirthFailed(e);
        }

        return births;
    }

    private PublishFrame Write(MqttMessage message)
    {
        PublishFrame frame = _frames.Rent();
        try
        {
            MessageEncoder.Fill(frame, message)?.Dispose();
            frame.IsBirth = true;
            return TopicValidator.IsValidName(frame.Topic) ? frame : throw PublishErrors.InvalidTopic(frame);
        }
        catch
        {
            frame.Return();
            throw;
        }
    }
}
