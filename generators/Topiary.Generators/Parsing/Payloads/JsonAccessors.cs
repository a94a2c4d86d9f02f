using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Plans the accessors to members of one type that C# hides from generated code: init-only and non-public ones. A member
/// of a generic type is reached through a generic class with the same type parameters, as the runtime requires.
/// </summary>
internal sealed class JsonAccessors(INamedTypeSymbol type)
{
    private readonly Dictionary<ISymbol, JsonAccessorHolder> _holders = new(SymbolEqualityComparer.Default);

    public JsonAccessorModel Getter(ISymbol member)
    {
        var open = member.OriginalDefinition;
        return open is IPropertySymbol property
            ? Accessor("Method", property.GetMethod!.MetadataName, "Get_" + Name(member), $"{TypeNames.Full(property.Type)} {{0}}({Owner(open)} owner)", member)
            : Field(open, member);
    }

    public JsonAccessorModel Setter(ISymbol member)
    {
        var open = member.OriginalDefinition;
        return open is IPropertySymbol property
            ? Accessor("Method", property.SetMethod!.MetadataName, "Set_" + Name(member), $"void {{0}}({Owner(open)} owner, {TypeNames.Full(property.Type)} value)", member)
            : Field(open, member);
    }

    public JsonAccessorModel Constructor(IMethodSymbol constructor)
    {
        var open = constructor.OriginalDefinition;
        var parameters = string.Join(", ", open.Parameters.Select(parameter =>
            $"{(parameter.RefKind == RefKind.In ? "in " : "")}{TypeNames.Full(parameter.Type)} {Identifiers.Escape(parameter.Name)}"));
        return Accessor("Constructor", "", "Create", $"{TypeNames.Full(open.ContainingType)} {{0}}({parameters})", constructor);
    }

    private JsonAccessorModel Field(ISymbol open, ISymbol member)
        => Accessor("Field", open.MetadataName, "Field_" + Name(member), $"ref {TypeNames.Full(((IFieldSymbol)open).Type)} {{0}}({Owner(open)} owner)", member);

    private JsonAccessorModel Accessor(string kind, string target, string name, string signature, ISymbol member)
        => new(kind, target, name, signature, Holder(member.ContainingType));

    private static string Owner(ISymbol open)
        => (open.ContainingType.IsValueType ? "ref " : "") + TypeNames.Full(open.ContainingType);

    /// <summary>Name of the member; that of a base type carries the type's distance, so that it stays unique.</summary>
    private string Name(ISymbol member)
    {
        var distance = 0;
        for (var current = type; current is not null && !SymbolEqualityComparer.Default.Equals(current, member.ContainingType); current = current.BaseType)
        {
            distance++;
        }

        return distance == 0 ? member.Name : $"{member.Name}_{distance}";
    }

    private JsonAccessorHolder? Holder(INamedTypeSymbol declaring)
    {
        var levels = new List<INamedTypeSymbol>();
        for (var current = declaring; current is not null; current = current.ContainingType)
        {
            levels.Insert(0, current);
        }

        var arguments = levels.SelectMany(level => level.TypeArguments).ToList();
        if (arguments.Count == 0)
        {
            return null;
        }

        if (!_holders.TryGetValue(declaring, out var holder))
        {
            var parameters = levels.SelectMany(level => level.OriginalDefinition.TypeParameters).ToList();
            holder = new JsonAccessorHolder(
                "Access" + (_holders.Count == 0 ? "" : _holders.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                "<" + string.Join(", ", parameters.Select(parameter => Identifiers.Escape(parameter.Name))) + ">",
                string.Concat(parameters.Select(Constraints)),
                "<" + string.Join(", ", arguments.Select(TypeNames.Full)) + ">");
            _holders.Add(declaring, holder);
        }

        return holder;
    }

    private static string Constraints(ITypeParameterSymbol parameter)
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint)
        {
            constraints.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            constraints.Add("struct");
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            constraints.Add("class");
        }
        else if (parameter.HasNotNullConstraint)
        {
            constraints.Add("notnull");
        }

        constraints.AddRange(parameter.ConstraintTypes.Select(TypeNames.Full));
        if (parameter.HasConstructorConstraint && !parameter.HasValueTypeConstraint && !parameter.HasUnmanagedTypeConstraint)
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 ? "" : $" where {Identifiers.Escape(parameter.Name)} : {string.Join(", ", constraints)}";
    }
}
