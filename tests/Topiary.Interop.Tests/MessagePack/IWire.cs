namespace Topiary.Interop.Tests;

/// <summary>Has the serializers generated that the tests use.</summary>
[MqttContract(Format = PayloadFormat.MessagePack)]
public interface IWire
{
    [Topic("scalars")]
    ValueTask ScalarsAsync(Scalars scalars);

    [Topic("measurement")]
    ValueTask MeasurementAsync(Measurement measurement);

    [Topic("numbers")]
    ValueTask NumbersAsync(Dictionary<long, DateTime> numbers);

    [Topic("time")]
    ValueTask TimeAsync(DateTimeOffset time);
}
