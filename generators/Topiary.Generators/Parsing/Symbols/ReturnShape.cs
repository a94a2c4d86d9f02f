using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>What a method returns.</summary>
/// <param name="kind">Shape.</param>
/// <param name="value">Type of the value, or of each value of a stream; null when there is none.</param>
internal readonly struct ReturnShape(ReturnKind kind, ITypeSymbol? value)
{
    public ReturnKind Kind { get; } = kind;

    public ITypeSymbol? Value { get; } = value;

    public static ReturnShape Of(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
        {
            return new ReturnShape(ReturnKind.Nothing, null);
        }

        const string Tasks = "System.Threading.Tasks";
        var type = method.ReturnType;
        if (KnownTypes.Is(type, "Task", Tasks, 0))
        {
            return new ReturnShape(ReturnKind.Task, null);
        }

        if (KnownTypes.Is(type, "ValueTask", Tasks, 0))
        {
            return new ReturnShape(ReturnKind.ValueTask, null);
        }

        var kind = KnownTypes.Is(type, "Task", Tasks, 1) ? ReturnKind.TaskOfValue
            : KnownTypes.Is(type, "ValueTask", Tasks, 1) ? ReturnKind.ValueTaskOfValue
            : KnownTypes.Is(type, "IAsyncEnumerable", "System.Collections.Generic", 1) ? ReturnKind.Stream
            : ReturnKind.Value;
        return kind == ReturnKind.Value
            ? new ReturnShape(kind, type)
            : new ReturnShape(kind, ((INamedTypeSymbol)type).TypeArguments[0]);
    }
}
