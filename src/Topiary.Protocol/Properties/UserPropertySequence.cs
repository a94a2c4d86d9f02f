namespace Topiary.Protocol;

/// <summary>The user properties of a message in order, read from its bytes without allocation.</summary>
public readonly ref struct UserPropertySequence
{
    private readonly ReadOnlySpan<byte> _block;

    internal UserPropertySequence(ReadOnlySpan<byte> block) => _block = block;

    /// <summary>Begins to enumerate.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(_block);

    /// <summary>Copies the pairs.</summary>
    /// <returns>The pairs as strings; <see cref="UserProperties.Empty"/> when there are none.</returns>
    public UserProperties ToUserProperties()
    {
        UserProperties? result = null;
        foreach (var pair in this)
        {
            var strings = pair.ToStrings();
            (result ??= new UserProperties()).Add(strings.Key, strings.Value);
        }

        return result ?? UserProperties.Empty;
    }

    /// <summary>Walks over the pairs.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _block;
        private PropertyCursor _cursor;

        internal Enumerator(ReadOnlySpan<byte> block)
        {
            _block = block;
            _cursor = new PropertyCursor(block);
        }

        /// <summary>The pair at hand.</summary>
        public readonly Utf8Pair Current =>
            new(_block[_cursor.ValueStart.._cursor.NameEnd], _block[(_cursor.NameEnd + 2).._cursor.End]);

        /// <summary>Goes on to the next pair.</summary>
        /// <returns>False when there is none.</returns>
        public bool MoveNext()
        {
            while (_cursor.MoveNext())
            {
                if (_cursor.Id == PropertyId.UserProperty)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
