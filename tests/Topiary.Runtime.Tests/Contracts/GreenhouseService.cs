using System.Runtime.CompilerServices;

namespace Topiary.Runtime.Tests;

/// <summary>Handles the whole contract.</summary>
[MqttHandler]
internal sealed class GreenhouseService(Recorder recorder) : IGreenhouse
{
    public ValueTask ClimateAsync(string house, int zone, Climate reading, CancellationToken ct = default)
    {
        recorder.Add($"climate {house}/{zone} {reading.Celsius}");
        return default;
    }

    public ValueTask TickAsync(string house, int zone, int value, CancellationToken ct = default)
    {
        recorder.Add($"tick {house}/{zone} {value}");
        return default;
    }

    public async ValueTask<ValveState> SetValveAsync(string house, int zone, ValveCommand command, CancellationToken ct = default)
    {
        recorder.Add($"valve {house}/{zone} {command.Mood}");
        switch (command.Mood)
        {
            case "refuse":
                throw new MqttRequestException("stuck", "The valve is stuck.");
            case "odd":
                throw new MqttRequestException("odd", "a\0b\ud800" + new string('x', 70_000));
            case "fail":
                throw new InvalidOperationException("secret detail");
            case "wait":
                await recorder.Gate.Task;
                break;
        }

        return new ValveState(command.Open);
    }

    public async IAsyncEnumerable<int> HistoryAsync(string house, int zone, int count, [EnumeratorCancellation] CancellationToken ct = default)
    {
        recorder.Add("history begins");
        try
        {
            for (var i = 1; i <= count; i++)
            {
                if (zone == 13 && i == 3)
                {
                    throw new MqttRequestException("unlucky", "No history of zone 13.");
                }

                if (zone == 14 && i == 3)
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }

                recorder.Add($"sent {i}");
                yield return i;
            }
        }
        finally
        {
            recorder.Add(ct.IsCancellationRequested ? "history cancelled" : "history ended");
        }
    }

    public Task LogAsync(string house, string path, string text, PublishOptions? options = null)
    {
        recorder.Add($"log {house} {path} {text}");
        return Task.CompletedTask;
    }

    public Task DoorOpenedAsync(string house)
    {
        recorder.Add($"door {house}");
        return Task.CompletedTask;
    }

    public Task NoteAsync(string house, ValveState? state)
    {
        recorder.Add($"note {house} {state}");
        return Task.CompletedTask;
    }
}
