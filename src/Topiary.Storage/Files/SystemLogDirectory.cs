using System.Globalization;

namespace Topiary.Storage;

/// <summary>A directory of the operating system. What it makes, only its owner may read.</summary>
internal sealed class SystemLogDirectory(string path) : LogDirectory
{
    private const string LockName = "lock";
    private const string OwnerName = "lock.owner";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode = OwnerOnly | UnixFileMode.UserExecute;

    public override string Path => path;

    public override long FreeBytes => new DriveInfo(path).AvailableFreeSpace;

    public override void Ensure()
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, DirectoryMode);
        if (UnixCalls.Available && System.IO.Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            UnixCalls.SyncDirectory(parent);
        }
    }

    public override IDisposable Lock()
    {
        FileStream stream;
        try
        {
            stream = new FileStream(Full(LockName), Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new LogLockedException($"The directory '{path}' is in use by {DescribeOwner()}.", exception);
        }

        SignOwner();
        return stream;
    }

    public override IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(path).Select(file => System.IO.Path.GetFileName(file)).Where(name => name is not (LockName or OwnerName))];

    public override LogFile Create(string name, long reserve)
    {
        // The stream makes the file with the mode it is to have from the start; the log then uses a handle without a file pointer.
        using var stream = Reserve(name, reserve);
        var handle = File.OpenHandle(Full(name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (reserve > 0)
        {
            RandomAccess.SetLength(handle, reserve);
        }

        return new SystemLogFile(handle, Full(name));
    }

    public override LogFile Open(string name, bool writable) =>
        new SystemLogFile(
            File.OpenHandle(Full(name), FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            Full(name));

    public override void Rename(string from, string to) => File.Move(Full(from), Full(to), overwrite: true);

    public override void Delete(string name) => File.Delete(Full(name));

    public override void Sync()
    {
        if (UnixCalls.Available)
        {
            UnixCalls.SyncDirectory(path);
        }
    }


    private FileStream Reserve(string name, long reserve)
    {
        var options = Options(FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (reserve > 0)
        {
            options.PreallocationSize = reserve;
            try
            {
                return new FileStream(Full(name), options);
            }
            catch (IOException)
            {
                // Less space than that is left, or the file system reserves none: the writes will tell when there is no more.
                options.PreallocationSize = 0;
            }
        }

        return new FileStream(Full(name), options);
    }

    private static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private string Full(string name) => System.IO.Path.Combine(path, name);

    /// <summary>Leaves a note for the message of whoever comes next.</summary>
    private void SignOwner()
    {
        try
        {
            using var owner = new FileStream(Full(OwnerName), Options(FileMode.Create, FileAccess.Write, FileShare.ReadWrite));
            owner.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            // The disk may be full. The lock holds without the note.
        }
    }

    private string DescribeOwner()
    {
        try
        {
            using var owner = new FileStream(Full(OwnerName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(owner);
            return reader.ReadToEnd() is { Length: > 0 } id ? $"process {id}" : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
