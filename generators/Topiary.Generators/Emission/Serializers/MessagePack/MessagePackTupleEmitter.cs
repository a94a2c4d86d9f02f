using System.Globalization;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a tuple or a pair.</summary>
internal static class MessagePackTupleEmitter
{
    public static void Emit(SourceWriter source, MessagePackTupleModel model)
    {
        var count = model.Parts.Count.ToString(CultureInfo.InvariantCulture);
        using (MessagePackClass.OpenWrite(source, model.Type))
        {
            if (model.IsReference)
            {
                MessagePackClass.WriteNil(source);
            }

            source.Line($"writer.BeginArray({count});");
            foreach (var part in model.Parts)
            {
                MessagePackValueEmitter.Write(source, part.Value, "value." + part.Member, "present" + part.Member);
            }

            source.Line("writer.End();");
        }

        source.Line();
        using (MessagePackClass.OpenRead(source, model.Type))
        {
            if (model.IsReference)
            {
                MessagePackClass.ReadNil(source);
            }

            source.Line($"reader.BeginArray<{model.Type}>({count});");
            foreach (var part in model.Parts)
            {
                source.Line($"var v_{part.Member} = {MessagePackValueEmitter.Read(part.Value)};");
            }

            source.Line("reader.End();");
            source.Line($"return new {model.Type}({string.Join(", ", model.Parts.Select(part => "v_" + part.Member))});");
        }
    }
}
