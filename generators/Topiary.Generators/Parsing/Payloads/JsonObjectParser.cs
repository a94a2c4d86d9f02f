using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Parses one class, record or struct that is a JSON object, by the rules of <c>JsonSerializer</c>.</summary>
/// <param name="types">Parser of the members' types.</param>
/// <param name="type">The type.</param>
/// <param name="className">Name of its serializer class.</param>
/// <param name="discriminator">What tells it from its siblings where it stands for its base.</param>
/// <param name="isWriteOnly">Whether it is only written, so that it need not be possible to create it.</param>
internal sealed class JsonObjectParser(
    JsonTypeParser types, INamedTypeSymbol type, string className, JsonDiscriminatorModel? discriminator = null, bool isWriteOnly = false)
{
    // Members that JsonSerializer knows, those that are ignored included, by JSON name as it compares them.
    private readonly Dictionary<string, int> _byName = new(System.StringComparer.OrdinalIgnoreCase);
    private readonly List<JsonMember> _members = [];
    private readonly HashSet<string> _ignored = [];
    private readonly int? _numbers = type.Json("JsonNumberHandling")?.Argument() as int?;
    private readonly JsonAccessors _accessors = new(type);
    private JsonMember? _extension;

    public SerializerModel? Parse()
    {
        if (UnsupportedReason() is { } reason)
        {
            types.Refuse(type, reason);
            return null;
        }

        foreach (var current in Hierarchy())
        {
            AddMembers(current);
        }

        string? problem = null;
        var constructor = isWriteOnly ? null : JsonConstructors.Find(type, out problem);
        if (problem is not null)
        {
            types.Refuse(type, problem);
            return null;
        }

        var ordered = _members.OrderBy(member => member.Order).ToList();
        var parameters = BindParameters(constructor, ordered);
        var members = new List<JsonMemberModel>();
        foreach (var member in ordered)
        {
            members.Add(Model(member));
        }

        return new JsonObjectModel(
            className,
            TypeNames.Full(type),
            type.IsReferenceType,
            new EquatableArray<JsonMemberModel>([.. members]),
            new EquatableArray<JsonParameterModel>([.. parameters]),
            JsonConstructors.NeedsAccessor(type, constructor, ordered) ? _accessors.Constructor(constructor!) : null,
            constructor is null,
            RefusesUnknown,
            new EquatableArray<string>([.. Callbacks()]),
            _extension is null ? null : JsonExtensionParser.Parse(types, type, _extension, _accessors, CastTo(_extension)),
            discriminator,
            isWriteOnly);
    }

    private bool RefusesUnknown => type.Json("JsonUnmappedMemberHandling")?.Argument() is 1;

    private string? UnsupportedReason()
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
        {
            return "is neither a class nor a struct, so it cannot be created when it is read; declare what it stands for with [JsonDerivedType]";
        }

        if (type.IsAbstract && !isWriteOnly)
        {
            return "is abstract, so it cannot be created when it is read; declare what it stands for with [JsonDerivedType]";
        }

        return type.Json("JsonObjectCreationHandling") is not null
            ? "has [JsonObjectCreationHandling], which generated serializers do not support; " + JsonTypeParser.NameContext
            : null;
    }

    private IEnumerable<INamedTypeSymbol> Hierarchy()
    {
        for (var current = type; current is not null && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); current = current.BaseType)
        {
            yield return current;
        }
    }

    private void AddMembers(INamedTypeSymbol declaring)
    {
        foreach (var property in declaring.GetMembers().OfType<IPropertySymbol>())
        {
            var included = property.Json("JsonInclude") is not null;
            var isPublic = property.GetMethod?.DeclaredAccessibility == Accessibility.Public || property.SetMethod?.DeclaredAccessibility == Accessibility.Public;
            if (!property.IsStatic && property.Parameters.Length == 0 && property.ExplicitInterfaceImplementations.Length == 0 && (isPublic || included))
            {
                Add(new JsonMember(property, property.Type, included, types.Naming));
            }
        }

        foreach (var field in declaring.GetMembers().OfType<IFieldSymbol>())
        {
            if (!field.IsStatic && !field.IsImplicitlyDeclared && field.Json("JsonInclude") is not null)
            {
                Add(new JsonMember(field, field.Type, isIncluded: true, types.Naming));
            }
        }
    }

    private void Add(JsonMember member)
    {
        if (member.Unsupported is { } reason)
        {
            types.RefuseMember(type, member.Symbol.Name, reason);
            return;
        }

        if (member.IsExtension)
        {
            AddExtension(member);
            return;
        }

        if (member.JsonName == discriminator?.Property && !member.IsIgnored)
        {
            types.RefuseMember(type, member.Symbol.Name, $"has the JSON name '{member.JsonName}' of the type discriminator");
        }

        if (!_byName.TryGetValue(member.JsonName, out var index))
        {
            _byName.Add(member.JsonName, _members.Count);
            _members.Add(member);
        }
        else if (_members[index].IsIgnored)
        {
            _members[index] = member;
        }
        else if (!member.IsIgnored && !Hides(_members[index], member) && !_ignored.Contains(member.Symbol.Name))
        {
            types.RefuseMember(type, member.Symbol.Name, $"has the JSON name '{member.JsonName}' of another member");
        }

        if (member.IsIgnored)
        {
            _ignored.Add(member.Symbol.Name);
        }
    }

    private void AddExtension(JsonMember member)
    {
        if (_extension is null)
        {
            _extension = member;
            if (RefusesUnknown)
            {
                types.RefuseMember(type, member.Symbol.Name, "has [JsonExtensionData] in a type whose [JsonUnmappedMemberHandling] refuses unknown members");
            }
        }
        else if (!Hides(_extension, member))
        {
            types.RefuseMember(type, member.Symbol.Name, "has [JsonExtensionData] like another member");
        }
    }

    private static bool Hides(JsonMember derived, JsonMember @base)
        => derived.Symbol.Name == @base.Symbol.Name
            && !SymbolEqualityComparer.Default.Equals(derived.Symbol.ContainingType, @base.Symbol.ContainingType);

    private List<JsonParameterModel> BindParameters(IMethodSymbol? constructor, List<JsonMember> ordered)
    {
        var parameters = new List<JsonParameterModel>();
        foreach (var parameter in constructor?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty)
        {
            if (string.Equals(parameter.Name, _extension?.Symbol.Name, System.StringComparison.OrdinalIgnoreCase))
            {
                types.RefuseMember(type, parameter.Name, "has [JsonExtensionData] but is taken by the constructor; declare it as a property");
                continue;
            }

            var index = ordered.FindIndex(member =>
                string.Equals(member.Symbol.Name, parameter.Name, System.StringComparison.OrdinalIgnoreCase)
                && SymbolEqualityComparer.Default.Equals(member.Type, parameter.Type));
            if (index < 0 || parameter.RefKind is not (RefKind.None or RefKind.In))
            {
                types.RefuseMember(type, parameter.Name, "is a constructor parameter to which no property of the same name and type belongs");
                continue;
            }

            ordered[index].Parameter = parameters.Count;
            parameters.Add(new JsonParameterModel(ordered[index].IsIgnored ? -1 : index, TypeNames.Full(parameter.Type), JsonDefaults.Of(parameter)));
        }

        return parameters;
    }

    private JsonMemberModel Model(JsonMember member)
    {
        var value = member.IsIgnored
            ? new JsonValueModel(TypeNames.Full(member.Type), JsonForm.Scalar, "", member.Type.IsReferenceType)
            : types.ParseMember(type, member.Symbol.Name, member.Type, member.Converter, member.Numbers ?? _numbers);
        return new JsonMemberModel(
            member.JsonName,
            Identifiers.Escape(member.Symbol.Name),
            value,
            CastTo(member),
            member.Write,
            member.Write != JsonMemberWrite.Never && member.NeedsGetter ? _accessors.Getter(member.Symbol) : null,
            member.Read,
            member.Read == JsonMemberRead.Set && member.NeedsSetter ? _accessors.Setter(member.Symbol) : null,
            member.IsRequired);
    }

    /// <summary>Type through which a member is reached that a derived type hides; else null.</summary>
    private string? CastTo(JsonMember member)
    {
        var hidden = !SymbolEqualityComparer.Default.Equals(member.Symbol.ContainingType, type)
            && Hierarchy().TakeWhile(level => !SymbolEqualityComparer.Default.Equals(level, member.Symbol.ContainingType))
                .Any(level => level.GetMembers(member.Symbol.Name).Length > 0);
        return hidden ? TypeNames.Full(member.Symbol.ContainingType) : null;
    }

    private IEnumerable<string> Callbacks()
        => type.AllInterfaces
            .Where(candidate => candidate.Name.StartsWith("IJsonOn", System.StringComparison.Ordinal) && candidate.IsIn("System", "Text", "Json", "Serialization"))
            .Select(candidate => candidate.Name)
            .OrderBy(name => name, System.StringComparer.Ordinal);
}
