namespace Topiary.Generators.Model;

/// <summary>When a member is written.</summary>
internal enum JsonMemberWrite
{
    Never,
    Always,
    UnlessNull,
    UnlessDefault,
}
