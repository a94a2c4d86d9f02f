using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the accessors of one serializer.</summary>
internal sealed class JsonAccessorEmitter(SourceWriter source, JsonObjectModel model)
{
    /// <summary>Name with which an accessor is called.</summary>
    public static string Call(JsonAccessorModel accessor)
        => accessor.Holder is null ? accessor.Name : accessor.Holder.Name + accessor.Holder.Arguments + "." + accessor.Name;

    public void Emit()
    {
        var all = Accessors().Distinct().ToList();
        foreach (var accessor in all.Where(accessor => accessor.Holder is null))
        {
            source.Line();
            Declare(accessor, "private");
        }

        foreach (var group in all.Where(accessor => accessor.Holder is not null).GroupBy(accessor => accessor.Holder!))
        {
            source.Line();
            using (source.Braces($"private static class {group.Key.Name}{group.Key.Parameters}{group.Key.Constraints}"))
            {
                foreach (var accessor in group)
                {
                    Declare(accessor, "public");
                }
            }
        }
    }

    private IEnumerable<JsonAccessorModel> Accessors()
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

    private void Declare(JsonAccessorModel accessor, string access)
    {
        var name = accessor.Target.Length == 0 ? "" : $", Name = {Literals.Of(accessor.Target)}";
        source.Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.{accessor.Kind}{name})]");
        source.Line($"{access} static extern {string.Format(System.Globalization.CultureInfo.InvariantCulture, accessor.Signature, accessor.Name)};");
    }
}
