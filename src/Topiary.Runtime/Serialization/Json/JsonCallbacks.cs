using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Topiary.Runtime;

/// <summary>Tells a value that it is written or read, without boxing a struct.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonCallbacks
{
    /// <summary>Before writing.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value.</param>
    public static void OnSerializing<T>(ref T value)
        where T : IJsonOnSerializing
        => value.OnSerializing();

    /// <summary>After writing.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value.</param>
    public static void OnSerialized<T>(ref T value)
        where T : IJsonOnSerialized
        => value.OnSerialized();

    /// <summary>Before the members are set.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value.</param>
    public static void OnDeserializing<T>(ref T value)
        where T : IJsonOnDeserializing
        => value.OnDeserializing();

    /// <summary>After the members are set.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value.</param>
    public static void OnDeserialized<T>(ref T value)
        where T : IJsonOnDeserialized
        => value.OnDeserialized();
}
