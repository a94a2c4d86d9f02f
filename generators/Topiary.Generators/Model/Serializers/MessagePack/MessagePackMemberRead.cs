namespace Topiary.Generators.Model;

/// <summary>Where a member's value goes when it is read.</summary>
internal enum MessagePackMemberRead
{
    /// <summary>Nowhere: the value is skipped.</summary>
    Skipped,

    /// <summary>Into the member.</summary>
    Set,

    /// <summary>To the constructor.</summary>
    Constructor,
}
