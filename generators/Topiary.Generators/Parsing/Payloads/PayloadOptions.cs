using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>What contract, topic and parameter say about how a payload is written.</summary>
/// <param name="Format">Value of <c>Topiary.PayloadFormat</c> after topic and contract were asked.</param>
/// <param name="JsonContext">The contract's <c>JsonContext</c>.</param>
/// <param name="Naming">Value of <c>Topiary.JsonNaming</c> of the contract.</param>
/// <param name="Serializer">Serializer of the user's that parameter or method name.</param>
internal readonly record struct PayloadOptions(int Format, INamedTypeSymbol? JsonContext = null, int Naming = 0, ITypeSymbol? Serializer = null);
