using System.Diagnostics.CodeAnalysis;

namespace Topiary.Runtime;

/// <summary>Holds the generated description of a handler; filled by the module initializer of the handler's assembly.</summary>
/// <typeparam name="THandler">The handler class.</typeparam>
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "A static generic holder is found without reflection.")]
public static class GeneratedHandler<THandler>
    where THandler : class
{
    /// <summary>Describes the handler; null until the module initializer of the handler's assembly has run.</summary>
    public static Func<HandlerDescription<THandler>>? Describe { get; set; }
}
