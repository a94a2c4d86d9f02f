using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Declarations;

/// <summary>Reports settings of <c>[Topic]</c> that do nothing or undo what they are for, and topics outside of contracts.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TopicSettingsAnalyzer : TopiaryAnalyzer
{
    private const int AtMostOnce = 0;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(ContractRules.UnreliableRequest, ContractRules.SettingWithoutEffect, ContractRules.TopicOutsideContract);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterSymbolAction(symbol => Check(symbol, symbols), SymbolKind.Method);

    private static void Check(SymbolAnalysisContext context, KnownSymbols symbols)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.Attribute(symbols.Topic) is not { } topic)
        {
            return;
        }

        if (!symbols.IsContract(method.ContainingType))
        {
            var location = topic.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation();
            context.ReportDiagnostic(Diagnostic.Create(ContractRules.TopicOutsideContract, location, method.Name, method.ContainingType.Name));
            return;
        }

        var type = method.ReturnType;
        if (type.Is(symbols.Task) || type.Is(symbols.ValueTask))
        {
            ReportWithoutEffect(context, topic, "TimeoutMilliseconds", "nobody answers a one-way topic");
            ReportWithoutEffect(context, topic, "Idempotent", "nobody answers a one-way topic");
            ReportWithoutEffect(context, topic, "Window", "nobody answers a one-way topic");
        }
        else if (type.Is(symbols.TaskOfT) || type.Is(symbols.ValueTaskOfT) || type.Is(symbols.AsyncEnumerable))
        {
            ReportWithoutEffect(context, topic, "ExpirySeconds", "a request expires with its deadline, TimeoutMilliseconds");
            if (type.Is(symbols.AsyncEnumerable))
            {
                ReportWithoutEffect(context, topic, "Idempotent", "a streamed answer is not remembered");
            }
            else
            {
                ReportWithoutEffect(context, topic, "Window", "the request has one answer");
            }

            if (topic.NamedInteger("QoS") == AtMostOnce)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    ContractRules.UnreliableRequest, topic.LocationOf("QoS", context.CancellationToken), method.Name));
            }
        }
    }

    private static void ReportWithoutEffect(SymbolAnalysisContext context, AttributeData topic, string setting, string reason)
    {
        if (topic.Named(setting) is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                ContractRules.SettingWithoutEffect, topic.LocationOf(setting, context.CancellationToken), setting, context.Symbol.Name, reason));
        }
    }
}
