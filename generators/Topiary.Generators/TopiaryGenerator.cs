using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Topiary.Generators.Emission;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Generators;

/// <summary>
/// Generates publishers, topic streams, handler routes and serializers. Each contract and each handler becomes an equatable
/// model and then a file of its own, and a second one with the serializers and enum levels that no one before it needs. Nothing
/// is reported here: the analyzers run the same parser.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TopiaryGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // A project may reference the abstractions alone; what is generated needs the runtime.
        var hasRuntime = context.CompilationProvider
            .Select(static (compilation, _) => compilation.GetTypeByMetadataName("Topiary.Runtime.MessagePublisher") is not null)
            .WithTrackingName(TrackingNames.Runtime);
        var contracts = Parsed(context, KnownTypes.ContractAttribute, static node => node is InterfaceDeclarationSyntax, ContractParser.Parse, hasRuntime)
            .WithTrackingName(TrackingNames.Contracts);
        var handlers = Parsed(context, KnownTypes.HandlerAttribute, static node => node is TypeDeclarationSyntax, HandlerParser.Parse, hasRuntime)
            .WithTrackingName(TrackingNames.Handlers);

        context.RegisterSourceOutput(contracts, static (output, contract) => output.AddSource(HintName.Of(contract.HintStem, "Contract"), ContractEmitter.Emit(contract)));
        context.RegisterSourceOutput(handlers, static (output, handler) => output.AddSource(HintName.Of(handler.HintStem, "Handler"), HandlerEmitter.Emit(handler)));
        EmitSerializers(context, contracts, handlers);
        EmitRegistration(context, contracts, handlers);
        EmitAsyncApi(context, contracts, handlers);
        EmitBaseline(context, contracts);
    }

    private delegate TModel? Parser<TModel>(INamedTypeSymbol symbol, Compilation compilation, ProblemList problems, CancellationToken cancellationToken)
        where TModel : class;

    private static IncrementalValuesProvider<TModel> Parsed<TModel>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        System.Func<SyntaxNode, bool> isCandidate,
        Parser<TModel> parse,
        IncrementalValueProvider<bool> hasRuntime)
        where TModel : class =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                (node, _) => isCandidate(node),
                (found, cancellationToken) => ParsedOnce<TModel>.Get(
                    found.TargetNode,
                    found.SemanticModel.Compilation,
                    () => parse((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, new ProblemList(), cancellationToken)))
            .Combine(hasRuntime)
            .SelectMany(static (pair, _) =>
                pair.Left is not null && pair.Right ? ImmutableArray.Create(pair.Left) : ImmutableArray<TModel>.Empty);

    private static void EmitSerializers(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<ContractModel> contracts,
        IncrementalValuesProvider<HandlerModel> handlers)
    {
        var ofContracts = contracts.Select(static (contract, _) => SerializerFile.Of(contract));
        var ofHandlers = handlers.Select(static (handler, _) => SerializerFile.Of(handler));
        var places = ofContracts.Collect().Combine(ofHandlers.Collect())
            .Select(static (both, _) => SerializerPlaces.Of(both.Left, both.Right))
            .WithTrackingName(TrackingNames.SerializerPlaces);
        EmitSerializers(context, ofContracts, places);
        EmitSerializers(context, ofHandlers, places);
    }

    private static void EmitSerializers(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<SerializerFile> needs,
        IncrementalValueProvider<SerializerPlaces> places)
    {
        // A file follows its contract, not its place among all files, so that one more leaves the others as they are.
        var files = needs.Combine(places).Select(static (pair, _) => pair.Right.Find(pair.Left)).WithTrackingName(TrackingNames.Serializers);
        context.RegisterSourceOutput(files, static (output, file) =>
        {
            if (!file.Set.IsEmpty)
            {
                output.AddSource(HintName.Of(file.HintStem, SerializerFileEmitter.Kind), SerializerFileEmitter.Emit(file.Set));
            }
        });
    }

    private static void EmitRegistration(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<ContractModel> contracts,
        IncrementalValuesProvider<HandlerModel> handlers)
    {
        var registration = contracts.Select(static (contract, _) => RegisteredType.Of(contract)).Collect()
            .Combine(handlers.Select(static (handler, _) => RegisteredType.Of(handler)).Collect())
            .Select(static (both, _) => new RegistrationModel(Sorted(both.Left), Sorted(both.Right)))
            .WithTrackingName(TrackingNames.Registration);
        context.RegisterSourceOutput(registration, static (output, model) =>
        {
            if (model.Contracts.Count + model.Handlers.Count > 0)
            {
                output.AddSource(RegistrationEmitter.HintName, RegistrationEmitter.Emit(model));
            }
        });
    }

    /// <summary>
    /// The document of a project that asks for one. An output of the implementation: an editor, which writes no files, does not
    /// run it, and without the property it ends at the first step.
    /// </summary>
    private static void EmitAsyncApi(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<ContractModel> contracts,
        IncrementalValuesProvider<HandlerModel> handlers)
    {
        var settings = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => AsyncApiSettingsReader.Read(options.GlobalOptions));
        var notes = settings.Combine(context.CompilationProvider)
            .Select(static (pair, cancellationToken) => pair.Left is null ? default : NotesParser.Parse(pair.Right, cancellationToken))
            .WithTrackingName(TrackingNames.Notes);
        var document = settings.Combine(notes).Combine(contracts.Collect()).Combine(handlers.Collect())
            .Select(static (all, _) => all.Left.Left.Left is { } wanted ? AsyncApiModel.Of(wanted, all.Left.Right, all.Right, all.Left.Left.Right) : null)
            .WithTrackingName(TrackingNames.AsyncApi);
        context.RegisterImplementationSourceOutput(document, static (output, model) =>
        {
            if (model is not null)
            {
                output.AddSource(AsyncApiEmitter.HintName, AsyncApiEmitter.Emit(model));
            }
        });
    }

    /// <summary>The baseline of a project whose build is asked to write one. An output of the implementation as well.</summary>
    private static void EmitBaseline(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ContractModel> contracts)
    {
        var isWanted = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => BuildProperty.IsTrue(options.GlobalOptions, "TopiaryWriteContractBaseline"));
        var wanted = contracts.Collect().Combine(isWanted)
            .Select(static (pair, _) => pair.Right ? new EquatableArray<ContractModel>([.. pair.Left]) : default(EquatableArray<ContractModel>?))
            .WithTrackingName(TrackingNames.Baseline);
        context.RegisterImplementationSourceOutput(wanted, static (output, all) =>
        {
            if (all is { } present)
            {
                output.AddSource(BaselineEmitter.HintName, BaselineEmitter.Emit(present));
            }
        });
    }

    private static EquatableArray<RegisteredType> Sorted(ImmutableArray<RegisteredType> types)
    {
        var sorted = new List<RegisteredType>(types);
        sorted.Sort(static (a, b) => string.CompareOrdinal(a.Type, b.Type));
        return new EquatableArray<RegisteredType>([.. sorted]);
    }
}
