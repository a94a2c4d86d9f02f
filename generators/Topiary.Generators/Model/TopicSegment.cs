namespace Topiary.Generators.Model;

/// <summary>One level of a topic template or filter.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Text">The literal level or the placeholder's name; empty for wildcards.</param>
internal readonly record struct TopicSegment(TopicSegmentKind Kind, string Text);
