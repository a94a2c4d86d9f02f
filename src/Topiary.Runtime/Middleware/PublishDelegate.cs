using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>The rest of the way of a message that is being sent.</summary>
/// <param name="message">The message.</param>
/// <param name="ct">Stops the wait.</param>
/// <returns>Completes when the quality of service is satisfied; for a request, when it has been answered.</returns>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a delegate, named as RequestDelegate of ASP.NET Core is.")]
public delegate ValueTask PublishDelegate(PublishContext message, CancellationToken ct);
