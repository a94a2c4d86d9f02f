using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Topics.Text;

/// <summary>Folds literals, constants, interpolations and concatenations into one text.</summary>
internal static class TextFolder
{
    public static FoldedText Fold(IOperation operation)
    {
        var text = new FoldedText();
        Append(operation, text);
        return text;
    }

    private static void Append(IOperation operation, FoldedText text)
    {
        operation = operation.Unwrapped();
        switch (operation)
        {
            case ILiteralOperation { Syntax: LiteralExpressionSyntax literal, ConstantValue.Value: string value }:
                LiteralPlaces.Append(literal.Token, value, text);
                break;
            case IInterpolatedStringOperation interpolated:
                foreach (var part in interpolated.Parts)
                {
                    AppendPart(part, text);
                }

                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } concatenation:
                Append(concatenation.LeftOperand, text);
                Append(concatenation.RightOperand, text);
                break;
            case { ConstantValue: { HasValue: true, Value: string constant } }:
                text.Add(constant);
                break;
            default:
                text.AddHole();
                break;
        }
    }

    private static void AppendPart(IInterpolatedStringContentOperation part, FoldedText text)
    {
        switch (part)
        {
            case IInterpolatedStringTextOperation { Syntax: InterpolatedStringTextSyntax syntax, Text.ConstantValue.Value: string value }:
                LiteralPlaces.Append(syntax.TextToken, value, text);
                break;
            case IInterpolationOperation { Alignment: null, FormatString: null } hole:
                Append(hole.Expression, text);
                break;
            default:
                text.AddHole();
                break;
        }
    }
}
