namespace Topiary.Broker;

/// <summary>The connections that were written to and not flushed yet: each is flushed once, when everything is written.</summary>
/// <remarks>Threading: used by one thread at a time; several sets may hold the same connection.</remarks>
internal sealed class FlushSet
{
    private ClientConnection[] _touched = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public void Add(ClientConnection connection)
    {
        if (ReferenceEquals(connection.TouchedBy, this))
        {
            return;
        }

        connection.TouchedBy = this;
        if (_count == _touched.Length)
        {
            Array.Resize(ref _touched, Math.Max(4, _count * 2));
        }

        _touched[_count++] = connection;
    }

    public void Flush()
    {
        for (int i = 0; i < _count; i++)
        {
            ClientConnection connection = _touched[i];
            _touched[i] = null!;

            // Before the flush: what another thread writes from here on it must flush itself.
            if (ReferenceEquals(connection.TouchedBy, this))
            {
                connection.TouchedBy = null;
            }

            connection.Output.Flush();
        }

        _count = 0;
        if (_touched.Length > 4096)
        {
            _touched = [];
        }
    }
}
