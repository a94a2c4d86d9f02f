namespace Topiary.Storage;

/// <summary>Replaces a damaged segment by its whole records, and sets the damaged one aside.</summary>
internal static class SegmentRepair
{
    private const int BufferBytes = 1024 * 1024;

    public static SegmentHeader Run(LogDirectory directory, FoundSegment damaged, SegmentFinder finder)
    {
        var header = damaged.Header with { Repaired = true };
        var name = FileNames.Repair(damaged.Name);
        using (var source = directory.Open(damaged.Name, writable: false))
        using (var target = directory.Create(name, 0))
        {
            Copy(new SegmentScanner(source, damaged.Header, damaged.Length), header, target);
            target.Sync();
        }

        finder.Quarantine(damaged.Name);
        directory.Rename(name, damaged.Name);
        directory.Sync();
        return header;
    }

    private static void Copy(SegmentScanner scanner, SegmentHeader header, LogFile target)
    {
        var seed = header.Seed;
        var buffer = new byte[BufferBytes];
        header.Write(buffer);
        var filled = SegmentHeader.Length;
        var written = 0L;
        while (scanner.MoveNext() || scanner.SkipDamage())
        {
            if (filled + scanner.Size > buffer.Length)
            {
                target.Write(buffer.AsSpan(0, filled), written);
                written += filled;
                filled = 0;
            }

            var record = buffer.AsSpan(filled, scanner.Size);
            scanner.Record.CopyTo(record);
            RecordFormat.Stamp(record, seed, RecordFormat.DeltaOf(record));
            filled += scanner.Size;
        }

        target.Write(buffer.AsSpan(0, filled), written);
    }
}
