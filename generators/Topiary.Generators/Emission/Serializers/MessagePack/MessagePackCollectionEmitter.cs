using System.Globalization;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a collection.</summary>
internal static class MessagePackCollectionEmitter
{
    public static void Emit(SourceWriter source, MessagePackCollectionModel model)
    {
        using (MessagePackClass.OpenWrite(source, model.Type))
        {
            EmitWrite(source, model);
        }

        source.Line();
        using (MessagePackClass.OpenRead(source, model.Type))
        {
            EmitRead(source, model);
        }
    }

    private static void EmitWrite(SourceWriter source, MessagePackCollectionModel model)
    {
        if (model.Absent is not null)
        {
            MessagePackClass.WriteNil(source, model.Absent);
        }

        if (model.Count is null)
        {
            source.Line($"var items = new {MessagePackClass.Runtime}MessagePackSequence<{model.Element.DeclaredType}>(value);");
        }

        source.Line($"writer.BeginArray({(model.Count is null ? "items.Count" : "value." + model.Count)});");
        using (source.Braces($"foreach (var item in {(model.Count is null ? "items" : "value")})"))
        {
            MessagePackValueEmitter.Write(source, model.Element, "item", "present");
        }

        source.Line();
        source.Line("writer.End();");
    }

    private static void EmitRead(SourceWriter source, MessagePackCollectionModel model)
    {
        if (model.Absent is not null)
        {
            MessagePackClass.ReadNil(source);
        }

        source.Line($"var count = reader.BeginArray<{model.Type}>();");
        source.Line($"var result = {(model.Add is null ? $"new {MessagePackClass.Runtime}MessagePackArrayBuilder<{model.Element.DeclaredType}>(count)" : model.Creation)};");
        using (source.Braces("for (; count > 0; count--)"))
        {
            source.Line(Format(model.Add ?? "result.Add({0})", MessagePackValueEmitter.Read(model.Element)) + ";");
        }

        source.Line();
        source.Line("reader.End();");
        source.Line($"return {(model.Add is null ? Format(model.Creation, "result.ToArray()") : "result")};");
    }

    private static string Format(string format, string argument) => string.Format(CultureInfo.InvariantCulture, format, argument);
}
