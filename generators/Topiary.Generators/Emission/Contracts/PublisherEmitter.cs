using System.Collections.Generic;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the class that implements a contract by publishing.</summary>
internal static class PublisherEmitter
{
    public static void Emit(SourceWriter writer, ContractModel contract)
    {
        writer.Line(Names.GeneratedCode).Line(Names.Hidden);
        using (writer.Braces($"internal sealed class {contract.PublisherName} : {contract.Type}"))
        {
            foreach (var method in contract.Methods)
            {
                EmitDeclaration(writer, method);
            }

            writer.Line($"private readonly {Names.Runtime}MessagePublisher _publisher;");
            writer.Line();
            writer.Line($"public {contract.PublisherName}({Names.Runtime}MessagePublisher publisher) => _publisher = publisher;");
            foreach (var method in contract.Methods)
            {
                writer.Line();
                EmitMethod(writer, method);
            }
        }
    }

    private static void EmitDeclaration(SourceWriter writer, TopicMethodModel method)
    {
        var topic = method.Topic;
        writer.Line(
            $"private static readonly {Names.Runtime}TopicDeclaration {method.FieldName} = new({Literals.Of(topic.Template)}, "
            + $"{CSharpText.QoS(topic.QoS)}, retain: {CSharpText.Boolean(topic.Retain)}, expirySeconds: {CSharpText.Number(topic.ExpirySeconds)}, "
            + $"timeoutMilliseconds: {CSharpText.Number(topic.TimeoutMilliseconds)}, "
            + $"contentType: {CSharpText.LiteralOrNull(topic.ContentType ?? method.Payload?.ContentType)}){Settings(topic)};");
        writer.Line();
    }

    /// <summary>What a declaration says beyond what all say.</summary>
    private static string Settings(TopicModel topic)
    {
        var settings = new List<string>();
        if (topic.Will is { } will)
        {
            settings.Add($"Will = new {Names.Runtime}WillDeclaration({CSharpText.Number(will.DelaySeconds)}, {CSharpText.Boolean(will.PublishOnStop)})");
        }

        if (topic.Idempotent)
        {
            settings.Add("Idempotent = true");
        }

        if (topic.Window > 0)
        {
            settings.Add($"Window = {CSharpText.Number(topic.Window)}");
        }

        return settings.Count == 0 ? "" : $" {{ {string.Join(", ", settings)} }}";
    }

    private static void EmitMethod(SourceWriter writer, TopicMethodModel method)
    {
        var parameters = new string[method.Parameters.Count];
        var message = "message";
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = method.Parameters[i].Type + " " + method.Parameters[i].Identifier;
        }

        while (Identifier(method, message) is not null)
        {
            message += "_";
        }

        var token = Identifier(method, ParameterRole.Token) ?? "default";
        using (writer.Braces($"{method.ReturnType} {method.Interface}.{method.Name}({string.Join(", ", parameters)})"))
        {
            if (method.Kind == TopicKind.Stream)
            {
                using (writer.Braces("return this._publisher.RequestStream(() =>", $", {Names.Serializer(method.Reply!)}, {token});"))
                {
                    EmitMessage(writer, method, message);
                    writer.Line($"return {message};");
                }

                return;
            }

            EmitMessage(writer, method, message);
            var send = method.Reply is null
                ? $"this._publisher.PublishAsync({message}, {token})"
                : method.Progress is { } progress
                ? $"this._publisher.RequestAsync<{method.Reply.Type}, {progress.Type}>({message}, {Names.Serializer(method.Reply)}, "
                    + $"{Identifier(method, ParameterRole.Progress)}, {Names.Serializer(progress)}, {token})"
                : $"this._publisher.RequestAsync<{method.Reply.Type}>({message}, {Names.Serializer(method.Reply)}, {token})";
            writer.Line($"return {send}{(method.ReturnsTask ? ".AsTask()" : "")};");
        }
    }

    private static void EmitMessage(SourceWriter writer, TopicMethodModel method, string message)
    {
        var begin = method.Kind == TopicKind.OneWay ? "Begin" : "BeginRequest";
        var options = Identifier(method, ParameterRole.Options);
        var wantsProgress = method.Progress is null ? "" : $", wantsProgress: {Identifier(method, ParameterRole.Progress)} is not null";
        writer.Line($"var {message} = this._publisher.{begin}({method.FieldName}{(options is null ? "" : ", " + options)}{wantsProgress});");
        foreach (var part in TopicParts.Of(method.Topic.Segments))
        {
            writer.Line($"{message}.{WritePart(method, part)};");
        }

        if (method.Payload is { } payload)
        {
            writer.Line($"{message}.{(payload.IsOptional ? "OptionalPayload" : "Payload")}({Identifier(method, ParameterRole.Payload)}, {Names.Serializer(payload)});");
        }
    }

    private static string WritePart(TopicMethodModel method, TopicSegment part)
    {
        if (part.Kind == TopicSegmentKind.Literal)
        {
            return $"Literal({CSharpText.Utf8(part.Text)})";
        }

        var level = TopicParts.Find(method.Topic.Levels, part.Text)!;
        var arguments = $"{Identifier(method, part.Text)}, {Literals.Of(part.Text)}";
        if (level.Enum is { } model)
        {
            return $"Literal({Names.EnumLevel(model)}.Text({arguments}))";
        }

        return part.Kind == TopicSegmentKind.Rest ? $"Rest({arguments})"
            : level.Utf8Formatted ? $"Level({arguments})"
            : $"SpanLevel({arguments})";
    }

    private static string? Identifier(TopicMethodModel method, string name)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == name)
            {
                return parameter.Identifier;
            }
        }

        return null;
    }

    private static string? Identifier(TopicMethodModel method, ParameterRole role)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Role == role)
            {
                return parameter.Identifier;
            }
        }

        return null;
    }
}
