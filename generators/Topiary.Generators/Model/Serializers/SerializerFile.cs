namespace Topiary.Generators.Model;

/// <summary>The serializers beside one contract or handler: those that it needs or, once it is placed, those that stand there.</summary>
/// <param name="HintStem">Stem of the hint names of the contract's or handler's files.</param>
/// <param name="Set">The serializers.</param>
internal sealed record SerializerFile(string HintStem, SerializerSet Set)
{
    public static SerializerFile Of(ContractModel contract) => new(contract.HintStem, SerializerSet.Of(contract));

    public static SerializerFile Of(HandlerModel handler) => new(handler.HintStem, SerializerSet.Of(handler));
}
