using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Names of the schemas that are written once and referred to.</summary>
internal static class SchemaNames
{
    private const string Itself = "_itself";

    /// <summary>
    /// The names by class name: that of the type where no other one has it, else that of the class, which says the namespace and
    /// what else tells two serializers apart.
    /// </summary>
    public static SortedDictionary<string, string> Of(IEnumerable<SerializerModel> components)
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var keys = new UniqueKeys();
        foreach (var group in components.GroupBy(model => ShortName(model)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var isAlone = group.Count() == 1;
            foreach (var model in group.OrderBy(model => model.ClassName, StringComparer.Ordinal))
            {
                names.Add(model.ClassName, keys.Next(isAlone ? group.Key : LongName(model.ClassName)));
            }
        }

        return names;
    }

    /// <summary>The name of a type without namespaces: <c>global::My.App.Page&lt;global::My.App.Item&gt;</c> is <c>Page_of_Item</c>.</summary>
    public static string ShortName(string type)
    {
        var text = new StringBuilder();
        var start = 0;
        foreach (var c in type)
        {
            switch (c)
            {
                case '.' or ':':
                    text.Length = start;
                    break;
                case '<' or ',':
                    text.Append(c == '<' ? "_of_" : "_and_");
                    start = text.Length;
                    break;
                case '[':
                    text.Append("Array");
                    break;
                case '?':
                    text.Append("OrNull");
                    break;
                case '>' or ']' or ' ' or '@':
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.ToString();
    }

    private static string ShortName(SerializerModel model) =>
        ShortName(model.Type) + (model.ClassName.IndexOf(Itself, StringComparison.Ordinal) >= 0 ? Itself : "");

    private static string LongName(string className)
    {
        const string Suffix = "Json";
        return className.EndsWith(Suffix, StringComparison.Ordinal) ? className.Substring(0, className.Length - Suffix.Length) : className;
    }
}
