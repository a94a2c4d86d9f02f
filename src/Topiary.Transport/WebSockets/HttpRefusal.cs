using System.Text;

namespace Topiary.Transport;

/// <summary>An HTTP answer that refuses a WebSocket.</summary>
internal readonly record struct HttpRefusal(string Status, string Text, string Fields = "")
{
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {Status}\r\n{Fields}Connection: close\r\nContent-Type: text/plain\r\nContent-Length: {Encoding.ASCII.GetByteCount(Text)}\r\n\r\n{Text}");
}
