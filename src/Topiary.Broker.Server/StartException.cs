namespace Topiary.Broker.Server;

/// <summary>The server cannot start; the message is the one line that the user gets.</summary>
internal sealed class StartException(string message) : Exception(message);
