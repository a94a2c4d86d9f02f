namespace Topiary.Generators.Model;

/// <summary>A contract: everything that its publisher and its topic streams are emitted from.</summary>
/// <param name="Namespace">Namespace of the generated types; empty for the global one.</param>
/// <param name="Type">The interface with <c>global::</c>.</param>
/// <param name="PublisherName">Name of the publisher class.</param>
/// <param name="TopicsName">Name of the class with the stream methods.</param>
/// <param name="HintStem">Beginning of the hint names of its files, unique in the assembly.</param>
/// <param name="IsPublic">Whether other assemblies see the interface.</param>
/// <param name="Methods">Every abstract method, inherited ones included.</param>
/// <param name="Streams">A stream for each one-way topic that no base contract offers already.</param>
internal sealed record ContractModel(
    string Namespace,
    string Type,
    string PublisherName,
    string TopicsName,
    string HintStem,
    bool IsPublic,
    EquatableArray<TopicMethodModel> Methods,
    EquatableArray<TopicStreamModel> Streams);
