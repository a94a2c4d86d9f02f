namespace Topiary.Generators.Model;

/// <summary>Who writes and reads a JSON value.</summary>
internal enum JsonForm
{
    /// <summary>The runtime library, by the name of the type.</summary>
    Scalar,

    /// <summary>Another generated serializer class.</summary>
    Serializer,
}
