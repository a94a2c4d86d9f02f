using System.Globalization;
using System.Text;

namespace Topiary.Generators.Model;

/// <summary>Names of generated files.</summary>
internal static class HintName
{
    /// <summary>
    /// Beginning of the names of a type's files, which no other type of the assembly gets: readable, and ended by a hash of the
    /// full name, since hint names that differ in case only are equal to the compiler, and not every letter of an identifier
    /// may stand in one.
    /// </summary>
    public static string Stem(string fullName)
    {
        var hint = new StringBuilder(fullName.Length + 9);
        foreach (var c in fullName)
        {
            hint.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' ? c : '-');
        }

        return hint.Append('.').Append(Hash(fullName)).ToString();
    }

    /// <summary>Name of a file of the type whose stem is given.</summary>
    public static string Of(string stem, string kind) => stem + "." + kind + ".g.cs";

    /// <summary>Eight hexadecimal digits (FNV-1a) that are the same on every machine.</summary>
    public static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
