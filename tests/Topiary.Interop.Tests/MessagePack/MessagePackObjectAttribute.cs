namespace MessagePack;

/// <summary>As in MessagePack-CSharp, whose package is not needed: it is known by its full name.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class MessagePackObjectAttribute : Attribute;
