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

    private const string Stream = "topiary-stream";
    private const string Error = "topiary-error";

    /// <summary>A message that a method sends or takes.</summary>
    /// <param name="payload">The payload; null when there is none.</param>
    /// <param name="contentType">Declared content type; null for the payload's own.</param>
    /// <param name="text">What is said about the payload.</param>
    /// <param name="nullability">Where its type allows null.</param>
    /// <param name="isRequest">Whether it asks for an answer.</param>
    public JsonMap Of(PayloadModel? payload, string? contentType, string? text, Nullability? nullability, bool isRequest)
    {
        var message = Begin(payload, contentType, text);
        AddPayload(message, payload, nullability);
        return isRequest
            ? message.Add("correlationId", Correlation()).Add("bindings", Mqtt.Binding(RequestProperties(contentType ?? payload?.ContentType)))
            : message;
    }

    /// <summary>An element of a streamed answer.</summary>
    public JsonMap OfElement(PayloadModel payload, string? text, Nullability? nullability)
    {
        var message = Begin(payload, contentType: null, text).Add("headers", Headers("^[1-9][0-9]*$", "Number of the element, counted from 1."));
        AddPayload(message, payload, nullability);
        return message;
    }

    /// <summary>A sign of a streamed answer that is no element.</summary>
    public static JsonMap OfSign() => new JsonMap()
        .Add("title", "Sign of a streamed answer")
        .Add("headers", Headers("^(open|alive|end [0-9]+)$", "It begins; it goes on, to be answered with credit; it has ended, after so many elements, with the headers of a refusal if it failed."));

    /// <summary>What a requester says about a streamed answer.</summary>
    public static JsonMap OfWord() => new JsonMap()
        .Add("title", "Word of the requester")
        .Add("headers", Headers("^(credit [0-9]+|cancel)$", "So many elements are consumed, and 64 more may be sent; or no more are wanted."));

    /// <summary>The answer to a request that is not fulfilled.</summary>
    public static JsonMap OfRefusal() => new JsonMap()
        .Add("title", "Refusal")
        .Add("headers", new JsonMap()
            .Add("type", "object")
            .Add("properties", new JsonMap()
                .Add(Error, new JsonMap().Add("type", "string").Add("description", "Code of the refusal."))
                .Add(Error + "-message", new JsonMap().Add("type", "string").Add("description", "Text of the refusal.")))
            .Add("required", new JsonList().Add(Error))
            .Add("not", new JsonMap().Add("required", new JsonList().Add(Stream))));

    private static JsonMap Headers(string pattern, string text) => new JsonMap()
        .Add("type", "object")
        .Add("properties", new JsonMap().Add(Stream, new JsonMap().Add("type", "string").Add("pattern", pattern).Add("description", text)))
        .Add("required", new JsonList().Add(Stream));

    private static JsonMap Begin(PayloadModel? payload, string? contentType, string? text) => new JsonMap()
        .AddText("title", TitleOf(payload))
        .AddText("description", Description(payload, text ?? ""))
        .AddText("contentType", contentType ?? payload?.ContentType);

    private void AddPayload(JsonMap message, PayloadModel? payload, Nullability? nullability)
    {
        if (payload is not null && schemas.Of(payload, nullability) is { } schema)
        {
            message.Add("payload", schema);
        }
    }

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
