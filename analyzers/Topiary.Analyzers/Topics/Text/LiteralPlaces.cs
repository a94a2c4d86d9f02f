using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.Analyzers.Topics.Text;

/// <summary>Finds where each character of a literal's value is written: in regular, verbatim and raw literals and in the text of interpolated ones.</summary>
internal static class LiteralPlaces
{
    /// <summary>Adds the value of a literal token with the places of its characters.</summary>
    public static void Append(SyntaxToken token, string value, FoldedText text)
    {
        var mark = Style(token, out var start, out var isInterpolated);
        var source = token.Text;
        var index = start;
        foreach (var character in value)
        {
            var length = index < source.Length ? LengthOf(source, index, character, mark, isInterpolated) : 0;
            if (length == 0)
            {
                // Not written as expected (indentation of a raw literal, say): no place from here on.
                index = source.Length;
                text.Add(character, default);
                continue;
            }

            text.Add(character, new TextSpan(token.SpanStart + index, length));
            index += length;
        }
    }

    private static LiteralStyle Style(SyntaxToken token, out int start, out bool isInterpolated)
    {
        isInterpolated = token.Parent is InterpolatedStringTextSyntax;
        start = 0;
        if (isInterpolated)
        {
            var opening = ((InterpolatedStringExpressionSyntax)token.Parent!.Parent!).StringStartToken.Text;
            return opening.Contains("\"\"\"") ? LiteralStyle.Raw : opening.Contains("@") ? LiteralStyle.Verbatim : LiteralStyle.Regular;
        }

        switch (token.Kind())
        {
            case SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken:
                while (start < token.Text.Length && token.Text[start] == '"')
                {
                    start++;
                }

                return LiteralStyle.Raw;
            case var _ when token.Text.StartsWith("@", System.StringComparison.Ordinal):
                start = 2;
                return LiteralStyle.Verbatim;
            default:
                start = 1;
                return LiteralStyle.Regular;
        }
    }

    /// <summary>How many characters of source write one character of value; 0 when they do not write it.</summary>
    private static int LengthOf(string source, int index, char character, LiteralStyle style, bool isInterpolated)
    {
        if (style == LiteralStyle.Regular && source[index] == '\\')
        {
            return EscapeLength(source, index, character);
        }

        if (source[index] != character)
        {
            return 0;
        }

        var isDoubled = index + 1 < source.Length && source[index + 1] == character && style switch
        {
            LiteralStyle.Verbatim => character == '"' || (isInterpolated && character is '{' or '}'),
            LiteralStyle.Regular => isInterpolated && character is '{' or '}',
            _ => false,
        };
        return isDoubled ? 2 : 1;
    }

    private static int EscapeLength(string source, int index, char character)
    {
        if (index + 1 >= source.Length)
        {
            return 0;
        }

        switch (source[index + 1])
        {
            case 'u':
                return 6;
            case 'x':
                var end = index + 2;
                while (end < source.Length && end < index + 6 && System.Uri.IsHexDigit(source[end]))
                {
                    end++;
                }

                return end - index;
            case 'U':
                // One escape may stand for a surrogate pair: then neither half has a place of its own.
                return char.IsSurrogate(character) ? 0 : 10;
            default:
                return 2;
        }
    }
}
