using System.Collections.Generic;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the baseline of an assembly's contracts for the build to take out.</summary>
internal static class BaselineEmitter
{
    public const string HintName = "Topiary.ContractBaseline.g.cs";

    public static string Emit(IEnumerable<ContractModel> contracts) => SkippedFile.Of("What the contracts of this assembly promise.", BaselineDocument.Of(contracts));
}
