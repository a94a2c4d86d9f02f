using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Topiary.Storage;

/// <summary>What the base class library does not offer: to sync data without times, and to sync a directory.</summary>
internal static partial class UnixCalls
{
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int ReadOnly = 0;

    public static bool Available { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD();

    public static void SyncData(SafeFileHandle handle, string path)
    {
        while (fdatasync(handle) != 0)
        {
            Retry("fdatasync", path, Marshal.GetLastPInvokeError());
        }
    }

    public static void SyncDirectory(string path)
    {
        var descriptor = open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure("open", path, Marshal.GetLastPInvokeError());
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        while (fsync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == InvalidArgument)
            {
                // The file system has no such thing; its directories need none.
                return;
            }

            Retry("fsync", path, error);
        }
    }

    private static void Retry(string call, string path, int error)
    {
        if (error != Interrupted)
        {
            throw Failure(call, path, error);
        }
    }

    private static IOException Failure(string call, string path, int error) =>
        new($"{call} of '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle handle);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle handle);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
