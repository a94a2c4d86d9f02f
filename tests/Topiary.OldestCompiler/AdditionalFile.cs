using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.OldestCompiler;

/// <summary>A file of the project that is no source.</summary>
internal sealed class AdditionalFile(string path) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
}
