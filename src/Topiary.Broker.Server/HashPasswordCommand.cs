using System.CommandLine;
using Topiary.Protocol;

namespace Topiary.Broker.Server;

/// <summary>Reads a password and writes what <c>users</c> of the configuration file wants instead of it.</summary>
internal static class HashPasswordCommand
{
    public static Command Create()
    {
        var command = new Command("hash-password", "Reads a password from standard input and writes its credential for \"users\" of the configuration file.");
        command.SetAction(static async (_, ct) =>
        {
            try
            {
                string password = await Console.In.ReadLineAsync(ct).ConfigureAwait(false) ?? "";
                await Console.Out.WriteLineAsync(ScramCredential.Create(ScramMechanism.Sha256, password).ToString()).ConfigureAwait(false);
                return 0;
            }
            catch (ArgumentException e)
            {
                await Console.Error.WriteLineAsync($"topiary-broker: {e.Message}").ConfigureAwait(false);
                return 1;
            }
        });
        return command;
    }
}
