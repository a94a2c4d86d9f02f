using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the class that holds a composed serializer.</summary>
internal static class ComposedEmitter
{
    public static void Emit(SourceWriter source, ComposedModel model)
    {
        source.Line("[global::System.CodeDom.Compiler.GeneratedCode(\"Topiary.Generators\", null)]");
        using (source.Braces($"internal static class {model.ClassName}"))
        {
            source.Line($"public static readonly {model.Composer} Instance = new {model.Composer}({string.Join(", ", model.Parts)});");
        }
    }
}
