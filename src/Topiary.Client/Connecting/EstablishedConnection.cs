using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client;

/// <summary>A connection that the broker has accepted.</summary>
internal sealed record EstablishedConnection(string Broker, ClientConnection Connection, Task<ConnectionEnd> End, ConnAckPacket Answer, long Since);
