using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Topiary.Generators.Emission;
using Topiary.Generators.Model;
using Topiary.Generators.Parsing;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Compiles source text with the serializers generated for some of its types, and loads the result.</summary>
internal sealed class SerializerHost
{
    /// <summary>The language of the oldest compiler that runs the generator; what it understands the newest does.</summary>
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp12);

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private const string Usings = """
        #nullable enable
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;
        using MessagePack;

        """;

    private readonly Assembly _assembly;
    private readonly Dictionary<string, PayloadModel> _models;

    private SerializerHost(Assembly assembly, Dictionary<string, PayloadModel> models, IReadOnlyDictionary<string, string> sources)
    {
        _assembly = assembly;
        _models = models;
        Sources = sources;
    }

    /// <summary>Generated text by class name.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>The source compiled as the consumer's project would be.</summary>
    private static CSharpCompilation Compile(string source, params string?[] types) => CSharpCompilation.Create(
        "Payloads",
        [
            CSharpSyntaxTree.ParseText(Usings + source, s_parse),
            CSharpSyntaxTree.ParseText(MessagePackAttributeSource.Text, s_parse),
            CSharpSyntaxTree.ParseText($"{Usings}internal interface Probe {{ {string.Join(' ', types.Select((type, index) => $"void F{index}({type ?? "int"} value);"))} }}", s_parse),
        ],
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Generates serializers for types given as C# writes them; every one must be supported.</summary>
    public static SerializerHost Create(string source, string[] types, int format = 1, string? context = null, int naming = 0)
    {
        var compilation = Compile(source, [.. types, context]);
        var problems = new ProblemList();
        var models = new Dictionary<string, PayloadModel>();
        var contextType = context is null ? null : (INamedTypeSymbol)Resolve(compilation, types.Length);
        foreach (var (index, type) in types.Index())
        {
            var model = PayloadParser.Parse(Resolve(compilation, index), new PayloadOptions(format, contextType, naming), compilation, null, problems);
            Assert.True(model is not null, $"{type}: {Describe(problems)}");
            models[type] = model;
        }

        Assert.Empty(problems.Items);
        var sources = models.Values.SelectMany(model => model.Serializers).Distinct()
            .ToDictionary(model => model.ClassName, model => SerializerFileEmitter.Emit(new SerializerSet(new EquatableArray<SerializerModel>([model]), default)));
        var complete = compilation.AddSyntaxTrees(sources.Select(entry => CSharpSyntaxTree.ParseText(WithWarnings(entry.Value), s_parse, entry.Key)));
        using var image = new MemoryStream();
        var result = complete.Emit(image);
        var complaints = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints.Take(20)) + "\n" + string.Join('\n', complaints.Take(3).Select(complaint => complaint.Location.SourceTree)));
        image.Position = 0;
        return new SerializerHost(new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image), models, sources);
    }

    /// <summary>What the parser says about a type that it refuses.</summary>
    public static string Refusal(string source, string type, int format = 1)
    {
        var compilation = Compile(source, type);
        var problems = new ProblemList();
        Assert.Null(PayloadParser.Parse(Resolve(compilation, 0), new PayloadOptions(format), compilation, null, problems));
        Assert.NotEmpty(problems.Items);
        return Describe(problems);
    }

    /// <summary>A type of the source.</summary>
    public Type Type(string name) => _assembly.GetType(name, throwOnError: true)!;

    /// <summary>The expression with which generated code names the serializer.</summary>
    public string Expression(string type) => _models[type].SerializerExpression;

    /// <summary>The serializer of a type given as it was for <see cref="Create"/>.</summary>
    public PayloadOracle Payload(string type)
    {
        var expression = _models[type].SerializerExpression;
        var serializer = expression.StartsWith("global::Topiary.Generated.", StringComparison.Ordinal)
            ? Type(expression["global::".Length..^".Instance".Length]).GetField("Instance")!.GetValue(null)!
            : throw new InvalidOperationException($"{type} has no generated serializer.");
        var payload = serializer.GetType().GetInterfaces().Single(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IPayloadSerializer<>)).GetGenericArguments()[0];
        return (PayloadOracle)Activator.CreateInstance(typeof(PayloadOracle<>).MakeGenericType(payload), serializer)!;
    }

    /// <summary>The text with its warnings on again: it must have none of its own.</summary>
    private static string WithWarnings(string source)
    {
        Assert.Contains("#pragma warning disable", source, StringComparison.Ordinal);
        return source.Replace("#pragma warning disable", "#pragma warning disable CS0612, CS0618", StringComparison.Ordinal);
    }

    private static ITypeSymbol Resolve(CSharpCompilation compilation, int index)
    {
        var type = compilation.GetTypeByMetadataName("Probe")!.GetMembers("F" + index).OfType<IMethodSymbol>().Single().Parameters[0].Type;
        Assert.NotEqual(TypeKind.Error, type.TypeKind);
        return type;
    }

    private static string Describe(ProblemList problems)
        => string.Join('\n', problems.Items.Select(problem => $"{problem.Id}: {string.Join(" | ", problem.Arguments)}"));
}
