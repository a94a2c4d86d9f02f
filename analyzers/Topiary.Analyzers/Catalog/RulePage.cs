namespace Topiary.Analyzers.Catalog;

/// <summary>Where the pages of the rules are.</summary>
internal static class RulePage
{
    public const string Root = "https://github.com/topiary-mqtt/topiary/blob/main/docs/diagnostics/";
}
