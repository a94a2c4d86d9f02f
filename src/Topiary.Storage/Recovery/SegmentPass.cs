using System.Buffers.Binary;

namespace Topiary.Storage;

/// <summary>Reads one segment to its end, and tells an end that was never written from one that is damaged.</summary>
/// <param name="segment">The segment.</param>
/// <param name="next">The header of the one after it.</param>
internal sealed class SegmentPass(FoundSegment segment, SegmentHeader? next)
{
    public FoundSegment Segment => segment;

    /// <summary>Where the last whole record ends.</summary>
    public long End { get; private set; } = SegmentHeader.Length;

    public long LastPosition { get; private set; } = segment.Header.First - 1;

    public long Records { get; private set; }

    /// <summary>Where the first damage is, if there is any behind which records are to be kept.</summary>
    public long? DamagedAt { get; private set; }

    public long DamagedBytes { get; private set; }

    public long LostRecords { get; private set; }

    /// <summary>Where a half-written end begins, if there is one.</summary>
    public long? TornAt { get; private set; }

    /// <summary>Goes through the records.</summary>
    /// <param name="file">The file.</param>
    /// <param name="last">Position of the last record that was seen in older segments; the same ones are passed over.</param>
    /// <param name="visit">Gets each record.</param>
    public void Read(LogFile file, long last, Action<SegmentScanner> visit)
    {
        var scanner = new SegmentScanner(file, segment.Header, segment.Length);
        while (true)
        {
            while (scanner.MoveNext())
            {
                Take(scanner, last, visit);
            }

            if (scanner.Offset >= segment.Length || scanner.IsBlankFromHere() || IsContinuedElsewhere)
            {
                return;
            }

            var damage = scanner.Offset;
            var expected = LastPosition + 1;
            if (next is null && !WasSynced(file, damage, expected))
            {
                TornAt = damage;
                return;
            }

            DamagedAt ??= damage;
            if (!scanner.SkipDamage())
            {
                DamagedBytes += segment.Length - damage;
                LostRecords += Math.Max(next is { } following ? following.First - expected : 0, 0);
                return;
            }

            DamagedBytes += scanner.Offset - damage;
            LostRecords += scanner.Position - expected;
            Take(scanner, last, visit);
        }
    }

    /// <summary>
    /// Whether the next segment begins where this one can no longer be read: a write here had failed, and everything that was not synced was
    /// written there again.
    /// </summary>
    private bool IsContinuedElsewhere => next is { } later && later.First <= LastPosition + 1;

    private void Take(SegmentScanner scanner, long last, Action<SegmentScanner> visit)
    {
        End = scanner.End;
        if (scanner.Type == RecordFormat.Mark)
        {
            return;
        }

        LastPosition = scanner.Position;
        Records++;
        if (scanner.Position > last)
        {
            visit(scanner);
        }
    }

    /// <summary>Whether a record behind the damage says that the damaged one had been synced.</summary>
    private bool WasSynced(LogFile file, long damage, long position)
    {
        var scanner = new SegmentScanner(file, segment.Header, segment.Length, damage);
        while (scanner.SkipDamage())
        {
            do
            {
                if (scanner.Type == RecordFormat.Mark && BinaryPrimitives.ReadInt64LittleEndian(scanner.Body) >= position)
                {
                    return true;
                }
            }
            while (scanner.MoveNext());
        }

        return false;
    }
}
