using System.Reflection;
using Topiary.Generators.Model;

namespace Topiary.Generators.Tests;

/// <summary>No model can hold on to a compilation: from the types alone, whatever their values.</summary>
public sealed class ModelReachabilityTests
{
    [Fact]
    public void Models_reach_no_type_of_the_compiler()
    {
        var seen = new HashSet<Type>();
        foreach (var type in typeof(ContractModel).Assembly.GetTypes().Where(static type => type.Namespace == typeof(ContractModel).Namespace))
        {
            Walk(type, type.Name, seen);
        }

        Assert.True(seen.Count > 20);
    }

    private static void Walk(Type type, string path, HashSet<Type> seen)
    {
        Assert.False(type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true, path);
        if (!seen.Add(type))
        {
            return;
        }

        foreach (var argument in type.GetGenericArguments())
        {
            Walk(argument, $"{path}<{argument.Name}>", seen);
        }

        if (type.HasElementType)
        {
            Walk(type.GetElementType()!, path + "[]", seen);
        }

        if (type.Assembly != typeof(ContractModel).Assembly)
        {
            // Of the base library only values and collections may occur; 'object' could hold anything.
            Assert.True(type != typeof(object), path);
            return;
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Walk(field.FieldType, $"{path}.{field.Name}", seen);
        }
    }
}
