using System.Text;
using System.Text.Json;

namespace Topiary.Runtime.Tests;

/// <summary>The JSON reader takes and refuses what System.Text.Json's takes and refuses, token by token.</summary>
public sealed class JsonInputTests
{
    private const int Documents = 60_000;
    private const int Numbers = 60_000;
    private const string Seeds = """
        {"a":1,"b":[true,false,null,{"c":"d"}],"e":-12.50,"f":"x\u00e9\n\"","g":{}}
        [1,2.5,-3e10,"text longer than the sixteen bytes of the short way",[],[[]],{"":[]}]
        "\ud83d\ude00 \\ \/ \b\f\r\t" 12 -0 0.000001 {"a":{"a":{"a":[1]}}} [{"x":1},{"x":2}]
        """;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{}")]
    [InlineData(" { \"a\" : [ 1 , 2 ] } \n")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("{,\"a\":1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1")]
    [InlineData("[1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("1 2")]
    [InlineData("{}{}")]
    [InlineData("[1]/* no comments */")]
    [InlineData("// none\n1")]
    [InlineData("\uFEFF1")]
    [InlineData("tru")]
    [InlineData("truE")]
    [InlineData("truex")]
    [InlineData("nul")]
    [InlineData("NaN")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e+5")]
    [InlineData("1E-05")]
    [InlineData("1.5x")]
    [InlineData("1-")]
    [InlineData("1/")]
    [InlineData("\"")]
    [InlineData("\"\\\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\u0001b and a text that is not short at all\"")]
    [InlineData("\"a text that is not short at all, with \\u0041 and then a control \u001f\"")]
    [InlineData("\0")]
    [InlineData("{\"a\":1\0}")]
    public void A_document_is_read_as_by_the_oracle(string document) => AssertSame(Encoding.UTF8.GetBytes(document));

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void Nesting_ends_where_the_oracle_ends_it(int depth)
    {
        AssertSame(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)));
        AssertSame(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)));
    }

    [Fact]
    public void Damaged_documents_are_read_or_refused_as_by_the_oracle()
    {
        var random = new Random(11);
        var seeds = Seeds.Split('\n').Select(Encoding.UTF8.GetBytes).ToArray();
        for (var i = 0; i < Documents; i++)
        {
            var document = seeds[random.Next(seeds.Length)].ToList();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                Damage(document, random);
            }

            AssertSame([.. document]);
        }
    }

    [Fact]
    public void Numbers_are_read_as_by_the_oracle()
    {
        var random = new Random(12);
        for (var i = 0; i < Numbers; i++)
        {
            var text = SomeNumber(random);
            var bytes = Encoding.UTF8.GetBytes(text);
            var theirs = new Utf8JsonReader(bytes);
            theirs.Read();
            var ours = new JsonInput(bytes);
            ours.Read();
            Assert.Equal((text, theirs.TryGetInt64(out var whole), whole), (text, ours.TryGetInt64(out var ourWhole), ourWhole));
            Assert.Equal((text, theirs.TryGetUInt64(out var positive), positive), (text, ours.TryGetUInt64(out var ourPositive), ourPositive));
            Assert.Equal((text, theirs.TryGetDouble(out var number), BitConverter.DoubleToInt64Bits(number)), (text, ours.TryGetDouble(out var ourNumber), BitConverter.DoubleToInt64Bits(ourNumber)));
            Assert.Equal((text, theirs.TryGetSingle(out var single), BitConverter.SingleToInt32Bits(single)), (text, ours.TryGetSingle(out var ourSingle), BitConverter.SingleToInt32Bits(ourSingle)));
            Assert.True(theirs.TryGetDecimal(out var exact) == ours.TryGetDecimal(out var ourExact) && decimal.GetBits(exact).SequenceEqual(decimal.GetBits(ourExact)), text);
        }
    }

    private static void Damage(List<byte> document, Random random)
    {
        var at = random.Next(document.Count + 1);
        switch (random.Next(4))
        {
            case 0 when at < document.Count:
                document.RemoveAt(at);
                break;
            case 1 when at < document.Count:
                document[at] = (byte)random.Next(256);
                break;
            case 2:
                document.RemoveRange(at, document.Count - at);
                break;
            default:
                document.Insert(at, "{}[],:\"\\0 -.eE+/u\ntfn1"u8[random.Next(22)]);
                break;
        }
    }

    private static string SomeNumber(Random random)
    {
        var whole = random.Next(3) == 0 ? "0" : random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 19))) + (random.Next(8) == 0 ? random.NextInt64(1, 1000).ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        var fraction = random.Next(2) == 0 ? "" : "." + new string([.. Enumerable.Range(0, random.Next(1, 22)).Select(_ => (char)('0' + random.Next(10)))]);
        var exponent = random.Next(5) == 0 ? "e" + random.Next(-330, 310) : "";
        return (random.Next(2) == 0 ? "-" : "") + whole + fraction + exponent;
    }

    private static void AssertSame(byte[] document)
    {
        var theirs = new Utf8JsonReader(document);
        var ours = new JsonInput(document);
        while (true)
        {
            var (isRead, error) = Try(ref theirs);
            var (isReadByUs, ourError) = Try(ref ours);
            Assert.True(isRead == isReadByUs && error == ourError, $"{Encoding.UTF8.GetString(document)}\n  {isRead} {error}\n  {isReadByUs} {ourError}");
            if (!isRead)
            {
                return;
            }

            Assert.Equal((theirs.TokenType, theirs.BytesConsumed), (ours.TokenType, ours.Position));
            Assert.True(theirs.ValueSpan.SequenceEqual(ours.ValueSpan), Encoding.UTF8.GetString(document));
            if (theirs.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                Assert.Equal(theirs.ValueIsEscaped, ours.ValueIsEscaped);
                Assert.Equal(Text(ref theirs), Text(ref ours));
            }
        }
    }

    private static (bool IsRead, string? Error) Try(ref Utf8JsonReader reader)
    {
        try
        {
            return (reader.Read(), null);
        }
        catch (JsonException e)
        {
            return (false, e.Message);
        }
    }

    private static (bool IsRead, string? Error) Try(ref JsonInput reader)
    {
        try
        {
            return (reader.Read(), null);
        }
        catch (JsonException e)
        {
            return (false, e.Message);
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(ref JsonInput reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
