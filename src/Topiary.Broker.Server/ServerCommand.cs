using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Topiary.Broker.Server;

/// <summary>The command line: its options, and what a wrong one answers.</summary>
internal static class ServerCommand
{
    /// <summary>Exit code for a wrong command line.</summary>
    public const int UsageError = 2;

    private static readonly Option<string[]> s_listen = new("--listen")
    {
        Description = "Address to listen at, for instance tcp://127.0.0.1:1883. May be repeated. Default: tcp://127.0.0.1:1883.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<bool> s_allowAnonymous = new("--allow-anonymous")
    {
        Description = "Let clients without user name and password in. Not needed when every listener is on the loopback interface.",
    };

    private static readonly Option<string?> s_config = new("--config")
    {
        Description = "JSON file with more options, named as in MqttBrokerOptions.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> s_data = new("--data")
    {
        Description = "Directory in which sessions, their messages and the retained messages outlive the process. Default: they are in memory alone.",
        HelpName = "DIR",
    };

    private static readonly Option<DurabilityLevel?> s_durability = new("--durability")
    {
        Description = "What an acknowledgement survives, with --data: Memory nothing, Process the death of the process, Disk (default) a power cut.",
    };

    private static readonly Option<string?> s_checkData = new("--check-data")
    {
        Description = "Verifies a data directory that no broker uses, says what it holds, and ends: with 0 if it is sound, with 3 if not.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> s_dumpData = new("--dump-data")
    {
        Description = "Does the same, and writes every record as a line first.",
        HelpName = "DIR",
    };

    private static readonly Option<LogLevel> s_logLevel = new("--log-level")
    {
        Description = "Least level that is logged, on standard error.",
        DefaultValueFactory = static _ => LogLevel.Information,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("An MQTT broker for 3.1, 3.1.1 and 5.0. Prints \"ready\" once it accepts connections.")
        {
            s_listen, s_allowAnonymous, s_config, s_data, s_durability, s_checkData, s_dumpData, s_logLevel, HashPasswordCommand.Create(),
        };
        command.SetAction(static (result, _) => RunAsync(result));
        ParseResult parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // Only the first line: what follows in some messages is a list.
            string reason = parsed.Errors[0].Message.Split('\n', 2)[0].TrimEnd();
            await Console.Error.WriteLineAsync($"topiary-broker: {reason}").ConfigureAwait(false);
            return UsageError;
        }

        // Signals are handled by the host, which ends cleanly.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false })
            .ConfigureAwait(false);
    }

    private static Task<int> RunAsync(ParseResult result)
    {
        if ((result.GetValue(s_checkData) ?? result.GetValue(s_dumpData)) is { } directory)
        {
            return Task.FromResult(DataCheck.Run(directory, isDump: result.GetValue(s_checkData) is null, Console.Out, Console.Error));
        }

        return ServerHost.RunAsync(new ServerSettings(
            result.GetValue(s_listen) ?? [],
            result.GetValue(s_config),
            result.GetValue(s_allowAnonymous),
            result.GetValue(s_data),
            result.GetValue(s_durability),
            result.GetValue(s_logLevel)));
    }
}
