namespace Topiary.Generators.Model;

/// <summary>What a parameter of a contract's or a handler's method is for.</summary>
internal enum ParameterRole
{
    /// <summary>A level of the topic, or its rest.</summary>
    Level,

    /// <summary>The payload.</summary>
    Payload,

    /// <summary>The <c>PublishOptions</c> of a contract's method.</summary>
    Options,

    /// <summary>The <c>MessageContext</c> of a handler's method.</summary>
    Context,

    /// <summary>The <c>CancellationToken</c>.</summary>
    Token,

    /// <summary>The <c>IProgress&lt;T&gt;</c> of a request.</summary>
    Progress,
}
