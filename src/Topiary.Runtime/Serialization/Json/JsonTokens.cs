using System.ComponentModel;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>Steps through objects and arrays.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonTokens
{
    /// <summary>Refuses anything but an object.</summary>
    /// <typeparam name="T">Type that is wanted.</typeparam>
    /// <param name="reader">Reader that stands on the value.</param>
    public static void StartObject<T>(ref JsonInput reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonErrors.CannotConvert<T>();
        }
    }

    /// <summary>Refuses anything but an array.</summary>
    /// <typeparam name="T">Type that is wanted.</typeparam>
    /// <param name="reader">Reader that stands on the value.</param>
    public static void StartArray<T>(ref JsonInput reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw JsonErrors.CannotConvert<T>();
        }
    }

    /// <summary>Steps to the next element of an array.</summary>
    /// <param name="reader">Reader that stands on the array's start or on the last token of an element.</param>
    /// <returns>False at the end of the array.</returns>
    public static bool NextElement(ref JsonInput reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Steps to the next name of an object, the reader then stands on the name.</summary>
    /// <param name="reader">Reader that stands on the object's start or on the last token of a value.</param>
    /// <returns>False at the end of the object.</returns>
    public static bool NextName(ref JsonInput reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndObject;
    }
}
