namespace Topiary.Storage;

/// <summary>A file of a log.</summary>
/// <remarks>Methods throw <see cref="IOException"/> when they fail. A file is used by one thread at a time.</remarks>
public abstract class LogFile : IDisposable
{
    /// <summary>Its length.</summary>
    public abstract long Length { get; }

    /// <summary>Reads.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where from.</param>
    /// <returns>How many bytes were read; fewer than asked for only at the end of the file.</returns>
    public abstract int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of it.</summary>
    /// <param name="bytes">What.</param>
    /// <param name="offset">Where to.</param>
    public abstract void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes what was written survive a loss of power.</summary>
    public abstract void Sync();

    /// <summary>Cuts the file.</summary>
    /// <param name="length">Its new length.</param>
    public abstract void Truncate(long length);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">Whether it was disposed.</param>
    protected abstract void Dispose(bool disposing);
}
