namespace Topiary.Runtime;

/// <summary>Passes reports of one type on.</summary>
internal sealed class ProgressSink<T>(IProgress<T> progress, IPayloadSerializer<T> serializer) : IProgressSink
{
    public void Report(ReadOnlySpan<byte> payload)
    {
        T value;
        try
        {
            value = serializer.Deserialize(payload);
        }
        catch (Exception e)
        {
            throw new MqttPayloadException("", $"A report of progress ({payload.Length} bytes) cannot be read as {typeof(T).Name}: {e.Message}", e);
        }

        progress.Report(value);
    }
}
