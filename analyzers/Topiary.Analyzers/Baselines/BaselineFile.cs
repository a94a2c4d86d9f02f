using System;
using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Emission;

namespace Topiary.Analyzers.Baselines;

/// <summary>A checked-in file <c>*.mqtt-contract.json</c>: what the contracts of a project were when they were last agreed on.</summary>
internal sealed class BaselineFile
{
    /// <summary>How the name of such a file ends.</summary>
    public const string Suffix = ".mqtt-contract.json";

    private BaselineFile(IReadOnlyList<KeyValuePair<string, JsonTree>> contracts) => Contracts = contracts;

    /// <summary>The contracts by name.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonTree>> Contracts { get; }

    /// <summary>Reads a file; an empty one holds no contract yet.</summary>
    /// <exception cref="FormatException">It is no baseline; the message says why.</exception>
    public static BaselineFile Read(string text)
    {
        if (text.Trim().Length == 0)
        {
            return new BaselineFile([]);
        }

        var root = JsonTreeReader.Read(text);
        if (root.Members is null)
        {
            throw new FormatException("it is no JSON object");
        }

        if (root["version"] is { } version && version.Text != BaselineDocument.Version)
        {
            throw new FormatException($"its version is {version.Text}, and this one is {BaselineDocument.Version}");
        }

        return root["contracts"] is not { } contracts ? new BaselineFile([])
            : contracts.Members is { } members && members.All(static contract => contract.Value.Members is not null) ? new BaselineFile(members)
            : throw new FormatException("'contracts' is no object of contracts");
    }

    /// <summary>Whether it has a contract of this name.</summary>
    public bool Has(string name) => Contracts.Any(contract => contract.Key == name);

    /// <summary>The file with some contracts as they are now.</summary>
    public string With(IReadOnlyDictionary<string, JsonTree> contracts) =>
        BaselineDocument.Write(Contracts.Where(contract => !contracts.ContainsKey(contract.Key)).Concat(contracts));

    /// <summary>The file without some contracts.</summary>
    public string Without(ISet<string> names) => BaselineDocument.Write(Contracts.Where(contract => !names.Contains(contract.Key)));
}
