using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Symbols;

/// <summary>How a method came to be called with messages.</summary>
internal readonly struct HandlerMethod
{
    private const int AckManual = 2;

    private HandlerMethod(AttributeData? attribute) => Attribute = attribute;

    /// <summary>The <c>[Subscribe]</c> or <c>[Handles]</c> attribute; null when the method implements a contract.</summary>
    public AttributeData? Attribute { get; }

    /// <summary>True when the method acknowledges by itself.</summary>
    public bool AcknowledgesManually => Attribute?.NamedInteger("Ack") == AckManual;

    /// <summary>Tells whether messages are given to a method, and why.</summary>
    public static bool TryFind(IMethodSymbol method, KnownSymbols symbols, out HandlerMethod handler)
    {
        handler = default;
        var attribute = method.Attribute(symbols.Subscribe) ?? method.Attribute(symbols.Handles);
        if (attribute is not null)
        {
            handler = new HandlerMethod(attribute);
            return true;
        }

        return symbols.IsHandlerClass(method.ContainingType) && ImplementsTopic(method, symbols);
    }

    private static bool ImplementsTopic(IMethodSymbol method, KnownSymbols symbols)
    {
        if (method.DeclaredAccessibility != Accessibility.Public && method.ExplicitInterfaceImplementations.IsEmpty)
        {
            return false;
        }

        foreach (var contract in method.ContainingType.AllInterfaces)
        {
            if (!symbols.IsContract(contract))
            {
                continue;
            }

            foreach (var member in contract.GetMembers())
            {
                if (member is IMethodSymbol declared
                    && symbols.IsContractMethod(declared)
                    && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(declared), method))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
