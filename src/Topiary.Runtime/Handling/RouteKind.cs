namespace Topiary.Runtime;

/// <summary>What a route does with the value that its method returns.</summary>
public enum RouteKind
{
    /// <summary>Nothing is sent back.</summary>
    OneWay = 0,

    /// <summary>The returned value answers the request.</summary>
    Request = 1,

    /// <summary>Each element of the returned sequence is sent to the requester.</summary>
    Stream = 2,
}
