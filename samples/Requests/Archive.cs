using System.Runtime.CompilerServices;
using Topiary;

namespace Requests;

/// <summary>Answers by returning, refuses by throwing.</summary>
[MqttHandler]
public sealed class Archive(Scale scale) : IArchive
{
    private const double AbsoluteZero = -273.15;

    public ValueTask<Stored> StoreAsync(string site, Reading reading, CancellationToken ct)
    {
        if (site != "north")
        {
            throw new InvalidOperationException($"The disk of site {site} is at /mnt/7 and does not answer.");
        }

        if (reading.Celsius < AbsoluteZero)
        {
            throw new MqttRequestException("impossible", $"Nothing is as cold as {reading.Celsius} °C.");
        }

        scale.Readings.Add(reading.Celsius);
        return new(new Stored(scale.Readings.Count, scale.Readings.Average()));
    }

    public async ValueTask<bool> AuditAsync(string site, CancellationToken ct)
    {
        await scale.End.WaitAsync(ct);
        return true;
    }

    public async ValueTask<string> CompactAsync(string site, IProgress<int>? progress, CancellationToken ct)
    {
        for (var percent = 0; percent < 100; percent += 40)
        {
            progress?.Report(percent);
            await scale.Reported.WaitAsync(ct);         // stands for work; reports that come faster than they can be sent are left out
        }

        return "half as large";
    }

    public ValueTask<int> WeighAsync(string site, CancellationToken ct) => new(scale.Weigh());

    public async IAsyncEnumerable<Reading> HistoryAsync(string site, int first, int last, [EnumeratorCancellation] CancellationToken ct)
    {
        try
        {
            for (var number = first; number <= last; number++)
            {
                if (number == 0)
                {
                    throw new MqttRequestException("gap", "There is no reading number 0.");
                }

                yield return new Reading(number, 20 + (number % 5));
                await Task.Yield();
            }
        }
        finally
        {
            if (ct.IsCancellationRequested)
            {
                scale.Stopped.Release();
            }
        }
    }
}
