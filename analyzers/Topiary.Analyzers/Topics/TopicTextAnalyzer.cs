using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;
using Topiary.Analyzers.Topics.Text;
using Topiary.Protocol;

namespace Topiary.Analyzers.Topics;

/// <summary>Checks literal and interpolated topics, filters and templates wherever they are given to what carries <c>[StringSyntax]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TopicTextAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        TopicRules.MalformedTopic,
        TopicRules.MultiLevelWildcardNotLast,
        TopicRules.WildcardInsideLevel,
        TopicRules.WildcardInTopicName,
        TopicRules.TopicTooLong,
        TopicRules.MalformedSharedSubscription,
        TopicRules.MalformedPlaceholder,
        TopicRules.LeadingSlash,
        TopicRules.EmptyLevel,
        TopicRules.ReservedTopic,
        TopicRules.TooManyLevels,
        TopicRules.InvisibleCharacter,
        TopicRules.PlaceholderInPlainTopic);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var syntaxOf = new TopicSyntaxOf(symbols);
        context.RegisterOperationAction(
            operation => Check(operation, syntaxOf),
            OperationKind.Argument,
            OperationKind.SimpleAssignment,
            OperationKind.FieldInitializer,
            OperationKind.PropertyInitializer,
            OperationKind.ParameterInitializer);
    }

    private static void Check(OperationAnalysisContext context, TopicSyntaxOf syntaxOf)
    {
        foreach (var (target, value) in TopicTargets.Of(context.Operation))
        {
            if (target is not null && MayHoldText(value) && syntaxOf[target] is var syntax and not TopicSyntax.None)
            {
                foreach (var text in TopicTargets.Alternatives(value))
                {
                    Check(text, syntax, context.ReportDiagnostic);
                }
            }
        }
    }

    private static bool MayHoldText(IOperation value) =>
        value.Type is null or { SpecialType: SpecialType.System_String or SpecialType.System_Object } or { TypeKind: TypeKind.Array or TypeKind.Interface or TypeKind.Struct or TypeKind.Class };

    private static void Check(IOperation value, TopicSyntax syntax, Action<Diagnostic> report)
    {
        var folded = TextFolder.Fold(value);
        if (folded.IsUnknown)
        {
            return;
        }

        var isSound = true;
        foreach (var error in TopicErrors.Find(folded.Value, syntax))
        {
            isSound = false;
            var length = error.Kind == TopicErrorKind.TooLong ? 0 : error.Length;
            report(TopicMessages.Create(error, folded.Value, Locate(folded, value, error.Position, length)));
        }

        if (isSound)
        {
            foreach (var (rule, start, length, detail) in TopicAdvice.Find(folded, syntax))
            {
                report(Diagnostic.Create(rule, Locate(folded, value, start, length), TopicMessages.Shown(folded.Value), detail));
            }
        }
    }

    /// <summary>The characters where they are written, else the whole value.</summary>
    private static Location Locate(FoldedText folded, IOperation value, int start, int length) =>
        folded.TryLocate(start, length, out var span) ? Location.Create(value.Syntax.SyntaxTree, span) : value.Syntax.GetLocation();
}
