using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>The rules of everything that the parser can find wrong.</summary>
internal static class ParserRules
{
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = typeof(ProblemId)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => RuleCatalog.Get((string)field.GetRawConstantValue()))
        .ToImmutableArray();

    /// <summary>The same and some more.</summary>
    public static ImmutableArray<DiagnosticDescriptor> With(params DiagnosticDescriptor[] more) => All.AddRange(more);
}
