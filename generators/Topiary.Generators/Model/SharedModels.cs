using System.Collections.Generic;

namespace Topiary.Generators.Model;

/// <summary>What several contracts and handlers may need and is emitted once: serializers, and enums as levels.</summary>
/// <param name="Serializers">In the ordinal order of their class names.</param>
/// <param name="EnumLevels">In the ordinal order of their class names.</param>
internal sealed record SharedModels(EquatableArray<SerializerModel> Serializers, EquatableArray<EnumLevelModel> EnumLevels)
{
    public static SharedModels Of(ContractModel contract)
    {
        var builder = new Builder();
        foreach (var method in contract.Methods)
        {
            builder.Add(method.Payload);
            builder.Add(method.Reply);
            builder.Add(method.Progress);
            builder.Add(method.Topic.Levels);
        }

        return builder.Build();
    }

    public static SharedModels Of(HandlerModel handler)
    {
        var builder = new Builder();
        foreach (var route in handler.Routes)
        {
            builder.Add(route.Call.Payload);
            builder.Add(route.Call.Reply);
            builder.Add(route.Call.Progress);
            builder.Add(route.Levels);
        }

        return builder.Build();
    }

    /// <summary>Everything in any of them, once.</summary>
    public static SharedModels Union(IReadOnlyList<SharedModels> first, IReadOnlyList<SharedModels> second)
    {
        var builder = new Builder();
        foreach (var models in first)
        {
            builder.Add(models);
        }

        foreach (var models in second)
        {
            builder.Add(models);
        }

        return builder.Build();
    }

    private sealed class Builder
    {
        private readonly SortedDictionary<string, SerializerModel> _serializers = new(System.StringComparer.Ordinal);
        private readonly SortedDictionary<string, EnumLevelModel> _enums = new(System.StringComparer.Ordinal);

        public void Add(SharedModels models)
        {
            foreach (var serializer in models.Serializers)
            {
                _serializers[serializer.ClassName] = serializer;
            }

            foreach (var level in models.EnumLevels)
            {
                _enums[level.ClassName] = level;
            }
        }

        public void Add(PayloadModel? payload)
        {
            if (payload is not null)
            {
                Add(new SharedModels(payload.Serializers, default));
            }
        }

        public void Add(EquatableArray<LevelModel> levels)
        {
            foreach (var level in levels)
            {
                if (level.Enum is { } model)
                {
                    _enums[model.ClassName] = model;
                }
            }
        }

        public SharedModels Build() =>
            new(new EquatableArray<SerializerModel>([.. _serializers.Values]), new EquatableArray<EnumLevelModel>([.. _enums.Values]));
    }
}
