using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Topiary.Benchmarks;

return args switch
{
    ["--compare", .. var rest] => await CompareCommand.RunAsync(rest),
    ["--bystanders", .. var rest] => await BystandersCommand.RunAsync(rest),
    ["--client", .. var rest] => await ClientCommand.RunAsync(rest),
    ["--editor", .. var rest] => await EditorCommand.RunAsync(rest),
    ["--formats"] => FormatCommand.Run(),
    ["--pauses", .. var rest] => await PausesCommand.RunAsync(rest),
    ["--soak", .. var rest] => await SoakCommand.RunAsync(rest),
    ["--storage", .. var rest] => await StorageCommand.RunAsync(rest),
    ["--help" or "-h"] => Usage.Print(),
    _ => RunMicro(args),
};

static int RunMicro(string[] args)
{
    // In process: nothing else is built, so that the central package versions and the generators apply as they are.
    var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    BenchmarkSwitcher.FromAssembly(typeof(Usage).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
    return 0;
}
