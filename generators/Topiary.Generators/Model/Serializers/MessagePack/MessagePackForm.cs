namespace Topiary.Generators.Model;

/// <summary>Who writes and reads a MessagePack value.</summary>
internal enum MessagePackForm
{
    /// <summary>The runtime library, by the name of the type.</summary>
    Scalar,

    /// <summary>The runtime library, as the underlying type of an enum.</summary>
    Enum,

    /// <summary>Another generated serializer class.</summary>
    Serializer,
}
