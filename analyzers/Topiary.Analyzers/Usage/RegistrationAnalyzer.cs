using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Symbols;

namespace Topiary.Analyzers.Usage;

/// <summary>Reports registrations of types for which nothing was generated, and handlers registered in the publisher's place.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RegistrationAnalyzer : TopiaryAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(UsageRules.PublisherOfNoContract, UsageRules.HandlerNotMarked, UsageRules.WillNotMarked, UsageRules.HandlerRegisteredAsContract);

    private protected override void Start(CompilationStartAnalysisContext context, KnownSymbols symbols) =>
        context.RegisterOperationAction(operation => Check(operation, symbols), OperationKind.Invocation);

    private static void Check(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "AddPublisher" or "Will" or "Birth" when IsBuilderMethod(method) && IsKnown(method.TypeArguments[0]) && !symbols.IsContract(method.TypeArguments[0]):
                Report(context, UsageRules.PublisherOfNoContract, TypeArgument(call, 0), method.TypeArguments[0]);
                break;
            case "Will" when IsBuilderMethod(method):
                CheckWill(context, call, symbols);
                break;
            case "AddHandler" when IsBuilderMethod(method) && IsKnown(method.TypeArguments[0]) && !symbols.IsHandlerClass(method.TypeArguments[0]):
                Report(context, UsageRules.HandlerNotMarked, TypeArgument(call, 0), method.TypeArguments[0]);
                break;
            case "AddSingleton" or "AddScoped" or "AddTransient" when IsServiceRegistration(method)
                && symbols.IsContract(method.TypeArguments[0])
                && symbols.IsHandlerClass(method.TypeArguments[1]):
                Report(context, UsageRules.HandlerRegisteredAsContract, TypeArgument(call, 1), method.TypeArguments[1], method.TypeArguments[0]);
                break;
        }
    }

    private static void CheckWill(OperationAnalysisContext context, IInvocationOperation call, KnownSymbols symbols)
    {
        foreach (var operation in call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()))
        {
            if (operation is IInvocationOperation { TargetMethod: var described }
                && symbols.IsContractMethod(described)
                && described.Attribute(symbols.Will) is null)
            {
                context.ReportDiagnostic(Diagnostic.Create(UsageRules.WillNotMarked, operation.Syntax.GetLocation(), described.Name, described.ContainingType.Name));
            }
        }
    }

    /// <summary>A type parameter may well stand for a contract.</summary>
    private static bool IsKnown(ITypeSymbol type) => type.TypeKind is not (TypeKind.TypeParameter or TypeKind.Error);

    private static bool IsBuilderMethod(IMethodSymbol method) =>
        method.TypeArguments.Length == 1 && method.ContainingNamespace is { Name: "Topiary", ContainingNamespace.IsGlobalNamespace: true };

    private static bool IsServiceRegistration(IMethodSymbol method) =>
        method.TypeArguments.Length == 2
        && method.ContainingType.Name == "ServiceCollectionServiceExtensions"
        && method.ContainingNamespace.Name == "DependencyInjection";

    private static Location TypeArgument(IInvocationOperation call, int index)
    {
        if (call.Syntax is InvocationExpressionSyntax invocation)
        {
            var name = invocation.Expression switch
            {
                MemberAccessExpressionSyntax access => access.Name,
                MemberBindingExpressionSyntax binding => binding.Name,
                var other => other as SimpleNameSyntax,
            };
            if (name is GenericNameSyntax generic)
            {
                return generic.TypeArgumentList.Arguments[index].GetLocation();
            }
        }

        return call.Syntax.GetLocation();
    }

    private static void Report(OperationAnalysisContext context, DiagnosticDescriptor rule, Location location, params ITypeSymbol[] types)
    {
        var arguments = new object[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            arguments[i] = types[i].ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        }

        context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
    }
}
