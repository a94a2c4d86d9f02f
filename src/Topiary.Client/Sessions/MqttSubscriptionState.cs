namespace Topiary;

/// <summary>What the broker thinks of a wanted subscription.</summary>
public enum MqttSubscriptionState
{
    /// <summary>The broker has not answered yet, or is not connected.</summary>
    Pending = 0,

    /// <summary>The broker has granted it.</summary>
    Granted = 1,

    /// <summary>The broker has refused it, or has not answered in time. It is asked again with the next connection.</summary>
    Missing = 2,
}
