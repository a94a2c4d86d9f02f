using System.Globalization;

namespace Topiary.Crash;

/// <summary>The files of a client that is killed, and what its journal says.</summary>
internal sealed class ClientFiles(string directory)
{
    public const string Started = "started";
    public const string Subscribed = "subscribed";
    public const string Handled = "handled";
    public const string Published = "published";
    public const string Accepted = "accepted";

    /// <summary>Its store.</summary>
    public string Store { get; } = Path.Combine(directory, "store");

    /// <summary>Where it notes what it does.</summary>
    public string Journal { get; } = Path.Combine(directory, "journal");

    /// <summary>Whether it is to publish nothing more.</summary>
    public bool IsQuiet => File.Exists(Path.Combine(directory, "quiet"));

    /// <summary>Lets it publish nothing more.</summary>
    public void BeQuiet() => File.WriteAllText(Path.Combine(directory, "quiet"), "");

    /// <summary>The number of the last message that it meant to publish.</summary>
    public int LastPublished() => Lines().Where(line => line.What == Published).Select(line => line.Number).DefaultIfEmpty().Max();

    /// <summary>The lines of the journal, in order; the run counts from 1.</summary>
    public IEnumerable<(int Run, string What, int Number)> Lines()
    {
        if (!File.Exists(Journal))
        {
            yield break;
        }

        // It may be written at this moment.
        using var stream = new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        int run = 0;
        foreach (string line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ');
            run += parts[0] == Started ? 1 : 0;
            yield return (run, parts[0], parts[1].Length == 0 ? 0 : int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
    }
}
