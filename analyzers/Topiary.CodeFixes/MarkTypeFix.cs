using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes;

/// <summary>Marks the class of a handler method with <c>[MqttHandler]</c> and the interface of a topic with <c>[MqttContract]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MarkTypeFix : EditorFix
{
    private const string TopicOutsideContract = "TOP2103";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [ProblemId.HandlerMethodOutsideHandler, TopicOutsideContract, ProblemId.HandlerNotMarked, ProblemId.PublisherOfNoContract];

    private protected override string? Title(FixTarget target) => (TypeOf(target), Marker(target)) switch
    {
        (InterfaceDeclarationSyntax type, "MqttContract") => $"Mark '{type.Identifier.ValueText}' with [MqttContract]",
        (ClassDeclarationSyntax type, "MqttHandler") => $"Mark '{type.Identifier.ValueText}' with [MqttHandler]",
        _ => null,
    };

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var marker = Marker(target);
        editor.ReplaceNode(TypeOf(target)!, (current, generator) => IsMarked((TypeDeclarationSyntax)current, marker)
            ? current
            : generator.AddAttributes(current, generator.Attribute(marker)).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static string Marker(FixTarget target) =>
        target.Diagnostic.Id is TopicOutsideContract or ProblemId.PublisherOfNoContract ? "MqttContract" : "MqttHandler";

    /// <summary>The type around a method, or the one that a type argument names when it is in the same document.</summary>
    private static TypeDeclarationSyntax? TypeOf(FixTarget target)
    {
        if (target.Diagnostic.Id is not (ProblemId.HandlerNotMarked or ProblemId.PublisherOfNoContract))
        {
            return target.Around<TypeDeclarationSyntax>();
        }

        var named = target.Model.GetTypeInfo(target.Node).Type;
        return named?.DeclaringSyntaxReferences
            .Where(reference => reference.SyntaxTree == target.Node.SyntaxTree)
            .Select(static reference => reference.GetSyntax())
            .OfType<TypeDeclarationSyntax>()
            .FirstOrDefault();
    }

    private static bool IsMarked(TypeDeclarationSyntax type, string marker) =>
        type.AttributeLists.Any(list => list.Attributes.Any(attribute => attribute.Name.ToString() == marker));
}
