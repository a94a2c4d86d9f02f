using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits one route of a handler: its options, the reading of its levels and payload, and the call.</summary>
internal static class RouteEmitter
{
    public static void Emit(SourceWriter writer, HandlerModel handler, RouteModel route)
    {
        var kind = route.Settings.Batch is null ? "HandlerRoute" : "BatchRoute";
        using (writer.Braces($"private sealed class {route.ClassName} : {Names.Runtime}{kind}<{handler.Type}>"))
        {
            EmitConstructor(writer, route);
            writer.Line();
            if (route.Settings.Batch is { } batch)
            {
                EmitBatch(writer, handler, route.Call, batch);
                return;
            }

            // Never an async method: before C# 13 none can hold a reader of topics, which is a ref struct.
            var signature = $"InvokeAsync({handler.Type} handler, {Names.Runtime}IncomingMessage message, {Names.Token} ct)";
            using (writer.Braces($"public override {Names.ValueTask} {signature}"))
            {
                using (TopicReaderEmitter.Emit(writer, route.Segments, route.Levels))
                {
                    writer.Line("message.LevelsUnreadable();").Line("return default;");
                }

                writer.Line();
                EmitCall(writer, route.Call);
            }
        }
    }

    private static void EmitBatch(SourceWriter writer, HandlerModel handler, RouteCallModel call, BatchModel batch)
    {
        var signature = $"InvokeAsync({handler.Type} handler, {Names.Runtime}MessageBatch batch, {Names.Token} ct)";
        using (writer.Braces($"public override {Names.ValueTask} {signature}"))
        {
            var read = (batch.WithContext ? "ReadReceived" : "Read") + (call.Payload!.IsOptional ? "Optional" : "");
            writer.Line($"var items = batch.{read}({Names.Serializer(call.Payload)});");
            using (writer.Braces("if (items.Count == 0)"))
            {
                writer.Line("return default;");
            }

            writer.Line();
            EmitCall(writer, call, "items");
        }
    }

    private static void EmitConstructor(SourceWriter writer, RouteModel route)
    {
        writer.Line($"public {route.ClassName}()");
        using (writer.Indented())
        using (writer.Braces($": base(new {Names.Runtime}HandlerRouteOptions", ")"))
        {
            writer.Line($"Name = {Literals.Of(route.Name)},");
            writer.Line($"Filter = {Literals.Of(route.Filter)},");
            if (Template(route) is var template && template != route.Filter)
            {
                writer.Line($"Template = {Literals.Of(template)},");
            }

            writer.Line($"QoS = {CSharpText.QoS(route.Settings.QoS)},");
            writer.Line($"Ack = {CSharpText.AckMode(route.Settings.Ack)},");
            if (route.Settings.OnUnreadable != 0)
            {
                writer.Line($"OnUnreadable = {CSharpText.UnreadablePolicy(route.Settings.OnUnreadable)},");
            }

            if (route.Settings.Order is { } order)
            {
                writer.Line($"Order = new {Names.Runtime}TopicOrder({OrderArguments(order)}),");
            }

            if (route.Settings.Batch is { } batch)
            {
                writer.Line($"Batch = new {Names.Runtime}BatchOptions({CSharpText.Number(batch.Size)}, {CSharpText.Number(batch.Milliseconds)}),");
            }

            if (route.Settings.Idempotent)
            {
                writer.Line("Idempotent = true,");
            }

            writer.Line($"Kind = {Names.Runtime}RouteKind.{Kind(route.Call.Return)},");
            writer.Line($"RetryAttempts = {CSharpText.Number(route.Retry.Attempts)},");
            writer.Line($"RetryBackoffMilliseconds = {CSharpText.Number(route.Retry.BackoffMilliseconds)},");
        }

        writer.Line("{").Line("}");
    }

    private static string Template(RouteModel route) => string.Join("/", route.Segments.Select(static segment => segment.Kind switch
    {
        TopicSegmentKind.Level => "{" + segment.Text + "}",
        TopicSegmentKind.Rest => "{**" + segment.Text + "}",
        TopicSegmentKind.AnyLevel => "+",
        TopicSegmentKind.AnyRest => "#",
        _ => segment.Text,
    }));

    private static string OrderArguments(OrderModel order)
    {
        var arguments = new List<string> { Literals.Of(order.Name), CSharpText.Boolean(order.EndsWithRest) };
        foreach (var level in order.Levels)
        {
            arguments.Add(CSharpText.Number(level));
        }

        return string.Join(", ", arguments);
    }

    private static TopicKind Kind(ReturnKind kind) => kind switch
    {
        ReturnKind.Nothing or ReturnKind.Task or ReturnKind.ValueTask => TopicKind.OneWay,
        ReturnKind.Stream => TopicKind.Stream,
        _ => TopicKind.Request,
    };

    private static void EmitCall(SourceWriter writer, RouteCallModel call, string? payload = null)
    {
        var invocation = Invocation(call, payload);
        switch (call.Return)
        {
            case ReturnKind.Nothing:
                writer.Line($"{invocation};").Line("return default;");
                break;
            case ReturnKind.Task:
                writer.Line($"return new {Names.ValueTask}({invocation});");
                break;
            case ReturnKind.ValueTask:
                writer.Line($"return {invocation};");
                break;
            case ReturnKind.Stream:
                writer.Line($"return message.ReplyStreamAsync<{call.Reply!.Type}>({invocation}, {Answer(call)});");
                break;
            case ReturnKind.Value:
                writer.Line($"return message.ReplyAsync<{call.Reply!.Type}>({invocation}, {Answer(call)});");
                break;
            case ReturnKind.TaskOfValue:
                writer.Line($"return message.ReplyWhenAsync<{call.Reply!.Type}>(new {Names.ValueTask}<{call.Reply.Type}>({invocation}), {Answer(call)});");
                break;
            default:
                writer.Line($"return message.ReplyWhenAsync<{call.Reply!.Type}>({invocation}, {Answer(call)});");
                break;
        }
    }

    private static string Answer(RouteCallModel call) =>
        $"{Names.Serializer(call.Reply!)}, {Literals.Of(call.ReplyContentType ?? "")}, ct";

    private static string Invocation(RouteCallModel call, string? payload)
    {
        var arguments = new string[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = call.Arguments[i];
            arguments[i] = argument.Role switch
            {
                ParameterRole.Level => TopicReaderEmitter.Local(argument.Text),
                ParameterRole.Payload => payload ?? Names.ReadPayload(call.Payload!),
                ParameterRole.Context => "message.Context",
                ParameterRole.Token => "ct",
                ParameterRole.Progress => $"message.Progress<{call.Progress!.Type}>({Names.Serializer(call.Progress)})",
                _ => argument.Text,
            };
        }

        var receiver = call.Interface is null ? "handler" : $"(({call.Interface})handler)";
        return $"{receiver}.{call.Method}({string.Join(", ", arguments)})";
    }
}
