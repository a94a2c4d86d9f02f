namespace Topiary.Conformance.Tests;

/// <summary>The test would fail if these statements of MQTT 5.0 were violated.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NormativeAttribute(params string[] ids) : Attribute, IStatementTag
{
    public IReadOnlyList<string> Ids => ids;

    public Standard Standard => Standard.Mqtt5;
}
