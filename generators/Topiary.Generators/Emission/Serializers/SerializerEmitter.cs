using System;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the source of one serializer class.</summary>
internal static class SerializerEmitter
{
    public static void Emit(SourceWriter source, SerializerModel model)
    {
        switch (model)
        {
            case JsonObjectModel @object:
                new JsonObjectEmitter(source, @object).Emit();
                break;
            case JsonPolymorphicModel polymorphic:
                JsonPolymorphicEmitter.Emit(source, polymorphic);
                break;
            case JsonSimpleModel simple:
                JsonSimpleEmitter.Emit(source, simple);
                break;
            case JsonConverterModel converter:
                JsonConverterEmitter.Emit(source, converter);
                break;
            case JsonContextModel context:
                JsonContextEmitter.Emit(source, context);
                break;
            case JsonCollectionModel collection:
                JsonCollectionEmitter.Emit(source, collection);
                break;
            case JsonDictionaryModel dictionary:
                JsonDictionaryEmitter.Emit(source, dictionary);
                break;
            case JsonUnionModel union:
                JsonUnionEmitter.Emit(source, union);
                break;
            case JsonEnumModel @enum:
                JsonEnumEmitter.Emit(source, @enum);
                break;
            case ComposedModel composed:
                ComposedEmitter.Emit(source, composed);
                break;
            case MessagePackModel messagePack:
                MessagePackClass.Emit(source, messagePack);
                break;
            case TextEnumModel text:
                TextEnumEmitter.Emit(source, text);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(model), model.GetType().Name, "There is no emitter for this serializer.");
        }
    }
}
