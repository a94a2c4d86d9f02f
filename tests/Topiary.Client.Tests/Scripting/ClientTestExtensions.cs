using System.Text;
using Topiary.Protocol;

namespace Topiary.Client.Tests.Scripting;

internal static class ClientTestExtensions
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the last change of the client's state was to this one.</summary>
    public static Task<MqttClientStateChange> UntilAsync(this MqttClient client, MqttClientState state) => StateRecorder.Of(client).UntilAsync(state);

    /// <summary>Waits for a task, not for ever.</summary>
    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(s_patience);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(s_patience);

    public static Task Soon(this Task task) => task.WaitAsync(s_patience);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(s_patience);

    public static string TopicText(this PublishPacket packet) => Encoding.UTF8.GetString(packet.Topic.Span);

    public static string PayloadText(this PublishPacket packet) => Encoding.UTF8.GetString(packet.Payload.Span);

    public static string Summary(this PublishPacket packet)
        => $"{packet.TopicText()} {packet.PayloadText()} q{(int)packet.QoS} #{packet.PacketId}{(packet.Duplicate ? " dup" : "")}{(packet.Retain ? " retain" : "")}";
}
