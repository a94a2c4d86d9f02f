using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Generators.Tests;

/// <summary>Models are compared by value, through <c>object</c> and by hash too, or caching would be by luck.</summary>
public sealed class ModelEqualityTests
{
    [Fact]
    public void Models_of_equal_declarations_are_equal()
    {
        var (first, second) = (Parse(Samples.Greenhouse), Parse("// elsewhere\n\n" + Samples.Greenhouse));
        AssertEqual(first.Contract, second.Contract);
        AssertEqual(first.Handler, second.Handler);
        AssertEqual(SerializerSet.Of(first.Contract), SerializerSet.Of(second.Contract));
        AssertEqual(RegisteredType.Of(first.Handler), RegisteredType.Of(second.Handler));
    }

    [Theory]
    [InlineData("zones/{zone}/climate", "zone/{zone}/climate")]
    [InlineData("Retain = true", "Retain = false")]
    [InlineData("QoS = QoS.AtLeastOnce", "QoS = QoS.AtMostOnce")]
    [InlineData("TimeoutMilliseconds = 5000", "TimeoutMilliseconds = 5001")]
    [InlineData("greenhouse/{house}", "glasshouse/{house}")]
    [InlineData("double Humidity", "float Humidity")]
    [InlineData("Half, Closed", "Half, Shut")]
    [InlineData("TimeSpan last", "TimeOnly last")]
    public void Models_of_different_contracts_differ(string part, string other)
    {
        var changed = Samples.Greenhouse.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Samples.Greenhouse, changed);
        Assert.False(((object)Parse(Samples.Greenhouse).Contract).Equals(Parse(changed).Contract));
    }

    [Theory]
    [InlineData("Share = \"alarms\"", "MaxConcurrency = 2")]
    [InlineData("house=north", "house=south")]
    [InlineData("legacy/+/{id}/#", "legacy/{id}/#")]
    [InlineData("QoS = QoS.ExactlyOnce", "Ack = AckMode.Manual")]
    [InlineData("public Task OnLegacy", "[Retry(2)] public Task OnLegacy")]
    [InlineData("MessageContext message", "MessageContext message, CancellationToken ct")]
    public void Models_of_different_handlers_differ(string part, string other)
    {
        var changed = Samples.Greenhouse.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Samples.Greenhouse, changed);
        Assert.False(((object)Parse(Samples.Greenhouse).Handler).Equals(Parse(changed).Handler));
    }

    [Fact]
    public void Arrays_are_compared_by_their_elements()
    {
        object first = new EquatableArray<string>(["a", "b"]);
        Assert.True(first.Equals(new EquatableArray<string>(["a", "b"])));
        Assert.Equal(first.GetHashCode(), new EquatableArray<string>(["a", "b"]).GetHashCode());
        Assert.False(first.Equals(new EquatableArray<string>(["b", "a"])));
        Assert.False(first.Equals(new EquatableArray<string>(["a"])));
        Assert.False(first.Equals("a"));
        Assert.True(EquatableArray<string>.Empty.Equals((object)new EquatableArray<string>([])));
    }

    private static void AssertEqual(object first, object second)
    {
        Assert.NotSame(first, second);
        Assert.True(first.Equals(second));
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    private static (ContractModel Contract, HandlerModel Handler) Parse(string source)
    {
        var compilation = TestCompilation.Create(source);
        var problems = new ProblemList();
        var contract = ContractParser.Parse(
            compilation.GetTypeByMetadataName("My.App.IGreenhouse")!, compilation, problems, TestContext.Current.CancellationToken);
        var handler = HandlerParser.Parse(
            compilation.GetTypeByMetadataName("My.App.ClimateWatch")!, compilation, problems, TestContext.Current.CancellationToken);
        Assert.Empty(problems.Items);
        return (contract!, handler!);
    }
}
