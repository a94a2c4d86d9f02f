namespace Topiary.Generators.Tests.Serialization;

/// <summary>
/// The attributes of MessagePack-CSharp, by name and shape: its package is not needed, as they are recognized by their full names.
/// </summary>
internal static class MessagePackAttributeSource
{
    public const string Text = """
        namespace MessagePack
        {
            using System;

            [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
            public class MessagePackObjectAttribute(bool keyAsPropertyName = false) : Attribute
            {
                public bool KeyAsPropertyName { get; } = keyAsPropertyName;
                public bool SuppressSourceGeneration { get; set; }
                public bool AllowPrivate { get; set; }
            }

            [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
            public class KeyAttribute : Attribute
            {
                public KeyAttribute(int x) => IntKey = x;
                public KeyAttribute(string x) => StringKey = x;
                public int? IntKey { get; }
                public string? StringKey { get; }
            }

            [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
            public class IgnoreMemberAttribute : Attribute { }

            [AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
            public class UnionAttribute : Attribute
            {
                public UnionAttribute(int key, Type subType) => (Key, SubType) = (key, subType);
                public UnionAttribute(int key, string subType) => (Key, SubType) = (key, Type.GetType(subType, throwOnError: true)!);
                public int Key { get; }
                public Type SubType { get; }
            }

            [AttributeUsage(AttributeTargets.Constructor)]
            public class SerializationConstructorAttribute : Attribute { }

            [AttributeUsage(AttributeTargets.All)]
            public class MessagePackFormatterAttribute(Type formatterType) : Attribute
            {
                public Type FormatterType { get; } = formatterType;
            }

            public interface IMessagePackSerializationCallbackReceiver
            {
                void OnBeforeSerialize();
                void OnAfterDeserialize();
            }
        }
        """;
}
