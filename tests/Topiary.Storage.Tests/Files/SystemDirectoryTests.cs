namespace Topiary.Storage.Tests;

/// <summary>The directory of the operating system.</summary>
public sealed class SystemDirectoryTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("topiary-storage-").FullName;

    private string Folder => Path.Combine(_parent, "data");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public async Task Records_and_blobs_are_there_after_a_restart()
    {
        await using (var log = await OpenAsync())
        {
            log.SetValue(1, "one");
            log.SetValue(2, "two", blobLength: 100_000);
            await log.Log.CommitAsync(log.Log.LastPosition, LogDurability.Disk);
        }

        await using var again = await OpenAsync();
        Assert.Equal("one", again.Values[1]);
        Assert.Equal(TestOwner.BlobOf(2, 100_000), (await again.Log.ReadBlobAsync(again.EntryOf(2).Blob)).ToArray());
        Assert.Empty(again.Problems);
    }

    [Fact]
    public async Task Only_its_owner_may_read_anything()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using var log = await OpenAsync();
        log.SetValue(2, "two", blobLength: 100_000);
        await log.Log.CommitAsync(log.Log.LastPosition, LogDurability.Disk);
        var files = Directory.GetFiles(Folder);
        Assert.True(files.Length >= 4);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(Folder).UnixFileMode);
    }

    [Fact]
    public async Task A_directory_has_one_user_at_a_time()
    {
        await using (await OpenAsync())
        {
            var error = await Assert.ThrowsAsync<LogLockedException>(OpenAsync);
            Assert.Contains(Folder, error.Message, StringComparison.Ordinal);
            Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        }

        await using var again = await OpenAsync();
    }

    [Fact]
    public async Task A_place_that_is_no_directory_is_an_error_that_names_it()
    {
        await File.WriteAllTextAsync(Folder, "a file", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAnyAsync<LogException>(OpenAsync);
        Assert.Contains(Folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_has_its_space_reserved_and_gives_back_what_it_does_not_need()
    {
        await using (await OpenAsync())
        {
            Assert.Equal(new RecordLogOptions().SegmentBytes, new FileInfo(Segment()).Length);
        }

        Assert.Equal(SegmentHeader.Length, new FileInfo(Segment()).Length);
    }

    private string Segment() => Assert.Single(Directory.GetFiles(Folder, "*.log"));

    private async Task<OpenLog> OpenAsync()
    {
        var owner = new TestOwner();
        var log = new RecordLog(LogDirectory.At(Folder), owner, new RecordLogOptions { MinimumFreeBytes = 0 });
        owner.Log = log;
        await log.OpenAsync();
        return new OpenLog(owner);
    }

    private sealed class OpenLog(TestOwner owner) : IAsyncDisposable
    {
        public RecordLog Log => owner.Log;

        public IReadOnlyDictionary<int, string> Values => owner.Values;

        public List<LogProblem> Problems => owner.Problems;

        public LogEntry SetValue(int key, string value, int blobLength = 0) => owner.SetValue(key, value, blobLength);

        public LogEntry EntryOf(int key) => owner.EntryOf(key);

        public ValueTask DisposeAsync() => owner.Log.DisposeAsync();
    }
}
