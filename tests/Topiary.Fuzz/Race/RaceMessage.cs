using System.Globalization;
using System.Text;

namespace Topiary.Fuzz;

/// <summary>A message of a race: who published it, and its number among those to the same topic at the same QoS.</summary>
internal readonly record struct RaceMessage(string Publisher, string Topic, QoS QoS, int Number)
{
    public byte[] ToPayload(int size) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Publisher} {(int)QoS} {Number} ").PadRight(size, '.'));

    public static RaceMessage Parse(string topic, ReadOnlySpan<byte> payload)
    {
        string[] parts = Encoding.UTF8.GetString(payload).Split(' ');
        return new RaceMessage(parts[0], topic, (QoS)int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
