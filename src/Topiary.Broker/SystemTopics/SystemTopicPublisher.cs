using System.Globalization;
using System.Reflection;
using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>Publishes what the broker counts under <c>$SYS/broker</c>, retained, at an interval.</summary>
internal sealed class SystemTopicPublisher(BrokerCore core, Func<BrokerStatistics> statistics) : Deadline
{
    private static readonly string s_version = typeof(SystemTopicPublisher).Assembly.GetName().Version?.ToString(3)
        ?? typeof(SystemTopicPublisher).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "";

    private readonly long _interval = (long)core.Options.SystemTopicInterval.TotalMilliseconds;

    public void Start()
    {
        if (_interval > 0)
        {
            OnDue(core.Clock.Now);
        }
    }

    public override void OnDue(long now)
    {
        BrokerStatistics s = statistics();
        var flush = new FlushSet();
        Publish("version", $"Topiary {s_version}", flush);
        Publish("uptime", now / 1000, flush);
        Publish("clients/connected", s.Connections, flush);
        Publish("sessions/count", s.Sessions, flush);
        Publish("subscriptions/count", s.Subscriptions, flush);
        Publish("retained/count", s.RetainedMessages, flush);
        Publish("messages/received", s.MessagesReceived, flush);
        Publish("messages/delivered", s.MessagesDelivered, flush);
        Publish("messages/dropped", s.MessagesDropped.Values.Sum(), flush);
        Publish("messages/queued", s.QueuedMessages, flush);
        Publish("bytes/received", s.BytesReceived, flush);
        Publish("bytes/sent", s.BytesSent, flush);
        if (s.Store is { } store)
        {
            Publish("store/state", store.Refusal is { } refusal ? $"refusing {(int)refusal:X2}" : "ok", flush);
            Publish("store/failures", store.Failures, flush);
            Publish("store/damages", store.Damages, flush);
            Publish("store/records", store.Records, flush);
            Publish("store/bytes/written", store.BytesWritten, flush);
            Publish("store/bytes/stored", store.BytesStored, flush);
            Publish("store/bytes/waiting", store.BytesWaiting, flush);
            Publish("store/syncs", store.Syncs, flush);
            Publish("store/compactions", store.SegmentsCompacted, flush);
            Publish("store/longest/compaction", (long)store.LongestCompactionHold.TotalMicroseconds, flush);
            Publish("store/longest/writer", (long)store.LongestWriterHold.TotalMicroseconds, flush);
        }

        flush.Flush();
        core.Deadlines.Schedule(this, now + _interval);
    }

    private void Publish(string name, long value, FlushSet flush) => Publish(name, value.ToString(CultureInfo.InvariantCulture), flush);

    private void Publish(string name, string value, FlushSet flush)
    {
        byte[] topic = Encoding.UTF8.GetBytes($"$SYS/broker/{name}");
        var packet = new PublishPacket { Topic = topic, Payload = Encoding.UTF8.GetBytes(value), Retain = true };
        if (core.Authorization.ChecksDelivery)
        {
            _ = core.Router.PublishCheckedAsync(null, core.Topics.GetOrAdd(topic), packet, DurabilityLevel.Memory);
            return;
        }

        core.Router.Publish(null, core.Topics.GetOrAdd(topic), packet, flush, DurabilityLevel.Memory);
    }
}
