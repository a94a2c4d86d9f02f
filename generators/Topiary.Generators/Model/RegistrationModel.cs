namespace Topiary.Generators.Model;

/// <summary>What the assembly's module initializer registers: names only, so that it stays the same while bodies change.</summary>
/// <param name="Contracts">Contracts with their publishers.</param>
/// <param name="Handlers">Handlers with their descriptions.</param>
internal sealed record RegistrationModel(EquatableArray<RegisteredType> Contracts, EquatableArray<RegisteredType> Handlers);
