using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>
/// The topics of a contract to watch. For every one-way topic the contract's assembly has an extension method on this
/// interface, named as the contract's method without <c>Async</c>, in which a level left out is a wildcard.
/// Injectable wherever <c>AddTopiary</c> was called.
/// </summary>
/// <typeparam name="TContract">The contract.</typeparam>
[SuppressMessage("Design", "CA1040:Avoid empty interfaces", Justification = "The extension methods of a contract are found by its type argument.")]
public interface ITopics<out TContract> : ITopics
    where TContract : class;
