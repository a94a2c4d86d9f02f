namespace Topiary.Runtime;

/// <summary>An answer as its responder wrote it.</summary>
/// <param name="Payload">Its payload.</param>
/// <param name="ContentType">Its content type; empty for none.</param>
internal sealed record CapturedReply(byte[] Payload, string ContentType);
