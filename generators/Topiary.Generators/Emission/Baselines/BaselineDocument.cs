using System;
using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes a baseline: what the contracts of a project promise, in the order of their names.</summary>
internal static class BaselineDocument
{
    /// <summary>The version of the form.</summary>
    public const string Version = "1";

    /// <summary>The baseline of contracts as they are now.</summary>
    public static string Of(IEnumerable<ContractModel> contracts) => Write(contracts.Select(static contract =>
        new KeyValuePair<string, JsonTree>(ContractShape.NameOf(contract), ContractShape.Of(contract))));

    public static string Write(IEnumerable<KeyValuePair<string, JsonTree>> contracts) => JsonTreeText.Write(JsonTree.Of(
    [
        new KeyValuePair<string, JsonTree>("version", JsonTree.Of(Version)),
        new KeyValuePair<string, JsonTree>("contracts", JsonTree.Of([.. contracts.OrderBy(static contract => contract.Key, StringComparer.Ordinal)])),
    ]));
}
