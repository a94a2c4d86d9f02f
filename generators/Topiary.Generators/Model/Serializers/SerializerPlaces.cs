using System;
using System.Collections.Generic;

namespace Topiary.Generators.Model;

/// <summary>
/// Which file holds which serializer. Each is emitted once, in the file of the first contract that needs it or, when none
/// does, of the first handler: no more files than contracts and handlers, since the compiler compares the name of each with
/// those of all others, and no file that every contract shares and every edit would emit again.
/// </summary>
/// <param name="Files">In the ordinal order of their names; some may be empty.</param>
internal sealed record SerializerPlaces(EquatableArray<SerializerFile> Files)
{
    public static SerializerPlaces Of(IEnumerable<SerializerFile> contracts, IEnumerable<SerializerFile> handlers)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<SerializerFile>();
        Take(contracts, taken, files);
        Take(handlers, taken, files);
        files.Sort(Compare);
        return new SerializerPlaces(new EquatableArray<SerializerFile>([.. files]));
    }

    /// <summary>The file beside the contract or handler whose needs are given.</summary>
    public SerializerFile Find(SerializerFile needs)
    {
        var (low, high) = (0, Files.Count - 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Compare(Files[middle], needs) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Files[low];
    }

    private static void Take(IEnumerable<SerializerFile> needs, HashSet<string> taken, List<SerializerFile> files)
    {
        var sorted = new List<SerializerFile>(needs);
        sorted.Sort(Compare);
        foreach (var file in sorted)
        {
            var set = file.Set.Take(taken);
            files.Add(ReferenceEquals(set, file.Set) ? file : file with { Set = set });
        }
    }

    private static int Compare(SerializerFile first, SerializerFile second) => string.CompareOrdinal(first.HintStem, second.HintStem);
}
