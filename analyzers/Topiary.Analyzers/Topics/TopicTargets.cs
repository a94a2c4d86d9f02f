using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Topics;

/// <summary>Finds what a value is given to.</summary>
internal static class TopicTargets
{
    /// <summary>The parameters, properties and fields that an operation gives a value to.</summary>
    public static IEnumerable<(ISymbol? Target, IOperation Value)> Of(IOperation operation)
    {
        switch (operation)
        {
            case IArgumentOperation { ArgumentKind: not ArgumentKind.DefaultValue } argument:
                yield return (argument.Parameter, argument.Value);
                break;
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation member } assignment:
                yield return (member.Member, assignment.Value);
                break;
            case ISimpleAssignmentOperation { Target: IParameterReferenceOperation parameter } assignment:
                yield return (parameter.Parameter, assignment.Value);
                break;
            case IParameterInitializerOperation initializer:
                yield return (initializer.Parameter, initializer.Value);
                break;
            case IFieldInitializerOperation initializer:
                foreach (var field in initializer.InitializedFields)
                {
                    yield return (field, initializer.Value);
                }

                break;
            case IPropertyInitializerOperation initializer:
                foreach (var property in initializer.InitializedProperties)
                {
                    yield return (property, initializer.Value);
                }

                break;
        }
    }

    /// <summary>The texts that a value may turn out to be: both sides of a condition, the elements of a list.</summary>
    public static IEnumerable<IOperation> Alternatives(IOperation value)
    {
        value = value.Unwrapped();
        switch (value)
        {
            case IConditionalOperation { WhenFalse: { } otherwise } conditional when !value.ConstantValue.HasValue:
                return [.. Alternatives(conditional.WhenTrue), .. Alternatives(otherwise)];
            case ICoalesceOperation coalesce:
                return [.. Alternatives(coalesce.Value), .. Alternatives(coalesce.WhenNull)];
            case ISwitchExpressionOperation choice:
                var arms = new List<IOperation>();
                foreach (var arm in choice.Arms)
                {
                    arms.AddRange(Alternatives(arm.Value));
                }

                return arms;
            case IArrayCreationOperation { Initializer: { } initializer }:
                return initializer.ElementValues;
            default:
                // By its syntax: the operation has no type of its own in the oldest compiler that loads this.
                return value.Syntax is CollectionExpressionSyntax ? value.ChildOperations : [value];
        }
    }
}
