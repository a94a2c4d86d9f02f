using System;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes messages: payload, content type, and for requests and answers what ties them together.</summary>
internal sealed class MessageWriter(PayloadSchemas schemas)
{
    public const string Message = "message";
    public const string Reply = "reply";
    public const string Refusal = "refusal";
    public const string Element = "element";
    public const string Sign = "sign";
    public const string Word = "word";
    public const string Progress = "progress";

    /// <summary>A message that a method sends or takes.</summary>
    /// <param name="payload">The payload; null when there is none.</param>
    /// <param name="contentType">Declared content type; null for the payload's own.</param>
    /// <param name="text">What is said about the payload.</param>
    /// <param name="nullability">Where its type allows null.</param>
    /// <param name="headers">User properties that it has; null when there are none of ours.</param>
    public JsonMap Of(PayloadModel? payload, string? contentType, string? text, Nullability? nullability, JsonMap? headers = null)
    {
        var message = new JsonMap()
            .AddText("title", TitleOf(payload))
            .AddText("description", Description(payload, text ?? ""))
            .AddText("contentType", contentType ?? payload?.ContentType);
        if (headers is not null)
        {
            message.Add("headers", headers);
        }

        if (payload is not null && schemas.Of(payload, nullability) is { } schema)
        {
            message.Add("payload", schema);
        }

        return message;
    }

    /// <summary>The same for a message that asks for an answer.</summary>
    public JsonMap OfRequest(PayloadModel? payload, string? contentType, string? text, Nullability? nullability, JsonMap? headers = null) =>
        Of(payload, contentType, text, nullability, headers)
            .Add("correlationId", Correlation())
            .Add("bindings", Mqtt.Binding(RequestProperties(contentType ?? payload?.ContentType)));

    /// <summary>A message of headers alone.</summary>
    public static JsonMap OfHeaders(string title, JsonMap headers) => new JsonMap().Add("title", title).Add("headers", headers);

    /// <summary>The name of a type of the program's own.</summary>
    private static string? TitleOf(PayloadModel? payload) =>
        payload is not null && payload.Type.StartsWith("global::", StringComparison.Ordinal) && !payload.Type.StartsWith("global::System.", StringComparison.Ordinal)
            ? SchemaNames.ShortName(payload.UnderlyingType)
            : null;

    private static string Description(PayloadModel? payload, string text)
    {
        var shape = payload is null ? "The payload is empty." : payload.IsOptional ? "An empty payload stands for null." : "";
        return text.Length > 0 && shape.Length > 0 ? text + "\n\n" + shape : text + shape;
    }

    private static JsonMap Correlation() => new JsonMap()
        .Add("description", "Correlation data of the request, which its answers carry too.")
        .Add("location", Mqtt.CorrelationData);

    private static JsonMap RequestProperties(string? contentType) => new JsonMap()
        .AddText("contentType", contentType)
        .Add("correlationData", new JsonMap().Add("type", "string").Add("contentEncoding", "base64"))
        .Add("responseTopic", new JsonMap().Add("type", "string").Add("minLength", 1));
}
