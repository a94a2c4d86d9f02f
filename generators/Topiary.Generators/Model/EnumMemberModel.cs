namespace Topiary.Generators.Model;

/// <summary>A member of an enum.</summary>
/// <param name="Expression">Expression for its value.</param>
/// <param name="Text">Its name: the text of the level.</param>
internal readonly record struct EnumMemberModel(string Expression, string Text);
