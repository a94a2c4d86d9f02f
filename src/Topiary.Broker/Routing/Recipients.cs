namespace Topiary.Broker;

/// <summary>Who gets one message after everybody's rights were checked.</summary>
/// <param name="Match">Who is subscribed, as it was when rights were checked.</param>
/// <param name="Denied">Who of them may not have it; null for nobody.</param>
internal sealed record Recipients(Match Match, HashSet<Session>? Denied);
