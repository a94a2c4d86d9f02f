namespace Topiary.Generators.Model;

/// <summary>A placeholder of a topic and the parameter bound to it.</summary>
/// <param name="Name">Name of both, as text.</param>
/// <param name="Type">The parameter's type with <c>global::</c>.</param>
/// <param name="Utf8Formatted">Whether the runtime writes it as UTF-8; else it is <c>ISpanFormattable</c> only.</param>
/// <param name="Utf8Parsed">Whether the runtime reads it from UTF-8; else it is <c>ISpanParsable&lt;T&gt;</c> only.</param>
/// <param name="Formattable">Whether it is <c>IFormattable</c>; else it formats itself as UTF-8 only.</param>
/// <param name="Enum">The enum, when it is one: generated code writes and reads it.</param>
internal sealed record LevelModel(string Name, string Type, bool Utf8Formatted, bool Utf8Parsed, bool Formattable, EnumLevelModel? Enum);
