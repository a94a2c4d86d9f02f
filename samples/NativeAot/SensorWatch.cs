using System.Globalization;
using Topiary;

namespace NativeAot;

[MqttHandler]
public sealed class SensorWatch(Ledger ledger)
{
    [Handles<ISensors>(nameof(ISensors.SightingAsync))]
    public void OnSighting(Hall hall, int sensor, Sighting sighting, MessageContext message)
    {
        var text = sighting switch
        {
            Weighed weighed => string.Create(
                CultureInfo.InvariantCulture,
                $"{weighed.Kilograms} kg at {weighed.At:HH:mm:ss}: {string.Join(", ", weighed.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value}")))}"),
            Opened opened => $"opened towards {opened.Towards?.ToString() ?? "the yard"} by {opened.Badge.ToString()[..8]}",
            _ => "nothing",
        };
        Console.WriteLine($"sensor     {hall} {sensor}: {text} ({message.ContentType})");
        ledger.Changed.Release();
    }
}
