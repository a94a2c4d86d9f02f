using System;
using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>The collections, dictionaries and unions that hold themselves without an object between: they must be referred to.</summary>
internal sealed class RecursiveSchemas
{
    private readonly IReadOnlyDictionary<string, SerializerModel> _serializers;
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    public RecursiveSchemas(IReadOnlyDictionary<string, SerializerModel> serializers)
    {
        _serializers = serializers;
        foreach (var model in serializers.Values)
        {
            if (Reaches(model, model.ClassName, new HashSet<string>(StringComparer.Ordinal)))
            {
                _found.Add(model.ClassName);
            }
        }
    }

    public bool Contains(SerializerModel model) => _found.Contains(model.ClassName);

    private bool Reaches(SerializerModel from, string target, HashSet<string> seen)
    {
        foreach (var held in Held(from))
        {
            if (held == target || (seen.Add(held) && _serializers.TryGetValue(held, out var next) && Reaches(next, target, seen)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Names of the serializer classes of what stands directly in a value.</summary>
    private static IEnumerable<string> Held(SerializerModel model) => model switch
    {
        JsonCollectionModel collection => Names(collection.Element),
        JsonDictionaryModel dictionary => Names(dictionary.Value),
        JsonSimpleModel simple => Names(simple.Value),
        JsonUnionModel union => union.Cases.SelectMany(@case => Names(@case.Value)),
        MessagePackCollectionModel collection => Names(collection.Element),
        MessagePackDictionaryModel dictionary => Names(dictionary.Key).Concat(Names(dictionary.Value)),
        MessagePackSimpleModel simple => Names(simple.Value),
        MessagePackTupleModel tuple => tuple.Parts.SelectMany(part => Names(part.Value)),
        _ => [],
    };

    private static string[] Names(JsonValueModel value) => value.Form == JsonForm.Serializer ? [value.Name] : [];

    private static string[] Names(MessagePackValueModel value) => value.Form == MessagePackForm.Serializer ? [value.Name] : [];
}
