namespace Topiary;

/// <summary>When a handled message of QoS 1 or 2 is acknowledged to the broker.</summary>
public enum AckMode
{
    /// <summary>After the handler has returned without an exception.</summary>
    AfterSuccess = 0,

    /// <summary>As soon as the message has arrived, before the handler runs.</summary>
    OnReceipt = 1,

    /// <summary>When the handler calls <see cref="MessageContext.Acknowledge"/>.</summary>
    Manual = 2,
}
