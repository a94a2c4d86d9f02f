using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Collects notes on types of payloads and every type that they reach.</summary>
internal sealed class PayloadNotes(IDictionary<string, TypeNotes> notes)
{
    private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);

    public void Add(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            Add(array.ElementType);
            return;
        }

        if (type is not INamedTypeSymbol named || !_seen.Add(named))
        {
            return;
        }

        foreach (var argument in named.TypeArguments)
        {
            Add(argument);
        }

        if (named.TypeKind == TypeKind.Enum)
        {
            AddEnum(named);
        }
        else if (named.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Interface && !IsOfSystem(named))
        {
            AddObject(named);
        }
    }

    /// <summary>Whether a type is the base library's, whose members mean nothing here; but a pair is an object like any other.</summary>
    private static bool IsOfSystem(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space is { IsGlobalNamespace: false, Name: "System" } && type.Name != "KeyValuePair";
    }

    private void AddEnum(INamedTypeSymbol type)
    {
        var values = new List<ValueNotes>();
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue))
        {
            values.Add(new ValueNotes(field.Name, Convert.ToString(field.ConstantValue, CultureInfo.InvariantCulture), DocumentationComment.Of(field).Summary));
        }

        Note(type, default, new EquatableArray<ValueNotes>([.. values]));
    }

    private void AddObject(INamedTypeSymbol type)
    {
        var members = new Dictionary<string, MemberNotes>(StringComparer.Ordinal);
        var constructor = type.TypeKind == TypeKind.Interface ? null : JsonConstructors.Find(type, out _);
        for (var current = type; current is not null && !IsOfSystem(current); current = current.BaseType)
        {
            var comment = DocumentationComment.Of(current);
            foreach (var member in current.GetMembers())
            {
                var memberType = (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;
                if (memberType is not null && member is { IsStatic: false, IsImplicitlyDeclared: false } && !members.ContainsKey(member.Name))
                {
                    var text = DocumentationComment.Of(member).Summary;
                    members.Add(member.Name, new MemberNotes(
                        Identifiers.Escape(member.Name),
                        text.Length > 0 ? text : comment.Parameter(member.Name),
                        NullabilityReader.Read(memberType),
                        DefaultOf(constructor, member.Name)));
                    Add(memberType);
                }
            }
        }

        Note(type, new EquatableArray<MemberNotes>([.. members.Values]), default);
        foreach (var derived in type.GetAttributes().SelectMany(DerivedTypes))
        {
            Add(derived);
        }
    }

    /// <summary>The type that an attribute lets a type stand for.</summary>
    private static IEnumerable<ITypeSymbol> DerivedTypes(AttributeData attribute) =>
        attribute.AttributeClass?.Name is "JsonDerivedTypeAttribute" or "UnionAttribute"
            ? attribute.ConstructorArguments.Where(argument => argument.Kind == TypedConstantKind.Type).Select(argument => argument.Value).OfType<ITypeSymbol>()
            : [];

    private void Note(INamedTypeSymbol type, EquatableArray<MemberNotes> members, EquatableArray<ValueNotes> values)
    {
        var name = TypeNames.Full(type);
        if (!notes.ContainsKey(name))
        {
            notes.Add(name, new TypeNotes(name, DocumentationComment.Of(type).Summary, default, members, values));
        }
    }

    private static DefaultValue? DefaultOf(IMethodSymbol? constructor, string member)
    {
        foreach (var parameter in constructor?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty)
        {
            if (parameter.HasExplicitDefaultValue && string.Equals(parameter.Name, member, StringComparison.OrdinalIgnoreCase))
            {
                return parameter.ExplicitDefaultValue switch
                {
                    null when parameter.Type.IsValueType && parameter.Type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T => null,
                    null => new DefaultValue(JsonKinds.Null, "null"),
                    bool truth => new DefaultValue(JsonKinds.Boolean, truth ? "true" : "false"),
                    string text => new DefaultValue(JsonKinds.String, text),
                    char letter => new DefaultValue(JsonKinds.String, letter.ToString()),
                    double number => Number(number, !double.IsNaN(number) && !double.IsInfinity(number)),
                    float number => Number(number, !float.IsNaN(number) && !float.IsInfinity(number)),
                    IFormattable number => Number(number, isFinite: true),
                    _ => null,
                };
            }
        }

        return null;
    }

    private static DefaultValue? Number(IFormattable number, bool isFinite) =>
        isFinite ? new DefaultValue(JsonKinds.Number, number.ToString(number is double or float ? "R" : null, CultureInfo.InvariantCulture)) : null;
}
