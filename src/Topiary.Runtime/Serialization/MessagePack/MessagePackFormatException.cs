using System.Globalization;

namespace Topiary.Runtime;

/// <summary>A payload is not the MessagePack of the wanted type.</summary>
public sealed class MessagePackFormatException : FormatException
{
    internal MessagePackFormatException(string message, int offset, Exception? innerException = null)
        : base(message, innerException) => Offset = offset;

    internal MessagePackFormatException(MessagePackFormatException original, string path)
        : base(string.Create(CultureInfo.InvariantCulture, $"{original.Message} Path: {path} | ByteOffset: {original.Offset}."), original.InnerException)
        => (Path, Offset) = (path, original.Offset);

    /// <summary>
    /// Way to the value at fault: <c>$</c> is the payload, <c>.name</c> a key of a map, <c>[3]</c> an element of an array. Null
    /// as long as the whole payload is not known.
    /// </summary>
    public string? Path { get; }

    /// <summary>Place of the value at fault, in bytes from the beginning.</summary>
    public int Offset { get; }
}
