using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of an enum whose payload is the name of a value.</summary>
internal static class TextEnumEmitter
{
    public static void Emit(SourceWriter source, TextEnumModel model)
    {
        source.Line("[global::System.CodeDom.Compiler.GeneratedCode(\"Topiary.Generators\", null)]");
        using (source.Braces($"internal static class {model.ClassName}"))
        {
            source.Line($"public static readonly {JsonClass.Runtime}EnumPayload<{model.Type}> Instance = new {JsonClass.Runtime}EnumPayload<{model.Type}>(");
            using (source.Indented())
            {
                var last = model.Values.Count - 1;
                foreach (var (value, index) in model.Values.Select((value, index) => (value, index)))
                {
                    source.Line($"({Literals.Of(value.JsonName)}, {model.Type}.@{value.Member}){(index == last ? ");" : ",")}");
                }

                if (last < 0)
                {
                    source.Line(");");
                }
            }
        }
    }
}
