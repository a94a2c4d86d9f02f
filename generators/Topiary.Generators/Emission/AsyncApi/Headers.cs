namespace Topiary.Generators.Emission;

/// <summary>Schemas of the user properties by which requester and responder understand each other.</summary>
internal static class Headers
{
    private const string Stream = "topiary-stream";
    private const string Error = "topiary-error";

    /// <summary>Those of a request that wants to hear of progress.</summary>
    public static JsonMap WantsProgress() => Of("topiary-progress", Text("With any value: reports of progress are wanted."));

    /// <summary>Those of a request for a streamed answer.</summary>
    public static JsonMap Window(int window) =>
        Of("topiary-window", Pattern("^[1-9][0-9]*$", "Elements that may be sent beyond what is consumed; 64 without it." + (window > 0 ? $" Sent: {CSharpText.Number(window)}." : "")));

    /// <summary>Those of an element of a streamed answer.</summary>
    public static JsonMap Element() => Required("^[1-9][0-9]*$", "Number of the element, counted from 1.");

    /// <summary>Those of a report of progress.</summary>
    public static JsonMap Progress() => Required("^progress [1-9][0-9]*$", "The payload reports progress; it is not the answer.");

    /// <summary>Those of a sign of a streamed answer that is no element.</summary>
    public static JsonMap Sign() => Required(
        "^(open|alive|end [0-9]+)$",
        "It begins; it goes on, to be answered with credit; it has ended, after so many elements, with the headers of a refusal if it failed.");

    /// <summary>Those of what a requester says about a streamed answer.</summary>
    public static JsonMap Word() =>
        Required("^(credit [0-9]+|cancel)$", "So many elements are consumed, and the window of the request beyond that may be sent; or no more are wanted.");

    /// <summary>Those of the answer to a request that is not fulfilled.</summary>
    public static JsonMap Refusal() => new JsonMap()
        .Add("type", "object")
        .Add("properties", new JsonMap().Add(Error, Text("Code of the refusal.")).Add(Error + "-message", Text("Text of the refusal.")))
        .Add("required", new JsonList().Add(Error))
        .Add("not", new JsonMap().Add("required", new JsonList().Add(Stream)));

    private static JsonMap Required(string pattern, string text) => Of(Stream, Pattern(pattern, text)).Add("required", new JsonList().Add(Stream));

    private static JsonMap Of(string name, JsonMap schema) => new JsonMap().Add("type", "object").Add("properties", new JsonMap().Add(name, schema));

    private static JsonMap Text(string text) => new JsonMap().Add("type", "string").Add("description", text);

    private static JsonMap Pattern(string pattern, string text) => new JsonMap().Add("type", "string").Add("pattern", pattern).Add("description", text);
}
