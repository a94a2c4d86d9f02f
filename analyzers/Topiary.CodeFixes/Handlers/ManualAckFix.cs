using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace Topiary.CodeFixes.Handlers;

/// <summary>Says <c>Ack = AckMode.Manual</c> for a handler that calls <c>Acknowledge()</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ManualAckFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP3105"];

    private protected override string? Title(FixTarget target) => MarkOf(target) is null ? null : "Set Ack = AckMode.Manual";

    private protected override void Edit(DocumentEditor editor, FixTarget target) =>
        editor.ReplaceNode(MarkOf(target)!.ArgumentList!, (current, _) => WithManual((AttributeArgumentListSyntax)current));

    private static AttributeArgumentListSyntax WithManual(AttributeArgumentListSyntax list)
    {
        var manual = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression("AckMode.Manual"))
            .WithNameEquals(SyntaxFactory.NameEquals("Ack").NormalizeWhitespace());
        var others = list.Arguments.Where(static argument => argument.NameEquals?.Name.Identifier.ValueText != "Ack");
        return list.WithArguments(SyntaxFactory.SeparatedList([.. others, manual])).NormalizeWhitespace().WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static AttributeSyntax? MarkOf(FixTarget target) => target.Around<MethodDeclarationSyntax>()?.AttributeLists
        .SelectMany(static list => list.Attributes)
        .FirstOrDefault(attribute => target.Model.GetTypeInfo(attribute).Type?.Name is "SubscribeAttribute" or "HandlesAttribute");
}
