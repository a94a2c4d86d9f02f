using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>The rest of the way of a message that has come in.</summary>
/// <param name="message">The message.</param>
/// <param name="ct">Fires when handlers must stop.</param>
/// <returns>Completes when it has been handled; what the handler throws comes out here.</returns>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a delegate, named as RequestDelegate of ASP.NET Core is.")]
public delegate ValueTask HandleDelegate(HandleContext message, CancellationToken ct);
