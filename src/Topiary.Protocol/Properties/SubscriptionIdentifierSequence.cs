namespace Topiary.Protocol;

/// <summary>The subscription identifiers of a message (MQTT 5.0, section 3.3.2.3.8), read without allocation.</summary>
public readonly ref struct SubscriptionIdentifierSequence
{
    private readonly ReadOnlySpan<byte> _block;
    private readonly ReadOnlySpan<uint> _identifiers;
    private readonly uint _first;

    internal SubscriptionIdentifierSequence(ReadOnlySpan<byte> block, uint first, ReadOnlySpan<uint> identifiers)
    {
        _block = block;
        _first = first;
        _identifiers = identifiers;
    }

    /// <summary>Begins to enumerate.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(_block, _first, _identifiers);

    /// <summary>Walks over the identifiers.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _block;
        private readonly ReadOnlySpan<uint> _identifiers;
        private PropertyCursor _cursor;
        private uint _first;
        private int _next;

        internal Enumerator(ReadOnlySpan<byte> block, uint first, ReadOnlySpan<uint> identifiers)
        {
            _block = block;
            _identifiers = identifiers;
            _first = first;
            _cursor = new PropertyCursor(block);
        }

        /// <summary>The identifier at hand.</summary>
        public uint Current { get; private set; }

        /// <summary>Goes on to the next identifier.</summary>
        /// <returns>False when there is none.</returns>
        public bool MoveNext()
        {
            while (_cursor.MoveNext())
            {
                if (_cursor.Id == PropertyId.SubscriptionIdentifier)
                {
                    _ = VariableByteInteger.Read(_block[_cursor.ValueStart..], out var value);
                    Current = value;
                    return true;
                }
            }

            if (_first != 0)
            {
                Current = _first;
                _first = 0;
                return true;
            }

            if (_next < _identifiers.Length)
            {
                Current = _identifiers[_next++];
                return true;
            }

            return false;
        }
    }
}
