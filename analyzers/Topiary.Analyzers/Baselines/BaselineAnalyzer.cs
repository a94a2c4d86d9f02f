using System;
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
using Topiary.Generators.Emission;

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

        context.RegisterAdditionalFileAction(file => CheckFile(file, symbols));
        if (Read(files, context.CancellationToken) is { } baseline)
        {
            context.RegisterSymbolAction(symbol => Check(symbol, symbols, baseline), SymbolKind.NamedType);
        }
    }

    private static void CheckFile(AdditionalFileAnalysisContext context, KnownSymbols symbols)
    {
        if (!IsBaseline(context.AdditionalFile) || context.AdditionalFile.GetText(context.CancellationToken) is not { } text)
        {
            return;
        }

        var path = context.AdditionalFile.Path;
        try
        {
            foreach (var gone in BaselineFile.Read(text.ToString()).Contracts.Where(contract => !IsContract(contract.Key, context.Compilation, symbols)))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    BaselineRules.ContractIsGone, At(path, text, gone.Key), ImmutableDictionary<string, string?>.Empty.Add(ProblemReporter.NameProperty, gone.Key), gone.Key));
            }
        }
        catch (FormatException exception)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                BaselineRules.UnreadableBaseline, Location.Create(path, default, default(LinePositionSpan)), Path.GetFileName(path), exception.Message));
        }
    }

    /// <summary>Whether the project has a contract of this name, broken or not.</summary>
    private static bool IsContract(string name, Compilation compilation, KnownSymbols symbols)
    {
        IEnumerable<INamespaceOrTypeSymbol> found = [compilation.Assembly.GlobalNamespace];
        foreach (var part in name.Split('.'))
        {
            found = found.SelectMany(container => container.GetMembers(part.TrimStart('@')).OfType<INamespaceOrTypeSymbol>()).ToList();
        }

        return found.OfType<INamedTypeSymbol>().Any(symbols.IsContract);
    }

    /// <summary>The contracts of all files; null when one cannot be read, which is reported where it is checked.</summary>
    private static Dictionary<string, JsonTree>? Read(IEnumerable<AdditionalText> files, CancellationToken cancellationToken)
    {
        var baseline = new Dictionary<string, JsonTree>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                foreach (var contract in BaselineFile.Read(file.GetText(cancellationToken)?.ToString() ?? "").Contracts)
                {
                    baseline[contract.Key] = contract.Value;
                }
            }
            catch (FormatException)
            {
                return null;
            }
        }

        return baseline;
    }

    private static void Check(SymbolAnalysisContext context, KnownSymbols symbols, Dictionary<string, JsonTree> baseline)
    {
        // One that is broken is reported already.
        var type = (INamedTypeSymbol)context.Symbol;
        if (!symbols.IsContract(type) || ParsedContracts.Of(context.Compilation).Get(type, context.CancellationToken).Model is not { } contract)
        {
            return;
        }

        if (baseline.TryGetValue(ContractShape.NameOf(contract), out var agreed))
        {
            Compare(type, agreed, ContractShape.Of(contract), context.ReportDiagnostic);
        }
        else
        {
            context.ReportDiagnostic(Diagnostic.Create(BaselineRules.NotInBaseline, type.NameLocation(), type.Name));
        }
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

    /// <summary>Where the file has a contract; its beginning when the name is written in another way.</summary>
    private static Location At(string path, SourceText text, string name)
    {
        var start = text.ToString().IndexOf($"\"{name}\"", StringComparison.Ordinal);
        var span = start < 0 ? default : new TextSpan(start, name.Length + 2);
        return Location.Create(path, span, text.Lines.GetLinePositionSpan(span));
    }
}
