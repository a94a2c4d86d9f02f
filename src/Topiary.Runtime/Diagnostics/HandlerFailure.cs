namespace Topiary.Runtime;

/// <summary>A message that a handler could not handle.</summary>
/// <param name="Handler">Class and method.</param>
/// <param name="Topic">Topic of the message.</param>
/// <param name="Exception">What the last try threw.</param>
internal readonly record struct HandlerFailure(string Handler, string Topic, Exception Exception);
