namespace Topiary;

/// <summary>What the broker granted.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="GrantedQoS">Highest quality of service of deliveries; may be lower than asked for.</param>
public sealed record MqttSubscribeResult(string Filter, QoS GrantedQoS);
