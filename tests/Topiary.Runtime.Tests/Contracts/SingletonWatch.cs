namespace Topiary.Runtime.Tests;

/// <summary>One for all messages: fails at the first 2, waits at 3, and leaves something behind in the thread's context each time.</summary>
[MqttHandler(MaxConcurrency = 1)]
internal sealed class SingletonWatch(Recorder recorder)
{
    private static readonly AsyncLocal<int> s_left = new();
    private int _calls;

    [Handles<IGreenhouse>(nameof(IGreenhouse.TickAsync))]
    [Retry(1, 1)]
    public ValueTask OnTick(int value)
    {
        var found = s_left.Value;
        s_left.Value = value;
        _calls++;
        return value switch
        {
            2 when _calls == 2 => throw new InvalidOperationException("once"),
            3 => WaitAsync(found),
            _ => Record(value, found),
        };
    }

    private ValueTask Record(int value, int found)
    {
        recorder.Add($"call {_calls}: {value}, found {found}");
        return default;
    }

    private async ValueTask WaitAsync(int found)
    {
        await Task.Yield();
        await Record(3, found);
    }
}
