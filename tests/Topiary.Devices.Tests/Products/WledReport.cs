using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Topiary.Devices.Tests.Wled;

/// <summary>The state in XML: neither JSON nor text, so it has a serializer of its own.</summary>
[PayloadSerializer(typeof(WledReportSerializer))]
public sealed record WledReport(IReadOnlyList<KeyValuePair<string, string>> Values)
{
    public int? Number(string name) => Values.FirstOrDefault(value => value.Key == name).Value is { } text && int.TryParse(text, out var number) ? number : null;
}

public sealed class WledReportSerializer : IPayloadSerializer<WledReport>
{
    public void Serialize(WledReport value, IBufferWriter<byte> output)
    {
        var root = new XElement("vs", value.Values.Select(pair => new XElement(pair.Key, pair.Value)));
        output.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" ?>" + root.ToString(SaveOptions.DisableFormatting)));
    }

    public WledReport Deserialize(ReadOnlySpan<byte> payload)
    {
        try
        {
            var root = XDocument.Parse(Encoding.UTF8.GetString(payload)).Root!;
            return new WledReport([.. root.Elements().Select(element => KeyValuePair.Create(element.Name.LocalName, element.Value))]);
        }
        catch (XmlException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}
