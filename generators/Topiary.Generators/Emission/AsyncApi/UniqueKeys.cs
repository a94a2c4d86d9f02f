using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>Gives out keys of one object of a document: unique, and of the characters that AsyncAPI allows.</summary>
internal sealed class UniqueKeys
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The key, with a number where it is taken.</summary>
    public string Next(string text)
    {
        var key = Clean(text);
        var candidate = key;
        for (var i = 2; !_taken.Add(candidate); i++)
        {
            candidate = key + "_" + i.ToString(CultureInfo.InvariantCulture);
        }

        return candidate;
    }

    private static string Clean(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' or '-')
            {
                key.Append(c);
            }
            else if (c != '@')
            {
                key.Append("-u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return key.ToString();
    }
}
