namespace Topiary;

/// <summary>
/// Which messages of a handler's method are handled one after the other: those with equal values of the named levels. Others
/// run at the same time, up to <see cref="MqttHandlerAttribute.MaxConcurrency"/>. Without it messages of one topic are handled
/// in order. Methods of a class that name the same levels share the order of equal values.
/// </summary>
/// <param name="levels">Names of levels of the topic; none puts all messages of the method in one order.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OrderByAttribute(params string[] levels) : Attribute
{
    /// <summary>Names of levels of the topic.</summary>
    public IReadOnlyList<string> Levels { get; } = levels;
}
