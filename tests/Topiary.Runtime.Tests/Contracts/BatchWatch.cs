namespace Topiary.Runtime.Tests;

/// <summary>Takes several messages at once.</summary>
[MqttHandler(OnUnreadable = UnreadablePolicy.DeadLetter)]
internal sealed class BatchWatch(Recorder recorder)
{
    [Subscribe("batch/{id}"), Batch(Size = 3, Milliseconds = 200), Retry(1, 1000)]
    public async Task OnBatch(IReadOnlyList<int> values, CancellationToken ct)
    {
        recorder.Add(string.Join(' ', values));
        if (values.Contains(13))
        {
            throw new InvalidOperationException("unlucky");
        }

        if (values.Contains(7))
        {
            await recorder.Gate.Task.WaitAsync(ct);
        }
    }

    [Handles<IGreenhouse>(nameof(IGreenhouse.NoteAsync)), Batch(Size = 2)]
    public void OnNotes(IReadOnlyList<Received<ValveState?>> notes) =>
        recorder.Add(string.Join(' ', notes.Select(note => $"{note.Context.Topic}={note.Payload?.Open.ToString() ?? "null"}")));
}
