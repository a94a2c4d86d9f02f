using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>
/// Emits the AsyncAPI document of an assembly. A generator must not write files, so the document stands in a C# file, where the
/// compiler skips it; the build takes it from there (<c>Topiary.targets</c>).
/// </summary>
internal static class AsyncApiEmitter
{
    public const string HintName = "Topiary.AsyncApi.g.cs";

    /// <summary>
    /// The file. The document is the text of an XML element, as which MSBuild can write it to a file as it is; and the file begins
    /// with no slash, since MSBuild takes a text that does for a path, which it may mend.
    /// </summary>
    public static string Emit(AsyncApiModel model) =>
        "#if false\n// The AsyncAPI document of this assembly. The build writes it to a file of its own.\n<document>"
        + AsyncApiDocument.Of(model).ToString().Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;") + "\n</document>\n#endif\n";
}
