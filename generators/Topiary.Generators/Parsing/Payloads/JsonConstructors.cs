using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Chooses the constructor with which a type is read, as <c>JsonSerializer</c> does.</summary>
internal static class JsonConstructors
{
    /// <summary>The constructor; null for a struct that is read into its default value.</summary>
    public static IMethodSymbol? Find(INamedTypeSymbol type, out string? problem)
    {
        problem = null;
        var all = type.InstanceConstructors;
        var marked = all.Where(constructor => constructor.Json("JsonConstructor") is not null).ToList();
        if (marked.Count > 1)
        {
            problem = "has several constructors with [JsonConstructor]";
            return null;
        }

        if (marked.Count == 1)
        {
            return marked[0];
        }

        var publics = all.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToList();
        if (type.IsValueType)
        {
            return type.Name == "KeyValuePair" && type.IsIn("System", "Collections", "Generic")
                ? publics.Single(constructor => constructor.Parameters.Length == 2)
                : publics.FirstOrDefault(constructor => constructor is { Parameters.Length: 0, IsImplicitlyDeclared: false });
        }

        var chosen = publics.FirstOrDefault(constructor => constructor.Parameters.Length == 0) ?? (publics.Count == 1 ? publics[0] : null);
        if (chosen is null)
        {
            problem = "has no constructor to read it with; mark one with [JsonConstructor]";
        }

        return chosen;
    }

    /// <summary>Whether C# would not let generated code call the constructor.</summary>
    public static bool NeedsAccessor(INamedTypeSymbol type, IMethodSymbol? constructor, IReadOnlyList<JsonMember> members)
        => constructor is not null
            && (constructor.DeclaredAccessibility != Accessibility.Public
                || (!SetsRequiredMembers(constructor) && HasRequiredMembers(type, members)));

    public static bool SetsRequiredMembers(IMethodSymbol constructor)
        => constructor.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "SetsRequiredMembersAttribute" });

    private static bool HasRequiredMembers(INamedTypeSymbol type, IReadOnlyList<JsonMember> members)
    {
        if (members.Any(member => member.IsRequiredInCSharp))
        {
            return true;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
            {
                return true;
            }
        }

        return false;
    }
}
