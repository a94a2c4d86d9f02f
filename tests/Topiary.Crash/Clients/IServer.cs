using Topiary.Transport;

namespace Topiary.Crash;

/// <summary>A broker that is started and dies again and again.</summary>
internal interface IServer
{
    /// <summary>Opens a connection to it.</summary>
    Task<TransportConnection> ConnectAsync();

    /// <summary>Starts it.</summary>
    /// <returns>False when it did not get as far as to serve.</returns>
    Task<bool> StartAsync();

    /// <summary>Lets it die.</summary>
    Task KillAsync();

    /// <summary>Whether its disk fails before it dies, so that it may refuse what it cannot keep.</summary>
    bool MayRefuse { get; }

    /// <summary>What it has to say about itself when something is wrong.</summary>
    string Errors { get; }
}
