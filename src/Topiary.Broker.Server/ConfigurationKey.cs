using System.Text.Json;

namespace Topiary.Broker.Server;

/// <summary>One key of the configuration file.</summary>
/// <param name="expected">What its value must be, in words.</param>
/// <param name="read">Reads the value at which the reader stands; false when it is something else.</param>
internal sealed class ConfigurationKey(string expected, ConfigurationKey.Reader read)
{
    /// <summary>Reads one value.</summary>
    public delegate bool Reader(ref Utf8JsonReader reader, MqttBrokerOptions options);

    public string Expected { get; } = expected;

    public bool TryRead(ref Utf8JsonReader reader, MqttBrokerOptions options) => read(ref reader, options);
}
