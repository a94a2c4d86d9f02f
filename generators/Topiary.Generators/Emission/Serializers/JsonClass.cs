using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>The parts that every generated JSON serializer class has.</summary>
internal static class JsonClass
{
    public const string Runtime = "global::Topiary.Runtime.";
    public const string Writer = "ref global::Topiary.Runtime.JsonOutput writer";
    public const string Reader = "ref global::Topiary.Runtime.JsonInput reader";
    public const string IsNull = "reader.TokenType == global::System.Text.Json.JsonTokenType.Null";

    /// <summary>Opens the class and writes its instance; static fields go between.</summary>
    public static SourceWriter.Block Open(SourceWriter source, SerializerModel model)
    {
        source.Line("[global::System.CodeDom.Compiler.GeneratedCode(\"Topiary.Generators\", null)]");
        var block = source.Braces($"internal sealed class {model.ClassName} : {Runtime}JsonPayload<{model.Type}>");
        source.Line($"public static readonly {model.ClassName} Instance = new {model.ClassName}();");
        source.Line();
        return block;
    }

    /// <summary>Writes the overrides that forward to the static methods.</summary>
    public static void Overrides(SourceWriter source, string type)
    {
        source.Line($"protected override void WriteValue({Writer}, {type} value) => Write(ref writer, value);");
        source.Line();
        source.Line($"protected override {type} ReadValue({Reader}) => Read(ref reader);");
        source.Line();
    }

    public static SourceWriter.Block OpenWrite(SourceWriter source, string type)
        => source.Braces($"public static void Write({Writer}, {type} value)");

    public static SourceWriter.Block OpenRead(SourceWriter source, string type)
        => source.Braces($"public static {type} Read({Reader})");

    /// <summary>Writes <c>null</c> and returns where the value is null.</summary>
    public static void WriteNull(SourceWriter source)
    {
        using (source.Braces("if (value is null)"))
        {
            source.Line("writer.WriteNullValue();");
            source.Line("return;");
        }

        source.Line();
    }

    /// <summary>Returns null where the reader stands on <c>null</c>.</summary>
    public static void ReadNull(SourceWriter source)
    {
        using (source.Braces($"if ({IsNull})"))
        {
            source.Line("return null;");
        }

        source.Line();
    }
}
