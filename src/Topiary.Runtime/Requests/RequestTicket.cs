using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>What makes a message a request: where its answer goes, and the correlation data that tells answers apart.</summary>
/// <param name="responseTopic">Response topic in UTF-8.</param>
/// <param name="correlation">Correlation of this request.</param>
/// <param name="window">Elements that a streamed answer may be ahead; 0 for the usual number.</param>
internal sealed class RequestTicket(byte[] responseTopic, Correlation correlation, int window)
{
    /// <summary>Correlation of this request.</summary>
    public Correlation Correlation { get; } = correlation;

    /// <summary>Whether the requester wants to hear of progress.</summary>
    public bool WantsProgress { get; set; }

    /// <summary>Writes response topic and correlation data.</summary>
    public void WriteTo(PublishFrame frame)
    {
        frame.SetResponseTopic(responseTopic);
        Span<byte> data = stackalloc byte[Correlation.Size];
        Correlation.Write(data);
        frame.SetCorrelationData(data);
        if (WantsProgress)
        {
            frame.AddUserProperty(ReplyProperties.WantsProgress, "yes");
        }

        if (window > 0)
        {
            frame.AddUserProperty(ReplyProperties.Window, ReplyProperties.Number(window));
        }
    }
}
