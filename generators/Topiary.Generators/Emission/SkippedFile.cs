namespace Topiary.Generators.Emission;

/// <summary>
/// A document in a C# file, where the compiler skips it; the build takes it from there (<c>Topiary.targets</c>), since a generator must
/// not write files.
/// </summary>
internal static class SkippedFile
{
    /// <summary>
    /// The file. The document is the text of an XML element, as which MSBuild can write it to a file as it is; and the file begins
    /// with no slash, since MSBuild takes a text that does for a path, which it may mend.
    /// </summary>
    /// <param name="what">What the document is.</param>
    /// <param name="document">ASCII, no line of which begins with a number sign.</param>
    public static string Of(string what, string document) =>
        "#if false\n// " + what + " The build writes it to a file of its own.\n<document>"
        + document.TrimEnd('\n').Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;") + "\n</document>\n#endif\n";
}
