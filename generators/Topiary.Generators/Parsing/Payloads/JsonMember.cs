using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>What the declaration of one property or field says about its JSON form.</summary>
internal sealed class JsonMember
{
    // Values of JsonIgnoreCondition.
    private const int Never = 0;
    private const int Always = 1;
    private const int WhenWritingDefault = 2;
    private const int WhenWritingNull = 3;
    private const int WhenWriting = 4;
    private const int WhenReading = 5;

    private readonly int _ignore;
    private readonly bool _included;

    public JsonMember(ISymbol symbol, ITypeSymbol type, bool isIncluded, int naming)
    {
        Symbol = symbol;
        Type = type;
        _included = isIncluded;
        _ignore = symbol.Json("JsonIgnore") is { } ignore ? ignore.Argument("Condition") is int condition ? condition : Always : Never;
        JsonName = symbol.Json("JsonPropertyName")?.Argument() as string ?? JsonNaming.Apply(naming, symbol.Name);
        Order = symbol.Json("JsonPropertyOrder")?.Argument() is int order ? order : 0;
    }

    public ISymbol Symbol { get; }

    public ITypeSymbol Type { get; }

    public string JsonName { get; }

    public int Order { get; }

    /// <summary>Type that <c>[JsonConverter]</c> names.</summary>
    public ITypeSymbol? Converter => Symbol.Json("JsonConverter")?.Argument() as ITypeSymbol;

    /// <summary>Value of <c>[JsonNumberHandling]</c>.</summary>
    public int? Numbers => Symbol.Json("JsonNumberHandling")?.Argument() as int?;

    /// <summary>Place of the constructor's parameter that takes the value; -1 when there is none.</summary>
    public int Parameter { get; set; } = -1;

    public bool IsIgnored => _ignore == Always;

    public bool IsRequired => !IsIgnored && (IsRequiredInCSharp || Symbol.Json("JsonRequired") is not null);

    public bool IsRequiredInCSharp => Symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    public JsonMemberWrite Write => IsIgnored || _ignore == WhenWriting || !HasGetter ? JsonMemberWrite.Never
        : _ignore == WhenWritingNull ? JsonMemberWrite.UnlessNull
        : _ignore == WhenWritingDefault ? CanBeNull ? JsonMemberWrite.UnlessNull : JsonMemberWrite.UnlessDefault
        : JsonMemberWrite.Always;

    public JsonMemberRead Read => IsIgnored || _ignore == WhenReading ? JsonMemberRead.Skipped
        : Parameter >= 0 ? JsonMemberRead.Constructor
        : HasSetter ? JsonMemberRead.Set
        : JsonMemberRead.Skipped;

    public bool NeedsGetter => Symbol is IPropertySymbol property
        ? property.GetMethod!.DeclaredAccessibility != Accessibility.Public
        : Symbol.DeclaredAccessibility != Accessibility.Public;

    public bool NeedsSetter => Symbol is IPropertySymbol property
        ? property.SetMethod!.IsInitOnly || property.SetMethod.DeclaredAccessibility != Accessibility.Public
        : Symbol.DeclaredAccessibility != Accessibility.Public;

    /// <summary>What keeps the member from being supported; null when nothing does.</summary>
    public string? Unsupported
    {
        get
        {
            if (IsIgnored)
            {
                return null;
            }

            if (_ignore == WhenWritingNull && !CanBeNull)
            {
                return "has [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] but can never be null";
            }

            if (Symbol.Json("JsonObjectCreationHandling") is not null)
            {
                return "has [JsonObjectCreationHandling], which generated serializers do not support; " + JsonTypeParser.NameContext;
            }

            if (Symbol.DerivedJsonConverter() is { } hidden)
            {
                return hidden;
            }

            return Symbol is IPropertySymbol { ReturnsByRef: true } or IPropertySymbol { ReturnsByRefReadonly: true } ? "returns a reference" : null;
        }
    }

    private bool CanBeNull => Type.IsReferenceType || Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    public bool HasGetter => Symbol is not IPropertySymbol property
        || (property.GetMethod is { } getter && (_included || getter.DeclaredAccessibility == Accessibility.Public));

    /// <summary>Whether it keeps the members that no other one has a name for.</summary>
    public bool IsExtension => !IsIgnored && Symbol.Json("JsonExtensionData") is not null;

    public bool HasSetter => Symbol is IPropertySymbol property
        ? property.SetMethod is { } setter && (_included || setter.DeclaredAccessibility == Accessibility.Public)
        : Symbol is IFieldSymbol { IsReadOnly: false };
}
