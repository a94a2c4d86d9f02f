using System;

namespace Topiary.Generators.Model;

/// <summary>Kinds of JSON value, with the numbers of <c>Topiary.Runtime.JsonKinds</c>.</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    Array = 16,
    Object = 32,
    Any = 63,
}
