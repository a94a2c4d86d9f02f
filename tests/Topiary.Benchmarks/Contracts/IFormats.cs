namespace Topiary.Benchmarks;

/// <summary>Has the serializers generated that <see cref="FormatCommand"/> compares.</summary>
[MqttContract("formats")]
public interface IFormats
{
    /// <summary>Three fields as MessagePack, a map of names.</summary>
    [Topic("climate", Format = PayloadFormat.MessagePack)]
    ValueTask ClimateAsync(Climate reading);

    /// <summary>The same as an array.</summary>
    [Topic("keyed", Format = PayloadFormat.MessagePack)]
    ValueTask KeyedAsync(KeyedClimate reading);

    /// <summary>A larger record as JSON.</summary>
    [Topic("report/json", Format = PayloadFormat.Json)]
    ValueTask JsonAsync(Report report);

    /// <summary>The same as MessagePack, a map of names.</summary>
    [Topic("report/map", Format = PayloadFormat.MessagePack)]
    ValueTask MapAsync(Report report);

    /// <summary>The same as an array.</summary>
    [Topic("report/array", Format = PayloadFormat.MessagePack)]
    ValueTask ArrayAsync(KeyedReport report);
}
