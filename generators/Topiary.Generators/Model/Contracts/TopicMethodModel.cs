namespace Topiary.Generators.Model;

/// <summary>A contract's method with its topic.</summary>
/// <param name="Interface">The interface that declares it, with <c>global::</c>.</param>
/// <param name="Name">Its name as an identifier.</param>
/// <param name="FieldName">Name of the field that holds its topic's declaration.</param>
/// <param name="ReturnType">Its return type with <c>global::</c>.</param>
/// <param name="ReturnsTask">Whether that is a <c>Task</c> and not a <c>ValueTask</c>.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Parameters">Its parameters in order.</param>
/// <param name="Topic">Its topic and how it is published.</param>
/// <param name="Payload">Its payload; null when there is none.</param>
/// <param name="Reply">The payload of its answers; null when it is one-way.</param>
/// <param name="Progress">The payload of its reports of progress; null when there are none.</param>
internal sealed record TopicMethodModel(
    string Interface,
    string Name,
    string FieldName,
    string ReturnType,
    bool ReturnsTask,
    TopicKind Kind,
    EquatableArray<ParameterModel> Parameters,
    TopicModel Topic,
    PayloadModel? Payload,
    PayloadModel? Reply,
    PayloadModel? Progress);
