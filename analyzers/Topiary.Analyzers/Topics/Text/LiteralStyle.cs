namespace Topiary.Analyzers.Topics.Text;

/// <summary>How a literal is written.</summary>
internal enum LiteralStyle
{
    /// <summary><c>"…"</c>, with escapes.</summary>
    Regular = 0,

    /// <summary><c>@"…"</c>, with doubled quotes.</summary>
    Verbatim = 1,

    /// <summary><c>"""…"""</c>, as it is.</summary>
    Raw = 2,
}
