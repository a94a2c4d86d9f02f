using System;
using System.Collections.Generic;
using System.Linq;

namespace Topiary.Generators.Model;

/// <summary>Everything that an AsyncAPI document is written from.</summary>
/// <param name="Settings">What the project says about it.</param>
/// <param name="Contracts">The contracts of the assembly, in ordinal order.</param>
/// <param name="Handlers">Its handlers, in ordinal order.</param>
/// <param name="Notes">What the sources say about the types.</param>
internal sealed record AsyncApiModel(
    AsyncApiSettings Settings,
    EquatableArray<ContractModel> Contracts,
    EquatableArray<HandlerModel> Handlers,
    EquatableArray<TypeNotes> Notes)
{
    /// <summary>The model from its parts in any order.</summary>
    public static AsyncApiModel Of(
        AsyncApiSettings settings, IEnumerable<ContractModel> contracts, IEnumerable<HandlerModel> handlers, EquatableArray<TypeNotes> notes) =>
        new(
            settings,
            new EquatableArray<ContractModel>([.. contracts.OrderBy(contract => contract.Type, StringComparer.Ordinal)]),
            new EquatableArray<HandlerModel>([.. handlers.OrderBy(handler => handler.Type, StringComparer.Ordinal)]),
            notes);
}
