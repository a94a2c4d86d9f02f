using System.Collections.Generic;

namespace Topiary.Generators.Model;

/// <summary>What a contract or a handler needs beside its own classes, and others may need too: serializers, and enums as levels.</summary>
/// <param name="Serializers">In the ordinal order of their class names.</param>
/// <param name="EnumLevels">In the ordinal order of their class names.</param>
internal sealed record SerializerSet(EquatableArray<SerializerModel> Serializers, EquatableArray<EnumLevelModel> EnumLevels)
{
    public bool IsEmpty => Serializers.Count + EnumLevels.Count == 0;

    public static SerializerSet Of(ContractModel contract)
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

    public static SerializerSet Of(HandlerModel handler)
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

    /// <summary>What of it no one has taken before; its class names are taken by that.</summary>
    public SerializerSet Take(ISet<string> taken)
    {
        var serializers = new List<SerializerModel>(Serializers.Count);
        foreach (var serializer in Serializers)
        {
            if (taken.Add(serializer.ClassName))
            {
                serializers.Add(serializer);
            }
        }

        var levels = new List<EnumLevelModel>(EnumLevels.Count);
        foreach (var level in EnumLevels)
        {
            if (taken.Add(level.ClassName))
            {
                levels.Add(level);
            }
        }

        return serializers.Count + levels.Count == Serializers.Count + EnumLevels.Count
            ? this
            : new SerializerSet(new EquatableArray<SerializerModel>([.. serializers]), new EquatableArray<EnumLevelModel>([.. levels]));
    }

    private sealed class Builder
    {
        private readonly SortedDictionary<string, SerializerModel> _serializers = new(System.StringComparer.Ordinal);
        private readonly SortedDictionary<string, EnumLevelModel> _enums = new(System.StringComparer.Ordinal);

        public void Add(PayloadModel? payload)
        {
            if (payload is not null)
            {
                foreach (var serializer in payload.Serializers)
                {
                    _serializers[serializer.ClassName] = serializer;
                }
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

        public SerializerSet Build() =>
            new(new EquatableArray<SerializerModel>([.. _serializers.Values]), new EquatableArray<EnumLevelModel>([.. _enums.Values]));
    }
}
