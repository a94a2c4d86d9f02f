using System;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes MessagePack serializer classes: the parts that every one has.</summary>
internal static class MessagePackClass
{
    public const string Runtime = "global::Topiary.Runtime.";
    public const string Writer = "ref global::Topiary.Runtime.MessagePackWriter writer";
    public const string Reader = "ref global::Topiary.Runtime.MessagePackReader reader";

    public static void Emit(SourceWriter source, MessagePackModel model)
    {
        source.Line("[global::System.CodeDom.Compiler.GeneratedCode(\"Topiary.Generators\", null)]");
        using (source.Braces($"internal sealed class {model.ClassName} : {Runtime}MessagePackPayload<{model.Type}>"))
        {
            source.Line($"public static readonly {model.ClassName} Instance = new {model.ClassName}();");
            source.Line();
            source.Line($"protected override void WriteValue({Writer}, {model.Type} value) => Write(ref writer, value);");
            source.Line();
            source.Line($"protected override {model.Type} ReadValue({Reader}) => Read(ref reader);");
            source.Line();
            EmitBody(source, model);
        }
    }

    public static SourceWriter.Block OpenWrite(SourceWriter source, string type)
        => source.Braces($"public static void Write({Writer}, {type} value)");

    public static SourceWriter.Block OpenRead(SourceWriter source, string type)
        => source.Braces($"public static {type} Read({Reader})");

    /// <summary>Writes nil and returns where the value is absent.</summary>
    public static void WriteNil(SourceWriter source, string condition = "value is null")
    {
        using (source.Braces($"if ({condition})"))
        {
            source.Line("writer.WriteNil();");
            source.Line("return;");
        }

        source.Line();
    }

    /// <summary>Returns what stands for nil where the reader stands before it.</summary>
    public static void ReadNil(SourceWriter source)
    {
        using (source.Braces("if (reader.TryReadNil())"))
        {
            source.Line("return default;");
        }

        source.Line();
    }

    private static void EmitBody(SourceWriter source, MessagePackModel model)
    {
        switch (model)
        {
            case MessagePackObjectModel { IsMap: true } map:
                new MessagePackMapEmitter(source, map).Emit();
                break;
            case MessagePackObjectModel array:
                new MessagePackArrayEmitter(source, array).Emit();
                break;
            case MessagePackCollectionModel collection:
                MessagePackCollectionEmitter.Emit(source, collection);
                break;
            case MessagePackDictionaryModel dictionary:
                MessagePackDictionaryEmitter.Emit(source, dictionary);
                break;
            case MessagePackTupleModel tuple:
                MessagePackTupleEmitter.Emit(source, tuple);
                break;
            case MessagePackUnionModel union:
                MessagePackUnionEmitter.Emit(source, union);
                break;
            case MessagePackSimpleModel simple:
                EmitSimple(source, simple);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(model), model.GetType().Name, "There is no emitter for this serializer.");
        }
    }

    private static void EmitSimple(SourceWriter source, MessagePackSimpleModel model)
    {
        using (OpenWrite(source, model.Type))
        {
            MessagePackValueEmitter.Write(source, model.Value, "value", "present");
        }

        source.Line();
        source.Line($"public static {model.Type} Read({Reader}) => {MessagePackValueEmitter.Read(model.Value)};");
    }
}
