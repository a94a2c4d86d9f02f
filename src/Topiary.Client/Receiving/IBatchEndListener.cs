namespace Topiary.Client;

/// <summary>Gathers messages while the read loop is at those that have arrived together; see <see cref="MqttClient.NotifyAtBatchEnd"/>.</summary>
internal interface IBatchEndListener
{
    /// <summary>The read loop has been through what has arrived.</summary>
    void OnBatchEnd();
}
