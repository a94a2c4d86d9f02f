using System.Globalization;

namespace Topiary.Benchmarks;

/// <summary>"--name value" pairs of a command line.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A name that is not known, or a value that is missing.</exception>
    public Arguments(string[] args, params string[] known)
    {
        for (int i = 0; i < args.Length; i += 2)
        {
            if (!known.Contains(args[i]) || i + 1 == args.Length)
            {
                throw new ArgumentException($"'{args[i]}' is not understood here; known: {string.Join(" ", known)}, each with a value.");
            }

            _values[args[i]] = args[i + 1];
        }
    }

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    public int Number(string name, int otherwise) => _values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
