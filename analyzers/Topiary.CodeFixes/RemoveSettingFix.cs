using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes;

/// <summary>Removes the named argument of an attribute that harms or does nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveSettingFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.RetainedRequest, "TOP2101", "TOP2102", "TOP3106", "TOP3109"];

    private protected override string? Title(FixTarget target) =>
        target.Around<AttributeArgumentSyntax>() is { NameEquals: { } name } ? $"Remove '{name.Name.Identifier.ValueText}'" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var argument = target.Around<AttributeArgumentSyntax>()!;
        var name = argument.NameEquals!.Name.Identifier.ValueText;
        editor.ReplaceNode(argument.Parent!, (current, _) => Without((AttributeArgumentListSyntax)current, name));
    }

    private static AttributeArgumentListSyntax Without(AttributeArgumentListSyntax list, string name)
    {
        var argument = list.Arguments.First(argument => argument.NameEquals?.Name.Identifier.ValueText == name);
        return list.WithArguments(list.Arguments.Remove(argument));
    }
}
