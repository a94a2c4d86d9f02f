namespace Topiary.Generators.Model;

/// <summary>Shape of a return type.</summary>
internal enum ReturnKind
{
    /// <summary><c>void</c>.</summary>
    Nothing,

    /// <summary><c>Task</c>.</summary>
    Task,

    /// <summary><c>ValueTask</c>.</summary>
    ValueTask,

    /// <summary><c>Task&lt;T&gt;</c>.</summary>
    TaskOfValue,

    /// <summary><c>ValueTask&lt;T&gt;</c>.</summary>
    ValueTaskOfValue,

    /// <summary><c>IAsyncEnumerable&lt;T&gt;</c>.</summary>
    Stream,

    /// <summary>Any other type.</summary>
    Value,
}
