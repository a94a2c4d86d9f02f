using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>What makes a message a request: where its answer goes, and the correlation data that tells answers apart.</summary>
/// <param name="responseTopic">Response topic in UTF-8.</param>
/// <param name="correlation">Correlation of this request.</param>
internal sealed class RequestTicket(byte[] responseTopic, Correlation correlation)
{
    /// <summary>Correlation of this request.</summary>
    public Correlation Correlation { get; } = correlation;

    /// <summary>Writes response topic and correlation data.</summary>
    public void WriteTo(PublishFrame frame)
    {
        frame.SetResponseTopic(responseTopic);
        Span<byte> data = stackalloc byte[Correlation.Size];
        Correlation.Write(data);
        frame.SetCorrelationData(data);
    }
}
