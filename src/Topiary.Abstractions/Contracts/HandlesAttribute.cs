namespace Topiary;

/// <summary>Marks a method that handles one topic of a contract.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
/// <param name="member">Name of the contract's method, by <c>nameof</c>.</param>
/// <param name="levels">Levels to narrow the subscription by, each as <c>name=value</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false, AllowMultiple = true)]
public sealed class HandlesAttribute<TContract>(string member, params string[] levels) : Attribute
    where TContract : class
{
    /// <summary>Name of the contract's method.</summary>
    public string Member { get; } = member;

    /// <summary>Fixed levels, each as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Levels { get; } = levels;

    /// <summary>When the message is acknowledged.</summary>
    public AckMode Ack { get; set; }

    /// <summary>What becomes of a message whose payload cannot be read; what the class says when left out.</summary>
    public UnreadablePolicy OnUnreadable { get; set; }
}
