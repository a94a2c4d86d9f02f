namespace Topiary.Client;

/// <summary>
/// Packet identifiers in use and who uses them: messages, SUBSCRIBE and UNSUBSCRIBE share one space (MQTT 5.0, section 2.2.1).
/// Looking up is an index; the table grows with what is in use at the same time.
/// </summary>
/// <remarks>Threading: guarded by its owner's lock.</remarks>
internal sealed class PacketIdTable
{
    private const int Identifiers = 65_535;

    private object?[] _owners = new object?[64];
    private int _last;

    public int InUse { get; private set; }

    public object? this[ushort id] => id < _owners.Length ? _owners[id] : null;

    /// <summary>Takes the next free identifier; 0 when none is left.</summary>
    public ushort Take(object owner)
    {
        if (InUse == Identifiers)
        {
            return 0;
        }

        // At most three quarters are in use as long as the table can grow, so that the search is short.
        if (InUse + 1 > (_owners.Length - 1) / 4 * 3 && _owners.Length <= Identifiers)
        {
            Array.Resize(ref _owners, 2 * _owners.Length);
        }

        do
        {
            _last = _last + 1 < _owners.Length ? _last + 1 : 1;
        }
        while (_owners[_last] is not null);
        _owners[_last] = owner;
        InUse++;
        return (ushort)_last;
    }

    /// <summary>Takes an identifier that an earlier run had taken. False: it is in use.</summary>
    public bool TryTake(ushort id, object owner)
    {
        while (id >= _owners.Length)
        {
            Array.Resize(ref _owners, 2 * _owners.Length);
        }

        if (id == 0 || _owners[id] is not null)
        {
            return false;
        }

        _owners[id] = owner;
        _last = id;
        InUse++;
        return true;
    }

    public void Free(ushort id)
    {
        if (_owners[id] is null)
        {
            throw new InvalidOperationException($"Packet identifier {id} is not in use.");
        }

        _owners[id] = null;
        InUse--;
    }
}
