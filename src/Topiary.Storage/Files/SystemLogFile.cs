using Microsoft.Win32.SafeHandles;

namespace Topiary.Storage;

/// <summary>A file of the operating system.</summary>
internal sealed class SystemLogFile(SafeFileHandle handle, string path) : LogFile
{
    public override long Length => RandomAccess.GetLength(handle);

    public override int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public override void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public override void Sync()
    {
        if (UnixCalls.Available)
        {
            UnixCalls.SyncData(handle, path);
        }
        else
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    public override void Truncate(long length) => RandomAccess.SetLength(handle, length);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            handle.Dispose();
        }
    }
}
