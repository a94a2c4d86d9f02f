using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Names that generated code uses.</summary>
internal static class Names
{
    public const string Topiary = "global::Topiary.";
    public const string Runtime = "global::Topiary.Runtime.";

    /// <summary>Namespace of what is generated once per assembly.</summary>
    public const string GeneratedNamespace = "Topiary.Generated";
    public const string Generated = "global::" + GeneratedNamespace + ".";
    public const string Token = "global::System.Threading.CancellationToken";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    public const string Bytes = "global::System.ReadOnlySpan<byte>";

    /// <summary>Attribute that marks a type as generated.</summary>
    public static readonly string GeneratedCode =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"Topiary.Generators\", \"{typeof(Names).Assembly.GetName().Version}\")]";

    public const string Hidden =
        "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]";

    /// <summary>Class that writes and reads an enum as a level.</summary>
    public static string EnumLevel(EnumLevelModel model) => Generated + model.ClassName;

    /// <summary>Expression that reads the payload of <c>message</c>; an empty one is null where the payload may be null.</summary>
    public static string ReadPayload(PayloadModel payload) => $"message.{(payload.IsOptional ? "ReadOptional" : "Read")}({Serializer(payload)})";

    /// <summary>The serializer of a payload, quiet about the nullability of a type that may be null.</summary>
    public static string Serializer(PayloadModel payload) =>
        payload.IsOptional ? payload.SerializerExpression + "!" : payload.SerializerExpression;
}
