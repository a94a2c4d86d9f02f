namespace Topiary.Broker.Server;

/// <summary>
/// Where the continuations of socket operations run. The broker's read loops wait for nobody, so they may run on the threads that poll the
/// sockets, one a processor: each connection stays on one thread, and no message costs a hop to the thread pool (docs/performance.md).
/// </summary>
internal static class SocketCompletions
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Chooses the polling threads unless the environment says otherwise; before the first socket is made, which reads it once.</summary>
    public static void RunInline()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }
}
