namespace Topiary.Runtime;

/// <summary>A handler class: its options and routes. Made once by generated code.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
public sealed class HandlerDescription<THandler>
    where THandler : class
{
    /// <summary>Name of the shared subscription that all routes join; null for none.</summary>
    public string? Share { get; init; }

    /// <summary>How many messages of different topics are handled at once; 0 for the number of processors.</summary>
    public int MaxConcurrency { get; init; }

    /// <summary>The methods.</summary>
    public required IReadOnlyList<HandlerRoute<THandler>> Routes { get; init; }
}
