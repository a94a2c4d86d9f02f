using System;
using System.Collections.Generic;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Finds notes by the names that the models use.</summary>
internal sealed class NotesIndex
{
    private readonly Dictionary<string, TypeNotes> _types = new(StringComparer.Ordinal);

    public NotesIndex(EquatableArray<TypeNotes> notes)
    {
        foreach (var type in notes)
        {
            _types[type.Type] = type;
        }
    }

    /// <summary>The notes on a type; null when there are none.</summary>
    public TypeNotes? Type(string type) => _types.TryGetValue(type, out var notes) ? notes : null;

    /// <summary>The notes on a method; null when there are none.</summary>
    public MethodNotes? Method(string? type, string name)
    {
        foreach (var method in Type(type ?? "")?.Methods ?? default)
        {
            if (method.Name == name)
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>The notes on a member of a payload; null when there are none.</summary>
    public MemberNotes? Member(string type, string name)
    {
        foreach (var member in Type(type)?.Members ?? default)
        {
            if (member.Name == name)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The notes on a parameter; null when there are none.</summary>
    public static ParameterNotes? Parameter(MethodNotes? method, string? name)
    {
        foreach (var parameter in method?.Parameters ?? default)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }
}
