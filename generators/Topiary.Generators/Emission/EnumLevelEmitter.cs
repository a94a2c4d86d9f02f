using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the class that writes and reads an enum as a level: exact names, so that both directions agree.</summary>
internal static class EnumLevelEmitter
{
    public static void Emit(SourceWriter writer, EnumLevelModel model)
    {
        writer.Line(Names.GeneratedCode);
        using (writer.Braces("internal static class " + model.ClassName))
        {
            EmitText(writer, model);
            writer.Line();
            EmitFilter(writer, model);
            writer.Line();
            EmitTryRead(writer, model);
        }
    }

    private static void EmitText(SourceWriter writer, EnumLevelModel model)
    {
        using (writer.Braces($"public static {Names.Bytes} Text({model.Type} value, string name)"))
        using (writer.Braces("switch (value)"))
        {
            foreach (var member in model.Members)
            {
                writer.Line($"case {member.Expression}: return {CSharpText.Utf8(member.Text)};");
            }

            writer.Line($"default: throw {Names.Runtime}OutgoingMessage.UndefinedEnum(name, value);");
        }
    }

    private static void EmitFilter(SourceWriter writer, EnumLevelModel model)
    {
        using (writer.Braces($"public static {Names.Topiary}Level<string> Filter({Names.Topiary}Level<{model.Type}> level, string name)"))
        {
            using (writer.Braces("if (!level.HasValue)"))
            {
                writer.Line("return default;");
            }

            writer.Line();
            using (writer.Braces("switch (level.Value)"))
            {
                foreach (var member in model.Members)
                {
                    writer.Line($"case {member.Expression}: return {Literals.Of(member.Text)};");
                }

                writer.Line($"default: throw {Names.Runtime}OutgoingMessage.UndefinedEnum(name, level.Value);");
            }
        }
    }

    private static void EmitTryRead(SourceWriter writer, EnumLevelModel model)
    {
        using (writer.Braces($"public static bool TryRead({Names.Bytes} level, out {model.Type} value)"))
        {
            foreach (var member in model.Members)
            {
                using (writer.Braces($"if (global::System.MemoryExtensions.SequenceEqual(level, {CSharpText.Utf8(member.Text)}))"))
                {
                    writer.Line($"value = {member.Expression};").Line("return true;");
                }

                writer.Line();
            }

            writer.Line("value = default;").Line("return false;");
        }
    }
}
