using System;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Topiary.Generators.Parsing;

/// <summary>The documentation comment of a declaration.</summary>
internal sealed class DocumentationComment
{
    private static readonly DocumentationComment s_none = new(new XElement("member"));

    private readonly XElement _content;

    private DocumentationComment(XElement content) => _content = content;

    /// <summary>Its summary as text; empty for none.</summary>
    public string Summary => Text("summary");

    /// <summary>What it says about the result.</summary>
    public string Returns => Text("returns");

    /// <summary>The comment of a declaration; an empty one where there is none, or none that is well-formed.</summary>
    public static DocumentationComment Of(ISymbol symbol)
    {
        // A project that makes no documentation file has the compiler skip these comments, so they are taken from the source.
        var xml = symbol.GetDocumentationCommentXml() is { Length: > 0 } known ? known : FromSource(symbol);
        if (xml.Length == 0)
        {
            return s_none;
        }

        try
        {
            return new DocumentationComment(XElement.Parse("<comment>" + xml + "</comment>", LoadOptions.PreserveWhitespace));
        }
        catch (XmlException)
        {
            // The compiler warns of it where documentation is made.
            return s_none;
        }
    }

    /// <summary>What it says about a parameter; empty for nothing.</summary>
    public string Parameter(string name)
    {
        foreach (var element in _content.Descendants("param"))
        {
            if ((string?)element.Attribute("name") == name)
            {
                return DocumentationText.Of(element);
            }
        }

        return "";
    }

    private string Text(string name)
    {
        foreach (var element in _content.Descendants(name))
        {
            return DocumentationText.Of(element);
        }

        return "";
    }

    private static string FromSource(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            // The parameter of a record is a property whose comment is the record's <param>.
            var syntax = reference.GetSyntax();
            if (syntax is not ParameterSyntax && syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } declaration
                && Lines(declaration.GetLeadingTrivia().ToFullString()) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return "";
    }

    private static string Lines(string trivia)
    {
        var text = new StringBuilder();
        foreach (var line in trivia.Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("///", StringComparison.Ordinal) && !trimmed.StartsWith("////", StringComparison.Ordinal))
            {
                text.Append(trimmed, 3, trimmed.Length - 3).Append('\n');
            }
        }

        return text.ToString();
    }
}
