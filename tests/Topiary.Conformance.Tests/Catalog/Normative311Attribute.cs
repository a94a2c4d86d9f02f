namespace Topiary.Conformance.Tests;

/// <summary>The test would fail if these statements of MQTT 3.1.1 were violated.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Normative311Attribute(params string[] ids) : Attribute, IStatementTag
{
    public IReadOnlyList<string> Ids => ids;

    public Standard Standard => Standard.Mqtt311;
}
