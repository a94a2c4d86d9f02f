using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the accessors of one serializer.</summary>
internal static class JsonAccessorEmitter
{
    /// <summary>Name with which an accessor is called.</summary>
    public static string Call(JsonAccessorModel accessor)
        => accessor.Holder is null ? accessor.Name : accessor.Holder.Name + accessor.Holder.Arguments + "." + accessor.Name;

    /// <summary>Writes the accessors of the serializer of a JSON object.</summary>
    public static void Emit(SourceWriter source, JsonObjectModel model) => Emit(source, Accessors(model));

    /// <summary>Writes accessors, each one once.</summary>
    public static void Emit(SourceWriter source, IEnumerable<JsonAccessorModel> accessors)
    {
        var all = accessors.Distinct().ToList();
        foreach (var accessor in all.Where(accessor => accessor.Holder is null))
        {
            source.Line();
            Declare(source, accessor, "private");
        }

        foreach (var group in all.Where(accessor => accessor.Holder is not null).GroupBy(accessor => accessor.Holder!))
        {
            source.Line();
            using (source.Braces($"private static class {group.Key.Name}{group.Key.Parameters}{group.Key.Constraints}"))
            {
                foreach (var accessor in group)
                {
                    Declare(source, accessor, "public");
                }
            }
        }
    }

    private static IEnumerable<JsonAccessorModel> Accessors(JsonObjectModel model)
    {
        if (model.Creator is not null)
        {
            yield return model.Creator;
        }

        if (model.Extension?.Getter is { } get)
        {
            yield return get;
        }

        if (model.Extension?.Setter is { } set)
        {
            yield return set;
        }

        foreach (var member in model.Members)
        {
            if (member.Getter is not null)
            {
                yield return member.Getter;
            }

            if (member.Setter is not null)
            {
                yield return member.Setter;
            }
        }
    }

    private static void Declare(SourceWriter source, JsonAccessorModel accessor, string access)
    {
        var name = accessor.Target.Length == 0 ? "" : $", Name = {Literals.Of(accessor.Target)}";
        source.Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.{accessor.Kind}{name})]");
        source.Line($"{access} static extern {string.Format(System.Globalization.CultureInfo.InvariantCulture, accessor.Signature, accessor.Name)};");
    }
}
