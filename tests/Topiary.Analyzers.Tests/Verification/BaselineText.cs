using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>A baseline among the additional files.</summary>
internal sealed class BaselineText(string text, string path = "app.mqtt-contract.json") : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
