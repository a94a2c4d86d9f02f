using System.Collections.Generic;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the extension methods that offer a contract's one-way topics as typed streams.</summary>
internal static class StreamsEmitter
{
    public static void Emit(SourceWriter writer, ContractModel contract)
    {
        writer.Line($"/// <summary>Typed streams of the topics of <see cref=\"{contract.Type}\"/>.</summary>");
        writer.Line(Names.GeneratedCode);
        using (writer.Braces($"{(contract.IsPublic ? "public" : "internal")} static class {contract.TopicsName}"))
        {
            for (var i = 0; i < contract.Streams.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                EmitMethod(writer, contract, contract.Streams[i]);
                writer.Line();
                EmitMessage(writer, contract.Streams[i]);
                writer.Line();
                EmitSelection(writer, contract.Streams[i]);
            }
        }
    }

    private static void EmitMethod(SourceWriter writer, ContractModel contract, TopicStreamModel stream)
    {
        var topics = "topics";
        foreach (var level in stream.Levels)
        {
            topics += level.Parameter == topics ? "_" : "";
        }

        var parameters = new List<string> { $"this {Names.Topiary}ITopics<{contract.Type}> {topics}" };
        var arguments = new List<string>();
        writer.Line($"/// <summary>Messages of <c>{CSharpText.Xml(stream.Topic.Template)}</c>; a level left out is a wildcard.</summary>");
        writer.Line($"/// <param name=\"{topics}\">Topics of the contract.</param>");
        foreach (var level in stream.Levels)
        {
            writer.Line($"/// <param name=\"{level.Parameter.TrimStart('@')}\">Value of this level; any when left out.</param>");
            parameters.Add($"{Names.Topiary}Level<{level.Level.Type}> {level.Parameter} = default");
            arguments.Add(level.Parameter);
        }

        writer.Line("/// <returns>The stream; nothing is subscribed to until it is enumerated.</returns>");
        using (writer.Braces($"public static {StreamType(stream)} {stream.MethodName}({string.Join(", ", parameters)})"))
        {
            writer.Line($"return new {StreamType(stream)}({topics}, new {stream.SelectionName}({string.Join(", ", arguments)}));");
        }
    }

    private static void EmitMessage(SourceWriter writer, TopicStreamModel stream)
    {
        var properties = new List<string>();
        writer.Line($"/// <summary>A message of <c>{CSharpText.Xml(stream.Topic.Template)}</c>.</summary>");
        foreach (var level in stream.Levels)
        {
            writer.Line($"/// <param name=\"{level.Property}\">Level <c>{level.Level.Name}</c> of the topic.</param>");
            properties.Add($"{level.Level.Type} {level.Property}");
        }

        if (stream.Payload is { } payload)
        {
            writer.Line($"/// <param name=\"{stream.PayloadProperty}\">The payload.</param>");
            properties.Add($"{payload.Type} {stream.PayloadProperty}");
        }

        writer.Line("/// <param name=\"Context\">What else is known of the message.</param>");
        properties.Add($"{Names.Topiary}MessageContext Context");
        writer.Line($"public readonly record struct {stream.MessageName}({string.Join(", ", properties)});");
    }

    private static void EmitSelection(SourceWriter writer, TopicStreamModel stream)
    {
        var parameters = new List<string>();
        foreach (var level in stream.Levels)
        {
            parameters.Add($"{Names.Topiary}Level<{level.Level.Type}> {level.Parameter}");
        }

        using (writer.Braces($"private sealed class {stream.SelectionName} : {Names.Runtime}TopicSelection<{TypeArguments(stream)}>"))
        {
            using (writer.Braces($"public {stream.SelectionName}({string.Join(", ", parameters)})"))
            {
                writer.Line($"this.Filter = {Filter(stream)};");
            }

            writer.Line();
            writer.Line("public override string Filter { get; }");
            writer.Line();
            writer.Line($"public override string Template => {Literals.Of(stream.Topic.Template)};");
            writer.Line();
            writer.Line($"public override {Names.Topiary}QoS QoS => {CSharpText.QoS(stream.Topic.QoS)};");
            writer.Line();
            EmitTryRead(writer, stream);
            if (stream.Latest != LatestKind.None)
            {
                writer.Line();
                writer.Line(
                    $"public override {LatestType(stream)} PayloadOf(in {stream.MessageName} value) => value.{stream.PayloadProperty}"
                    + (stream.Payload!.IsOptional ? "!;" : ";"));
            }
        }
    }

    private static void EmitTryRead(SourceWriter writer, TopicStreamModel stream)
    {
        var levels = new LevelModel[stream.Levels.Count];
        var values = new List<string>();
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = stream.Levels[i].Level;
            values.Add(TopicReaderEmitter.Local(levels[i].Name));
        }

        if (stream.Payload is { } payload)
        {
            values.Add(Names.ReadPayload(payload));
        }

        values.Add("message.Context");
        using (writer.Braces($"public override bool TryRead({Names.Runtime}IncomingMessage message, out {stream.MessageName} value)"))
        {
            using (TopicReaderEmitter.Emit(writer, stream.Topic.Segments, new EquatableArray<LevelModel>(levels)))
            {
                writer.Line("value = default;").Line("return false;");
            }

            writer.Line();
            writer.Line($"value = new {stream.MessageName}({string.Join(", ", values)});");
            writer.Line("return true;");
        }
    }

    private static string Filter(TopicStreamModel stream)
    {
        var text = $"new {Names.Runtime}FilterBuilder()";
        foreach (var part in TopicParts.Of(stream.Topic.Segments))
        {
            if (part.Kind == TopicSegmentKind.Literal)
            {
                text += $".Literal({Literals.Of(part.Text)})";
                continue;
            }

            foreach (var level in stream.Levels)
            {
                if (level.Level.Name == part.Text)
                {
                    text += FilterPart(level);
                }
            }
        }

        return text + ".ToString()";
    }

    private static string FilterPart(StreamLevelModel level)
    {
        var name = Literals.Of(level.Level.Name);
        return level.IsRest ? $".Rest({level.Parameter}, {name})"
            : level.Level.Enum is { } model ? $".Level({Names.EnumLevel(model)}.Filter({level.Parameter}, {name}), {name})"
            : $".{(level.Level.Formattable ? "Level" : "Utf8Level")}({level.Parameter}, {name})";
    }

    private static string StreamType(TopicStreamModel stream) =>
        $"{Names.Topiary}{(stream.Latest == LatestKind.Struct ? "ValueTopicStream" : "TopicStream")}<{TypeArguments(stream)}>";

    private static string TypeArguments(TopicStreamModel stream) =>
        stream.Latest == LatestKind.None ? stream.MessageName : $"{stream.MessageName}, {LatestType(stream)}";

    /// <summary>The payload's type without the mark of a reference that may be null: "or null" is said by the stream itself.</summary>
    private static string LatestType(TopicStreamModel stream) => stream.Payload!.UnderlyingType;
}
