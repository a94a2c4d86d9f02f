namespace Topiary.Runtime;

/// <summary>By what a repeated request is known.</summary>
/// <param name="Handler">Class and method that answers it.</param>
/// <param name="Topic">Topic of the request.</param>
/// <param name="ResponseTopic">Where its answer goes.</param>
/// <param name="Correlation">Its correlation data in hexadecimal digits.</param>
internal readonly record struct ReplyKey(string Handler, string Topic, string ResponseTopic, string Correlation)
{
    /// <summary>The key of a request; null when nobody waits for its answer, or it cannot be told from others.</summary>
    public static ReplyKey? Of(IncomingMessage request)
    {
        if (!request.TryGetReplyAddress(out var address) || address.Data.IsEmpty)
        {
            return null;
        }

        return new ReplyKey(
            request.Route!.Options.Name, request.TopicText, System.Text.Encoding.UTF8.GetString(address.Topic.Span), Convert.ToHexString(address.Data.Span));
    }
}
