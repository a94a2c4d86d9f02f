using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Catalog;

/// <summary>Every rule, by id.</summary>
internal static class RuleCatalog
{
    private static readonly Dictionary<string, DiagnosticDescriptor> s_byId = Collect();

    /// <summary>All rules, in the order of their ids.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        s_byId.Values.OrderBy(static rule => rule.Id, System.StringComparer.Ordinal).ToImmutableArray();

    /// <summary>The rule of an id of the parser.</summary>
    public static DiagnosticDescriptor Get(string id) => s_byId[id];

    private static Dictionary<string, DiagnosticDescriptor> Collect()
    {
        var rules = new Dictionary<string, DiagnosticDescriptor>();
        System.Type[] families = [typeof(TopicRules), typeof(ContractRules), typeof(BaselineRules), typeof(HandlerRules), typeof(PayloadRules), typeof(UsageRules)];
        foreach (var field in families.SelectMany(static family => family.GetFields(BindingFlags.Public | BindingFlags.Static)))
        {
            var rule = (DiagnosticDescriptor)field.GetValue(null);
            rules.Add(rule.Id, rule);
        }

        return rules;
    }
}
