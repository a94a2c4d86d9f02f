namespace MessagePack;

/// <summary>As in MessagePack-CSharp: it is known by its full name.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MessagePackObjectAttribute : Attribute;
