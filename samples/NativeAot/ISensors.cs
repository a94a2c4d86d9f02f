using Topiary;

namespace NativeAot;

/// <summary>What sensors tell, in MessagePack: their radio is slow.</summary>
[MqttContract("warehouse/{hall}/sensors/{sensor}", Format = PayloadFormat.MessagePack)]
public interface ISensors
{
    [Topic("sighting", Retain = true)]
    ValueTask SightingAsync(Hall hall, int sensor, Sighting sighting, CancellationToken ct = default);
}
