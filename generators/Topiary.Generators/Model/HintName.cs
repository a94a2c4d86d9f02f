using System.Globalization;
using System.Text;

namespace Topiary.Generators.Model;

/// <summary>Names of generated files.</summary>
internal static class HintName
{
    /// <summary>
    /// A name that no other type of the assembly gets: readable, and ended by a hash of the full name, since hint names that
    /// differ in case only are equal to the compiler, and not every letter of an identifier may stand in one.
    /// </summary>
    public static string Of(string fullName, string kind)
    {
        var hint = new StringBuilder(fullName.Length + 24);
        foreach (var c in fullName)
        {
            hint.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' ? c : '-');
        }

        return hint.Append('.').Append(Hash(fullName)).Append('.').Append(kind).Append(".g.cs").ToString();
    }

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
