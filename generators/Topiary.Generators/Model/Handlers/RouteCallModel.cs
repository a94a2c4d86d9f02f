namespace Topiary.Generators.Model;

/// <summary>How a handler's method is called.</summary>
/// <param name="Interface">Contract through which it is called, with <c>global::</c>; null when it is called directly.</param>
/// <param name="Method">Its name as an identifier.</param>
/// <param name="Arguments">Its arguments in order.</param>
/// <param name="Return">Shape of what it returns.</param>
/// <param name="Payload">The payload it takes; null when it takes none.</param>
/// <param name="Reply">The payload of its answers; null when it gives none.</param>
/// <param name="ReplyContentType">Content type of the answers; null for none.</param>
/// <param name="Progress">The payload of its reports of progress; null when it gives none.</param>
internal sealed record RouteCallModel(
    string? Interface,
    string Method,
    EquatableArray<ArgumentModel> Arguments,
    ReturnKind Return,
    PayloadModel? Payload,
    PayloadModel? Reply,
    string? ReplyContentType,
    PayloadModel? Progress = null);
