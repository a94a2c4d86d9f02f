using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits what belongs to one contract: its publisher and its topic streams.</summary>
internal static class ContractEmitter
{
    public static string Emit(ContractModel contract)
    {
        var writer = GeneratedFile.Begin();
        using (GeneratedFile.Namespace(writer, contract.Namespace))
        {
            PublisherEmitter.Emit(writer, contract);
            if (contract.Streams.Count > 0)
            {
                writer.Line();
                StreamsEmitter.Emit(writer, contract);
            }
        }

        return writer.ToString();
    }
}
