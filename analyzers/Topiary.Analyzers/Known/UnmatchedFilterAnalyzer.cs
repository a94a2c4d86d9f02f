using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Declarations;
using Topiary.Analyzers.Symbols;
using Topiary.Analyzers.Topics;
using Topiary.Analyzers.Topics.Text;
using Topiary.Protocol;

namespace Topiary.Analyzers.Known;

/// <summary>Finds filters among the topics of contracts that match none of them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnmatchedFilterAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(TopicRules.FilterMatchesNothing);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var syntaxOf = new TopicSyntaxOf(symbols);
        KnownTopics? topics = null;
        context.RegisterOperationAction(
            operation =>
            {
                foreach (var (target, value) in TopicTargets.Of(operation.Operation))
                {
                    if (target is not null && syntaxOf[target] is var syntax and (TopicSyntax.Filter or TopicSyntax.FilterTemplate))
                    {
                        // Several threads may collect at once; they find the same.
                        var known = Volatile.Read(ref topics) ?? KnownTopics.Of(operation.Compilation, operation.CancellationToken);
                        Volatile.Write(ref topics, known);
                        foreach (var text in TopicTargets.Alternatives(value))
                        {
                            Check(text, syntax, known, operation.ReportDiagnostic);
                        }
                    }
                }
            },
            OperationKind.Argument,
            OperationKind.SimpleAssignment,
            OperationKind.FieldInitializer,
            OperationKind.PropertyInitializer,
            OperationKind.ParameterInitializer);
    }

    private static void Check(IOperation value, TopicSyntax syntax, KnownTopics known, Action<Diagnostic> report)
    {
        var folded = TextFolder.Fold(value);
        if (folded.IsUnknown || TopicErrors.Find(folded.Value, syntax).Any())
        {
            return;
        }

        var text = folded.Value;
        var start = ShareLength(text);
        var filter = text.Substring(start).Split('/').Select(level => Wildcard(level, syntax)).ToArray();
        var candidates = known.Beside(filter);
        if (candidates.Count == 0 || candidates.Any(topic => FilterMatch.CanMatch(filter, topic)))
        {
            return;
        }

        var misspelt = candidates.Select(topic => (Topic: topic, Place: FilterMatch.Misspelt(filter, topic))).FirstOrDefault(static found => found.Place is not null);
        if (misspelt.Place is var (index, correct))
        {
            var levels = text.Substring(start).Split('/');
            start += levels.Take(index).Sum(static level => level.Length + 1);

            // Only what is written here can be spelt otherwise here.
            var isHere = folded.TryLocate(start, levels[index].Length, out var span);
            var location = isHere ? Location.Create(value.Syntax.SyntaxTree, span) : value.Syntax.GetLocation();
            var properties = ImmutableDictionary<string, string?>.Empty.Add(ProblemReporter.NameProperty, isHere ? correct : null);
            report(Diagnostic.Create(TopicRules.FilterMatchesNothing, location, properties, TopicMessages.Shown(text), $", the nearest is '{misspelt.Topic.Template}'"));
        }
        else
        {
            report(Diagnostic.Create(TopicRules.FilterMatchesNothing, value.Syntax.GetLocation(), TopicMessages.Shown(text), ""));
        }
    }

    /// <summary>A level of which something is not known until it runs may be anything.</summary>
    private static string Wildcard(string level, TopicSyntax syntax) =>
        level.IndexOf(FoldedText.Hole) >= 0 ? "+"
        : syntax != TopicSyntax.FilterTemplate || !level.StartsWith("{", StringComparison.Ordinal) ? level
        : level.StartsWith("{**", StringComparison.Ordinal) ? "#" : "+";

    private static int ShareLength(string text)
    {
        if (!text.StartsWith(TopicGrammar.SharePrefix, StringComparison.Ordinal))
        {
            return 0;
        }

        var end = text.IndexOf('/', TopicGrammar.SharePrefix.Length);
        return end < 0 ? text.Length : end + 1;
    }
}
