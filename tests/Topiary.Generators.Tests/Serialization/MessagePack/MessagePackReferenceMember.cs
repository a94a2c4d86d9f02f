using System.Reflection;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>A member as reflection sees it, with what its attributes say.</summary>
internal sealed class MessagePackReferenceMember(MemberInfo member, Type type, int? index, string? name)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public int? Index => index;

    public string? Name => name;

    /// <summary>Type of the value; what an <c>Optional&lt;T&gt;</c> holds.</summary>
    public Type Type => IsOptional ? type.GetGenericArguments()[0] : type;

    private bool IsOptional => type is { IsGenericType: true, Name: "Optional`1" };

    public static IEnumerable<MessagePackReferenceMember> Of(Type type)
    {
        var byName = !Has(type, "MessagePackObjectAttribute", out var marked) || marked!.ConstructorArguments is [{ Value: true }];
        var seen = new HashSet<string>();
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            var members = current.GetProperties(Declared).Where(static property => property.GetIndexParameters().Length == 0 && property.GetMethod is not null).Cast<MemberInfo>()
                .Concat(current.GetFields(Declared).Where(static field => !field.Name.Contains('<', StringComparison.Ordinal)));
            foreach (var member in members)
            {
                if (Has(member, "IgnoreMemberAttribute", out _) || Has(member, "IgnoreDataMemberAttribute", out _))
                {
                    continue;
                }

                var isKeyed = Has(member, "KeyAttribute", out var key) || (Overridden(member) is { } origin && Has(origin, "KeyAttribute", out key));
                if ((isKeyed || (byName && IsPublic(member))) && seen.Add(isKeyed ? key!.ConstructorArguments[0].Value!.ToString()! : member.Name))
                {
                    var value = isKeyed ? key!.ConstructorArguments[0].Value : member.Name;
                    yield return new MessagePackReferenceMember(member, member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType, value as int?, value as string);
                }
            }
        }
    }

    public object? Get(object owner)
    {
        var value = Raw(owner);
        return IsOptional ? type.GetProperty("Value")!.GetValue(value) : value;
    }

    /// <summary>Whether it is there: an <c>Optional&lt;T&gt;</c> may be absent.</summary>
    public bool IsPresent(object owner) => !IsOptional || (bool)type.GetProperty("HasValue")!.GetValue(Raw(owner))!;

    private object? Raw(object owner) => member is PropertyInfo property ? property.GetValue(owner) : ((FieldInfo)member).GetValue(owner);

    private static MemberInfo? Overridden(MemberInfo member)
        => member is PropertyInfo { GetMethod: { } getter } && getter.GetBaseDefinition() is { } original && original.DeclaringType != member.DeclaringType
            ? original.DeclaringType!.GetProperty(member.Name, Declared)
            : null;

    private static bool IsPublic(MemberInfo member) => member is PropertyInfo property ? property.GetMethod!.IsPublic : ((FieldInfo)member).IsPublic;

    private static bool Has(MemberInfo? member, string name, out CustomAttributeData? found)
    {
        found = member?.GetCustomAttributesData().FirstOrDefault(attribute => attribute.AttributeType.Name == name);
        return found is not null || (member is Type { BaseType: { } parent } && Has(parent, name, out found));
    }
}
