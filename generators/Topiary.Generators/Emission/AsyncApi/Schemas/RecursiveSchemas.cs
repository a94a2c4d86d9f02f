using System;
using System.Collections.Generic;
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
        foreach (var value in Held(from))
        {
            if (value.Form == JsonForm.Serializer
                && (value.Name == target || (seen.Add(value.Name) && _serializers.TryGetValue(value.Name, out var next) && Reaches(next, target, seen))))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<JsonValueModel> Held(SerializerModel model)
    {
        switch (model)
        {
            case JsonCollectionModel collection:
                yield return collection.Element;
                break;
            case JsonDictionaryModel dictionary:
                yield return dictionary.Value;
                break;
            case JsonSimpleModel simple:
                yield return simple.Value;
                break;
            case JsonUnionModel union:
                foreach (var @case in union.Cases)
                {
                    yield return @case.Value;
                }

                break;
        }
    }
}
