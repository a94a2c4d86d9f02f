using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Topiary.Transport;

/// <summary>The client's side of SOCKS 5 (RFC 1928), with user name and password (RFC 1929).</summary>
internal static class Socks5
{
    private const byte NoAuthentication = 0;
    private const byte UserNameAndPassword = 2;

    public static async ValueTask ConnectAsync(TransportConnection connection, MqttAddress address, ProxyOptions options, CancellationToken cancellationToken)
    {
        byte[] methods = options.UserName is null ? [5, 1, NoAuthentication] : [5, 2, NoAuthentication, UserNameAndPassword];
        await connection.SendAsync(methods, cancellationToken).ConfigureAwait(false);
        byte[] choice = await ReceiveAsync(connection, 2, cancellationToken).ConfigureAwait(false);
        if (choice[0] != 5)
        {
            throw new ProxyException("it does not speak SOCKS 5");
        }

        if (choice[1] == UserNameAndPassword && options.UserName is not null)
        {
            await AuthenticateAsync(connection, options, cancellationToken).ConfigureAwait(false);
        }
        else if (choice[1] != NoAuthentication)
        {
            throw new ProxyException(options.UserName is null ? "it wants a user name and password" : "it takes none of the ways to authenticate");
        }

        await connection.SendAsync(Request(address), cancellationToken).ConfigureAwait(false);
        byte[] answer = await ReceiveAsync(connection, 5, cancellationToken).ConfigureAwait(false);
        if (answer[0] != 5 || answer[1] != 0)
        {
            throw new ProxyException(Problem(answer[1]));
        }

        // The address by which the proxy reaches the broker: of no use, but it must be read.
        int rest = answer[3] switch { 1 => 4, 4 => 16, 3 => answer[4] + 1, _ => throw new ProxyException("its answer cannot be read") } + 2 - 1;
        await ReceiveAsync(connection, rest, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask AuthenticateAsync(TransportConnection connection, ProxyOptions options, CancellationToken cancellationToken)
    {
        byte[] name = Encoding.UTF8.GetBytes(options.UserName!);
        byte[] password = Encoding.UTF8.GetBytes(options.Password ?? "");
        if (name.Length is 0 or > 255 || password.Length > 255)
        {
            throw new ProxyException("user name and password must have at most 255 bytes, and the name at least one");
        }

        await connection.SendAsync((byte[])[1, (byte)name.Length, .. name, (byte)password.Length, .. password], cancellationToken).ConfigureAwait(false);
        byte[] answer = await ReceiveAsync(connection, 2, cancellationToken).ConfigureAwait(false);
        if (answer[1] != 0)
        {
            throw new ProxyException("it refused user name and password");
        }
    }

    private static byte[] Request(MqttAddress address)
    {
        byte[] port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)address.Port);
        if (IPAddress.TryParse(address.Host, out IPAddress? ip))
        {
            byte[] bytes = ip.GetAddressBytes();
            return [5, 1, 0, (byte)(bytes.Length == 4 ? 1 : 4), .. bytes, .. port];
        }

        byte[] name = Encoding.ASCII.GetBytes(new IdnMapping().GetAscii(address.Host));
        return name.Length <= 255 ? [5, 1, 0, 3, (byte)name.Length, .. name, .. port] : throw new ProxyException("the host's name is too long for it");
    }

    private static async ValueTask<byte[]> ReceiveAsync(TransportConnection connection, int count, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[count];
        for (int filled = 0; filled < count;)
        {
            int received = await connection.ReceiveAsync(bytes.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            filled += received > 0 ? received : throw new ProxyException("it closed the connection");
        }

        return bytes;
    }

    private static string Problem(byte code) => code switch
    {
        1 => "it failed",
        2 => "its rules do not allow the connection",
        3 => "there is no way to the network",
        4 => "there is no way to the host, or the host is unknown to it",
        5 => "nobody listens there (connection refused)",
        6 => "the host does not answer",
        7 or 8 => "it does not know the command or the kind of address",
        _ => string.Create(CultureInfo.InvariantCulture, $"it refused with code {code}"),
    };
}
