using Topiary.Storage.Simulation;

namespace Topiary.Storage.Tests;

/// <summary>What goes into a record, and what into a file of its own.</summary>
public sealed class BlobThresholdTests
{
    [Theory]
    [InlineData(0, 65_535, false)]
    [InlineData(0, 65_536, true)]
    [InlineData(RecordLog.MaximumBodyBytes / 2 - 65_535, 65_535, false)]
    [InlineData(RecordLog.MaximumBodyBytes / 2 - 65_535 + 1, 65_535, true)]
    [InlineData(RecordLog.MaximumBodyBytes / 2, 0, false)]
    [InlineData(1_000_000, 0, true)]
    public async Task The_size_of_the_payload_decides_unless_the_rest_is_too_large_for_a_record(int rest, int payload, bool isBlob)
    {
        var disk = new SimulatedDisk();
        var content = new byte[rest + payload];
        new Random(1).NextBytes(content);
        var owner = new TestOwner();
        await using (var log = new RecordLog(disk.Directory(), owner))
        {
            owner.Log = log;
            await log.OpenAsync(TestContext.Current.CancellationToken);

            // With as much in the body as may go along.
            var entry = log.Append(TestOwner.Set, new byte[RecordLog.MaximumBodyBytes / 2], content, payload);
            Assert.Equal(isBlob, entry.HasBlob);
            Assert.Equal(isBlob, log.IsBlob(content.Length, payload));
            if (isBlob)
            {
                Assert.Equal(content, (await log.ReadBlobAsync(entry.Blob, TestContext.Current.CancellationToken)).ToArray());
            }
        }

        Assert.Equal(isBlob, disk.Names.Any(name => name.EndsWith(".blob", StringComparison.Ordinal)));
        var found = new List<int>();
        LogInspector.Inspect(disk.Directory(), (in LogRecord record) => found.Add(record.Body.Length + record.BlobLength));
        Assert.Equal([(RecordLog.MaximumBodyBytes / 2) + content.Length], found);
    }
}
