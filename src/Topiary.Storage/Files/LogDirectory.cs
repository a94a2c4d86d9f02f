namespace Topiary.Storage;

/// <summary>The directory of a log, as the log sees it. Tests put one in its place that loses what was not synced.</summary>
/// <remarks>Methods throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when they fail.</remarks>
public abstract class LogDirectory
{
    /// <summary>Where it is, for messages.</summary>
    public abstract string Path { get; }

    /// <summary>Free space that files in it could take.</summary>
    public abstract long FreeBytes { get; }

    /// <summary>A directory of the operating system; created, for its owner alone, when the log is opened.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The directory.</returns>
    public static LogDirectory At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new SystemLogDirectory(System.IO.Path.GetFullPath(path));
    }

    /// <summary>Makes the directory if there is none.</summary>
    public abstract void Ensure();

    /// <summary>Keeps other processes and other logs out until the result is disposed.</summary>
    /// <returns>The lock.</returns>
    /// <exception cref="LogLockedException">Somebody else has it.</exception>
    public abstract IDisposable Lock();

    /// <summary>Names of the files in it, in no order.</summary>
    /// <returns>The names.</returns>
    public abstract IReadOnlyList<string> List();

    /// <summary>Makes an empty file in place of whatever has the name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="reserve">Space to reserve, so that syncing later writes need not sync the length; 0 for none.</param>
    /// <returns>The file.</returns>
    public abstract LogFile Create(string name, long reserve);

    /// <summary>Opens a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="writable">Whether it may be changed.</param>
    /// <returns>The file.</returns>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public abstract LogFile Open(string name, bool writable);

    /// <summary>Gives a file another name, in place of whatever has it.</summary>
    /// <param name="from">The name.</param>
    /// <param name="to">The other name.</param>
    public abstract void Rename(string from, string to);

    /// <summary>Deletes a file; does nothing if there is none.</summary>
    /// <param name="name">Its name.</param>
    public abstract void Delete(string name);

    /// <summary>Makes what was created, renamed and deleted survive a loss of power.</summary>
    public abstract void Sync();
}
