namespace Topiary.Runtime;

/// <summary>Where a requester's reports of progress go.</summary>
internal interface IProgressSink
{
    /// <summary>Reads a report and passes it on; what cannot be read is thrown.</summary>
    void Report(ReadOnlySpan<byte> payload);
}
