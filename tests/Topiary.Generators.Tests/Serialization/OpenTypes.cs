namespace Topiary.Generators.Tests.Serialization;

/// <summary>Types whose documents are not known in full: members without a name of their own, and types that stand for others.</summary>
internal static class OpenTypes
{
    public static readonly string[] Names =
    [
        "My.Open.Kept", "My.Open.KeptByInterface", "My.Open.KeptByRecord", "My.Open.KeptInOwn", "My.Open.KeptInStruct",
        "My.Open.KeptInBase", "My.Open.Hidden", "My.Open.Mixed",
        "My.Open.Shape", "My.Open.Animal", "My.Open.INoise", "My.Open.Drawing", "My.Open.Written", "My.Open.Lenient", "My.Open.Nearest", "My.Open.Node", "My.Open.Circle",
        "List<My.Open.Shape>", "Dictionary<string, My.Open.Animal>",
    ];

    public const string Source = """
        namespace My.Open
        {
            public readonly record struct Point(int X, int Y);

            public class Kept { public int A { get; set; } public int Computed => A + 1; [JsonIgnore] public int Ignored { get; set; } [JsonExtensionData] public Dictionary<string, JsonElement>? Others { get; set; } public Point B { get; set; } }
            public class KeptByInterface { public string? A { get; set; } [JsonExtensionData] public IDictionary<string, JsonElement>? Others { get; init; } }
            public sealed record KeptByRecord(int A, string? B) { [JsonExtensionData] public Dictionary<string, JsonElement>? Others { get; init; } public int C { get; init; } = 3; }
            public class KeptInOwn { public int A { get; set; } [JsonExtensionData] public SortedDictionary<string, JsonElement>? Others { get; set; } }
            public struct KeptInStruct { public int A { get; set; } [JsonExtensionData] public Dictionary<string, JsonElement>? Others { get; set; } }
            public class KeptInBase : Kept { public int C { get; set; } }
            public class Hidden { public int A { get; set; } [JsonInclude, JsonExtensionData] internal Dictionary<string, JsonElement>? Others { get; private set; } }
            public sealed record Mixed(Kept? One, List<KeptByRecord>? Many, KeptInStruct? Struct);

            [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), 7), JsonDerivedType(typeof(Group), "group")]
            public abstract record Shape(string? Name);
            public sealed record Circle(string? Name, double Radius) : Shape(Name);
            public sealed record Square(string? Name) : Shape(Name) { public double Side { get; init; } = 1; [JsonExtensionData] public Dictionary<string, JsonElement>? Others { get; init; } }
            [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public sealed record Group(string? Name, List<Shape?>? Shapes) : Shape(Name);

            [JsonPolymorphic(TypeDiscriminatorPropertyName = "_kind", IgnoreUnrecognizedTypeDiscriminators = true)]
            [JsonDerivedType(typeof(Animal), "animal"), JsonDerivedType(typeof(Dog), "d\u00f6g\"s"), JsonDerivedType(typeof(Cat), -1)]
            public class Animal { public int Legs { get; set; } }
            public class Dog : Animal { public string? Name { get; set; } }
            public class Cat : Animal { public required bool Indoor { get; set; } public Animal? Prey { get; set; } }

            [JsonPolymorphic(TypeDiscriminatorPropertyName = "noise")]
            [JsonDerivedType(typeof(Bark), "bark"), JsonDerivedType(typeof(Meow), "meow")]
            public interface INoise { }
            public readonly record struct Bark(int Times) : INoise;
            public sealed record Meow(int Times, INoise? Echo) : INoise;

            public sealed record Drawing(Shape? Shape, IReadOnlyList<Animal>? Animals, INoise? Noise, Circle? Plain);

            [JsonDerivedType(typeof(WrittenMore))]
            public class Written { public int A { get; set; } }
            public class WrittenMore : Written { public int B { get; set; } }

            [JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType), JsonDerivedType(typeof(LenientKnown), "known")]
            public class Lenient { public int A { get; set; } }
            public class LenientKnown : Lenient { public int B { get; set; } }

            [JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToNearestAncestor), JsonDerivedType(typeof(Near), "near"), JsonDerivedType(typeof(Nearer), "nearer")]
            public class Nearest { public int A { get; set; } }
            public class Near : Nearest { public int B { get; set; } }
            public class Nearer : Near { public int C { get; set; } }

            [JsonDerivedType(typeof(Leaf), "leaf"), JsonDerivedType(typeof(Branch), "branch")]
            public abstract class Node { }
            public sealed class Leaf : Node { public int Value { get; set; } }
            [JsonDerivedType(typeof(Twig), "twig")] public class Branch : Node { public Node? Left { get; set; } public Branch? Right { get; set; } }
            public sealed class Twig : Branch { public int Length { get; set; } }

            public sealed class LenientStranger : Lenient { public int C { get; set; } }
            public class NearestStranger : Nearer { public int D { get; set; } }
            public sealed class DogStranger : Dog { }
        }
        """;
}
