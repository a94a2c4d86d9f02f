using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Declarations;
using Topiary.Analyzers.Symbols;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Baselines;

/// <summary>Compares the contracts of a project with its checked-in baseline.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BaselineAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(BaselineRules.BreaksBaseline, BaselineRules.NotInBaseline, BaselineRules.UnreadableBaseline, BaselineRules.ContractIsGone);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var files = context.Options.AdditionalFiles.Where(IsBaseline).ToList();
        if (files.Count == 0)
        {
            return;
        }

        context.RegisterAdditionalFileAction(CheckFile);
        if (Read(files, context.CancellationToken) is { } baseline)
        {
            var seen = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
            context.RegisterSymbolAction(symbol => Check(symbol, symbols, baseline, seen), SymbolKind.NamedType);
            context.RegisterCompilationEndAction(end =>
            {
                foreach (var gone in baseline.Where(entry => !seen.ContainsKey(entry.Key)))
                {
                    end.ReportDiagnostic(Diagnostic.Create(BaselineRules.ContractIsGone, At(gone.Value.Path), gone.Key));
                }
            });
        }
    }

    private static void CheckFile(AdditionalFileAnalysisContext context)
    {
        if (IsBaseline(context.AdditionalFile))
        {
            try
            {
                BaselineFile.Read(context.AdditionalFile.GetText(context.CancellationToken)?.ToString() ?? "");
            }
            catch (FormatException exception)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    BaselineRules.UnreadableBaseline, At(context.AdditionalFile.Path), Path.GetFileName(context.AdditionalFile.Path), exception.Message));
            }
        }
    }

    /// <summary>The contracts of all files; null when one cannot be read, which is reported where it is checked.</summary>
    private static Dictionary<string, (JsonTree Contract, string Path)>? Read(IEnumerable<AdditionalText> files, CancellationToken cancellationToken)
    {
        var baseline = new Dictionary<string, (JsonTree Contract, string Path)>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                foreach (var contract in BaselineFile.Read(file.GetText(cancellationToken)?.ToString() ?? "").Contracts)
                {
                    baseline[contract.Key] = (contract.Value, file.Path);
                }
            }
            catch (FormatException)
            {
                return null;
            }
        }

        return baseline;
    }

    private static void Check(
        SymbolAnalysisContext context, KnownSymbols symbols, Dictionary<string, (JsonTree Contract, string Path)> baseline, ConcurrentDictionary<string, bool> seen)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!symbols.IsContract(type))
        {
            return;
        }

        if (ParsedContracts.Of(context.Compilation).Get(type, context.CancellationToken).Model is not { } contract)
        {
            // Reported already; that it is there counts.
            seen.TryAdd(TypeNames.Full(type).Replace("global::", ""), true);
            return;
        }

        var name = ContractShape.NameOf(contract);
        seen.TryAdd(name, true);
        if (!baseline.TryGetValue(name, out var agreed))
        {
            context.ReportDiagnostic(Diagnostic.Create(BaselineRules.NotInBaseline, type.NameLocation(), type.Name));
            return;
        }

        Compare(type, agreed.Contract, ContractShape.Of(contract), context.ReportDiagnostic);
    }

    private static void Compare(INamedTypeSymbol type, JsonTree agreed, JsonTree now, Action<Diagnostic> report)
    {
        foreach (var topic in agreed.Members!)
        {
            if (now[topic.Key] is not { } current)
            {
                report(Diagnostic.Create(BaselineRules.BreaksBaseline, type.NameLocation(), type.Name, $"'{topic.Key}' is gone"));
                continue;
            }

            foreach (var change in BaselineChange.Find(topic.Value, current))
            {
                report(Diagnostic.Create(BaselineRules.BreaksBaseline, MethodLocation(type, topic.Key), topic.Key, change));
            }
        }

        foreach (var topic in now.Members!.Where(topic => agreed[topic.Key] is null))
        {
            report(Diagnostic.Create(BaselineRules.NotInBaseline, MethodLocation(type, topic.Key), topic.Key));
        }
    }

    private static Location MethodLocation(INamedTypeSymbol type, string name) =>
        type.GetMembers(name.TrimStart('@')).FirstOrDefault()?.NameLocation() ?? type.NameLocation();

    private static bool IsBaseline(AdditionalText file) => file.Path.EndsWith(BaselineFile.Suffix, StringComparison.OrdinalIgnoreCase);

    private static Location At(string path) => Location.Create(path, default, default(LinePositionSpan));
}
