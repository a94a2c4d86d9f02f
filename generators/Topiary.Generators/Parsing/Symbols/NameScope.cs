using System;
using System.Collections.Generic;
using System.Globalization;

namespace Topiary.Generators.Parsing;

/// <summary>Gives out names that are unique within one scope, the first free of <c>Name</c>, <c>Name2</c>, <c>Name3</c> …</summary>
internal sealed class NameScope
{
    private readonly HashSet<string> _taken;

    public NameScope(params string[] taken) => _taken = new HashSet<string>(taken, StringComparer.Ordinal);

    /// <summary>Takes a name as it is; false when it was taken before.</summary>
    public bool Take(string name) => _taken.Add(name);

    /// <summary>Takes the first free name.</summary>
    public string Next(string name)
    {
        var candidate = name;
        for (var i = 2; !_taken.Add(candidate); i++)
        {
            candidate = name + i.ToString(CultureInfo.InvariantCulture);
        }

        return candidate;
    }
}
