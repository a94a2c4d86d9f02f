using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads an interface marked with <c>[MqttContract]</c>.</summary>
internal static class ContractParser
{
    /// <summary>The contract's model, or null when there are problems; these are added to the list.</summary>
    public static ContractModel? Parse(
        INamedTypeSymbol contract, Compilation compilation, ProblemList problems, CancellationToken cancellationToken)
    {
        var context = new ParseContext(compilation, problems, SourceLocation.Of(contract), cancellationToken);
        if (TypeAccess.IsGeneric(contract) || !TypeAccess.IsReachable(contract))
        {
            context.Report(
                ProblemId.UnsupportedContract,
                contract,
                contract.Name,
                TypeAccess.IsGeneric(contract) ? "it, or a type around it, has type parameters" : "the code beside it cannot name it");
            return null;
        }

        var symbols = new List<IMethodSymbol>();
        var methods = ParseMethods(contract, symbols, context);
        ReportDuplicates(contract, methods, symbols, context);
        return context.Sound ? CreateModel(contract, methods, symbols) : null;
    }

    /// <summary>
    /// The models of a contract's methods, inherited ones included, with the methods in a list of the same order; what is
    /// wrong is reported. Problems of an extended contract with source are reported with that one.
    /// </summary>
    public static List<TopicMethodModel> ParseMethods(INamedTypeSymbol contract, List<IMethodSymbol> symbols, ParseContext context)
    {
        var models = new List<TopicMethodModel>();
        var fields = new NameScope();
        var members = ContractMembers.Abstract(contract);
        ReserveParameters(members, fields);
        var declarations = new Dictionary<ISymbol, ContractDeclaration>(SymbolEqualityComparer.Default)
        {
            [contract] = ContractDeclaration.Parse(contract, context),
        };
        foreach (var member in members)
        {
            var declaring = member.ContainingType;
            var isOwn = SymbolEqualityComparer.Default.Equals(declaring, contract);
            var scope = isOwn ? context : context.For(declaring, IsContract(declaring));
            if (!declarations.TryGetValue(declaring, out var declaration))
            {
                declaration = ContractDeclaration.Parse(declaring, scope);
                declarations.Add(declaring, declaration);
            }

            if (member is not IMethodSymbol method)
            {
                scope.Report(ProblemId.UnsupportedContractMember, member, member.Name, "it is no method");
            }
            else if (TopicMethodParser.Parse(method, declaration, fields, scope) is { } model)
            {
                models.Add(model);
                symbols.Add(method);
            }

            context.Merge(scope);
        }

        return models;
    }

    public static bool IsContract(INamedTypeSymbol type) => KnownTypes.FindAttribute(type, KnownTypes.ContractAttribute) is not null;

    /// <summary>Keeps fields of the publisher from hiding behind parameters of its methods.</summary>
    private static void ReserveParameters(List<ISymbol> members, NameScope fields)
    {
        foreach (var member in members)
        {
            if (member is IMethodSymbol method)
            {
                foreach (var parameter in method.Parameters)
                {
                    fields.Take(parameter.Name);
                }
            }
        }
    }

    private static void ReportDuplicates(
        INamedTypeSymbol contract, List<TopicMethodModel> methods, List<IMethodSymbol> symbols, ParseContext context)
    {
        var topics = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < methods.Count; i++)
        {
            var method = symbols[i];
            var isOwn = SymbolEqualityComparer.Default.Equals(method.ContainingType, contract);
            if (isOwn && !names.Add(StreamParser.NameOf(method)))
            {
                context.Report(ProblemId.DuplicateMethodName, method, method.Name);
            }

            var shape = TopicParser.Shape(methods[i].Topic.Segments);
            if (!topics.TryGetValue(shape, out var same))
            {
                topics.Add(shape, [i]);
                continue;
            }

            var clash = same.FindIndex(earlier => !AreApart(methods[earlier].Topic, methods[i].Topic));
            same.Add(i);
            if (clash >= 0)
            {
                var other = symbols[same[clash]];

                // Own methods come first: if the other one is inherited, so is this one, and the contract is to blame.
                var isOtherOwn = SymbolEqualityComparer.Default.Equals(other.ContainingType, contract);
                context.Report(ProblemId.DuplicateTopic, isOwn ? method : isOtherOwn ? other : contract, method.Name, other.Name);
            }
        }
    }

    /// <summary>Whether a level tells two topics of one shape apart: an enum takes its names only, and a type of the user's what it parses.</summary>
    private static bool AreApart(TopicModel first, TopicModel second)
    {
        for (var i = 0; i < first.Levels.Count && i < second.Levels.Count; i++)
        {
            var (one, other) = (first.Levels[i], second.Levels[i]);
            if (one.Type != other.Type && one.Type != "string" && other.Type != "string" && (IsChoosy(one) || IsChoosy(other)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsChoosy(LevelModel level) =>
        level.Enum is not null
        || (level.Type.StartsWith("global::", StringComparison.Ordinal) && !level.Type.StartsWith("global::System.", StringComparison.Ordinal));

    /// <summary>A free name that no stream method has either: a member may not be named like its class.</summary>
    private static string TopicsName(INamedTypeSymbol contract, string stem, List<IMethodSymbol> symbols)
    {
        var name = GeneratedNames.Free(contract, stem + "Topics");
        foreach (var method in symbols)
        {
            if (StreamParser.NameOf(method) == name)
            {
                return TopicsName(contract, stem + "_", symbols);
            }
        }

        return name;
    }

    private static ContractModel CreateModel(INamedTypeSymbol contract, List<TopicMethodModel> methods, List<IMethodSymbol> symbols)
    {
        var stem = GeneratedNames.Stem(contract);
        var topicsName = TopicsName(contract, stem, symbols);
        return new ContractModel(
            SymbolNames.Namespace(contract),
            TypeNames.Annotated(contract),
            GeneratedNames.Free(contract, stem + "_Publisher"),
            topicsName,
            HintName.Stem(SymbolNames.MetadataName(contract)),
            TypeAccess.IsPublic(contract),
            new EquatableArray<TopicMethodModel>([.. methods]),
            StreamParser.Parse(contract, topicsName, methods, symbols));
    }
}
