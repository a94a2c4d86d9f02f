namespace Topiary.Generators.Model;

/// <summary>How a stream's payload is offered as "the retained value, or null".</summary>
internal enum LatestKind
{
    /// <summary>Not at all: there is no payload, or it is a <c>Nullable&lt;T&gt;</c>, which has its own null.</summary>
    None,

    /// <summary>As <c>Nullable&lt;T&gt;</c> of a struct.</summary>
    Struct,

    /// <summary>As a class, or null.</summary>
    Class,
}
