using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the AsyncAPI document of an assembly for the build to take out.</summary>
internal static class AsyncApiEmitter
{
    public const string HintName = "Topiary.AsyncApi.g.cs";

    public static string Emit(AsyncApiModel model) => SkippedFile.Of("The AsyncAPI document of this assembly.", AsyncApiDocument.Of(model).ToString());
}
