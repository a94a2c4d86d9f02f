namespace Topiary.Runtime;

/// <summary>The kinds of values that MessagePack has.</summary>
internal enum MessagePackKind
{
    Nil,
    Boolean,
    Integer,
    Float,
    String,
    Binary,
    Array,
    Map,
    Extension,
}
