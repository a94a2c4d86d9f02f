using System.Text;

namespace Topiary.Runtime;

/// <summary>Makes text of any origin fit into a user property, which refuses some characters and has a greatest length.</summary>
internal static class PropertyText
{
    private const int Longest = 4000;

    /// <summary>The text without U+0000 and halves of surrogate pairs, cut after 4,000 characters.</summary>
    public static string Clean(string text)
    {
        var cut = text.Length <= Longest ? text : text[..Longest];
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).Replace('\0', ' ');
    }
}
