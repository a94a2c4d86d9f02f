using System.ComponentModel;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>Tells values of <c>OneOf&lt;…&gt;</c> apart.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonUnion
{
    /// <summary>Kind of the value that the reader stands on: 1 null, 2 boolean, 4 number, 8 string, 16 array, 32 object.</summary>
    /// <param name="reader">Reader that stands on the value.</param>
    /// <returns>The kind.</returns>
    public static int KindOf(ref JsonInput reader) => reader.TokenType switch
    {
        JsonTokenType.Null => 1,
        JsonTokenType.True or JsonTokenType.False => 2,
        JsonTokenType.Number => 4,
        JsonTokenType.String => 8,
        JsonTokenType.StartArray => 16,
        JsonTokenType.StartObject => 32,
        _ => 0,
    };

    /// <summary>Whether a value did not fit a type, so that it may fit another one; a document that is no JSON fits none.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Whether another type is worth trying.</returns>
    public static bool IsMisfit(JsonException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.LineNumber is null;
    }
}
