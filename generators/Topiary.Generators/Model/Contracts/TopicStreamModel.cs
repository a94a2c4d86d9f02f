namespace Topiary.Generators.Model;

/// <summary>The typed stream of a one-way topic.</summary>
/// <param name="MethodName">Name of the extension method, as an identifier.</param>
/// <param name="MessageName">Name of the message struct.</param>
/// <param name="SelectionName">Name of the selection class.</param>
/// <param name="Levels">The levels in the order of the topic.</param>
/// <param name="PayloadProperty">Name of the message's payload property; null when there is no payload.</param>
/// <param name="Latest">How the retained value is offered.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The payload; null when there is none.</param>
internal sealed record TopicStreamModel(
    string MethodName,
    string MessageName,
    string SelectionName,
    EquatableArray<StreamLevelModel> Levels,
    string? PayloadProperty,
    LatestKind Latest,
    TopicModel Topic,
    PayloadModel? Payload);
