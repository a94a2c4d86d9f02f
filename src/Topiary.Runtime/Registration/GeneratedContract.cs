using System.Diagnostics.CodeAnalysis;

namespace Topiary.Runtime;

/// <summary>Holds the generated publisher of a contract; filled by the module initializer of the contract's assembly.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "A static generic holder is found without reflection.")]
public static class GeneratedContract<TContract>
    where TContract : class
{
    /// <summary>Makes a publisher; null until the module initializer of the contract's assembly has run.</summary>
    public static Func<MessagePublisher, TContract>? Create { get; set; }
}
