using Topiary.Protocol;

namespace Topiary.Conformance.Tests;

public sealed class NotationTests
{
    [Theory]
    [InlineData("10 ~ [MQTT] 05 02 #60 () [a]", MqttVersion.V500, "100E00044D5154540502003C00000161")]
    [InlineData("10 ~ [MQTT] 04 02 #60 () [a]", MqttVersion.V311, "100D00044D5154540402003C000161")]
    [InlineData("10 ~ [MQTT] 05 02 #60 (11 00 00 00 0A 21 #5) [a]", MqttVersion.V500, "101600044D5154540502003C08110000000A210005000161")]
    [InlineData("32 ~ [a/b] #10 () 'hi'", MqttVersion.V500, "320A0003612F62000A006869")]
    [InlineData("B0 ~ #10 () {11}", MqttVersion.V500, "B004000A0011")]
    [InlineData("B0 ~ #10 () {11}", MqttVersion.V311, "B002000A")]
    public void The_notation_gives_the_bytes_of_the_specification(string notation, MqttVersion version, string bytes)
        => Assert.Equal(bytes, Convert.ToHexString(Notation.Encode(notation, version)));
}
