namespace Topiary.Generators.Model;

/// <summary>One filter of a handler and the method that is called for its messages.</summary>
/// <param name="ClassName">Name of the generated route class.</param>
/// <param name="Name">Name for people: <c>Class.Method</c>.</param>
/// <param name="Filter">The filter that is subscribed to, without <c>$share</c>.</param>
/// <param name="Segments">The levels of the topics that match.</param>
/// <param name="Levels">The levels that the method takes.</param>
/// <param name="Settings">How its messages are received and acknowledged.</param>
/// <param name="Retry">What is done after an exception.</param>
/// <param name="Call">The call of the method.</param>
/// <param name="Declared">The contract's method that it handles; null for a filter of its own.</param>
internal sealed record RouteModel(
    string ClassName,
    string Name,
    string Filter,
    EquatableArray<TopicSegment> Segments,
    EquatableArray<LevelModel> Levels,
    RouteSettings Settings,
    RetryModel Retry,
    RouteCallModel Call,
    TopicMethodModel? Declared);
