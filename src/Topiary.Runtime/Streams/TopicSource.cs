using Microsoft.Extensions.Logging;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>The connection that typed streams are read from. One per client.</summary>
public sealed class TopicSource
{
    internal TopicSource(MqttClient client, TimeProvider time, HandlePipeline? middleware, RuntimeMonitor monitor, ILogger logger)
    {
        Client = client;
        Time = time;
        Middleware = middleware;
        Monitor = monitor;
        Logger = logger;
    }

    internal MqttClient Client { get; }

    internal TimeProvider Time { get; }

    internal HandlePipeline? Middleware { get; }

    internal RuntimeMonitor Monitor { get; }

    internal ILogger Logger { get; }
}
