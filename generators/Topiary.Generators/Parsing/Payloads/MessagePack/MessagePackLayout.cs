using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>What a type's declaration says about how its members are found.</summary>
/// <param name="IsMarked">Whether the type has <c>[MessagePackObject]</c>.</param>
/// <param name="ByName">Whether members are keyed by their names.</param>
/// <param name="IsDataContract">Whether the type has <c>[DataContract]</c>, so that <c>[DataMember]</c> says which members there are.</param>
/// <param name="AllowsPrivate">Whether members that are not public are meant as well.</param>
internal readonly record struct MessagePackLayout(bool IsMarked, bool ByName, bool IsDataContract, bool AllowsPrivate)
{
    public static MessagePackLayout Of(INamedTypeSymbol type)
    {
        if (type.MessagePack("MessagePackObject") is { } marked)
        {
            return new MessagePackLayout(true, marked.Argument() is true, false, marked.Argument("AllowPrivate") is true);
        }

        var isDataContract = type.DataContract("DataContract") is not null;
        return new MessagePackLayout(false, !isDataContract, isDataContract, false);
    }
}
