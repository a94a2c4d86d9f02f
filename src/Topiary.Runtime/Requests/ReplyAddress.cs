namespace Topiary.Runtime;

/// <summary>Where an answer goes.</summary>
/// <param name="Topic">Response topic of the request, in UTF-8.</param>
/// <param name="Data">Correlation data of the request, as it came.</param>
/// <param name="ExpirySeconds">Seconds that the requester still waits; 0 when that is not known.</param>
internal readonly record struct ReplyAddress(ReadOnlyMemory<byte> Topic, ReadOnlyMemory<byte> Data, uint ExpirySeconds)
{
    /// <summary>The correlation data read; null when it is not of the form that Topiary's requesters use.</summary>
    public Correlation? Correlation => Runtime.Correlation.TryRead(Data.Span, out var correlation) ? correlation : null;

    /// <summary>The same with bytes of its own.</summary>
    public ReplyAddress Copy() => new(Topic.ToArray(), Data.ToArray(), ExpirySeconds);
}
