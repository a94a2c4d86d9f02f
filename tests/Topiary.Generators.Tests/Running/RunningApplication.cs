using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Topiary.Broker;
using Topiary.Transport;

namespace Topiary.Generators.Tests;

/// <summary>
/// Compiles sources with what is generated for them, loads the result and runs it over the real client, runtime and broker,
/// joined in memory. The sources hold a static class <c>Scenario</c> with <c>void Add(TopiaryBuilder)</c> and
/// <c>Task RunAsync(IServiceProvider, CancellationToken)</c>; <see cref="Prelude"/> gives them a <c>Recorder</c>.
/// </summary>
internal static class RunningApplication
{
    /// <summary>Takes down what handlers see, for the scenario to wait for and give back.</summary>
    public const string Prelude = """
        global using Microsoft.Extensions.DependencyInjection;

        public sealed class Recorder
        {
            private readonly System.Threading.Channels.Channel<string> _seen = System.Threading.Channels.Channel.CreateUnbounded<string>();

            public void Add(FormattableString text) => _seen.Writer.TryWrite(FormattableString.Invariant(text));

            public async Task<string> NextAsync(CancellationToken ct) => await _seen.Reader.ReadAsync(ct);
        }
        """;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    /// <summary>Runs a scenario; returns what it returned.</summary>
    public static Task<string[]> RunAsync(params string[] sources) => RunAsync([], [Prelude, .. sources]);

    /// <summary>Runs a scenario that uses a library with contracts.</summary>
    public static Task<string[]> RunWithLibraryAsync(string library, params string[] sources)
    {
        var generated = GeneratorRun.Of(TestCompilation.CreateNamed("Library", [], library));
        Assert.Empty(TestCompilation.Problems(generated.OutputWithWarnings()));
        return RunAsync(CrossAssembly.Emit(generated.Output), [Prelude, .. sources]);
    }

    private static async Task<string[]> RunAsync(byte[] library, string[] sources)
    {
        Microsoft.CodeAnalysis.MetadataReference[] references =
            library.Length == 0 ? [] : [Microsoft.CodeAnalysis.MetadataReference.CreateFromImage(library)];
        var run = GeneratorRun.Of(TestCompilation.CreateNamed("Scenario", references, sources));
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        var context = new AssemblyLoadContext("Scenario", isCollectible: true);
        try
        {
            if (library.Length > 0)
            {
                context.LoadFromStream(new MemoryStream(library));
            }

            return await RunAsync(context.LoadFromStream(new MemoryStream(CrossAssembly.Emit(run.Output))).GetType("Scenario")!);
        }
        finally
        {
            context.Unload();
        }
    }

    private static async Task<string[]> RunAsync(Type scenario)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_deadline);
        var network = new MemoryNetwork();
        var options = new MqttBrokerOptions { MemoryNetwork = network, AllowAnonymous = true };
        options.Listeners.Add("memory:scenario");
        await using var broker = new MqttBroker(options);
        await broker.StartAsync(timeout.Token);

        var services = new ServiceCollection();
        AddRecorder(services, scenario);
        var builder = services.AddTopiary(mqtt => mqtt
            .ConnectTo("memory:scenario")
            .Configure(client => client with { Transports = TransportRegistry.CreateDefault().AddMemory(network) }));
        scenario.GetMethod("Add")!.CreateDelegate<Action<TopiaryBuilder>>()(builder);
        await using var provider = services.BuildServiceProvider();
        var hosted = provider.GetServices<IHostedService>().ToArray();
        foreach (var service in hosted)
        {
            await service.StartAsync(timeout.Token);
        }

        var result = await scenario.GetMethod("RunAsync")!.CreateDelegate<Func<IServiceProvider, CancellationToken, Task<string[]>>>()(provider, timeout.Token);
        foreach (var service in hosted)
        {
            await service.StopAsync(timeout.Token);
        }

        return result;
    }

    private static void AddRecorder(ServiceCollection services, Type scenario)
    {
        var recorder = scenario.Assembly.GetType("Recorder")!;
        services.AddSingleton(recorder, Activator.CreateInstance(recorder)!);
    }
}
