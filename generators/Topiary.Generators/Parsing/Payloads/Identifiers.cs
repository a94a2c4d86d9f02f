using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Parsing;

/// <summary>Writes names as C# identifiers.</summary>
internal static class Identifiers
{
    /// <summary>The name, with <c>@</c> where it is a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
