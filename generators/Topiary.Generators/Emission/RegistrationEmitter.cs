using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the module initializer that makes an assembly's contracts and handlers known to the runtime.</summary>
internal static class RegistrationEmitter
{
    public const string HintName = Names.GeneratedNamespace + ".TopiaryRegistration.g.cs";

    public static string Emit(RegistrationModel model)
    {
        var writer = GeneratedFile.Begin();
        using (GeneratedFile.Namespace(writer, Names.GeneratedNamespace))
        {
            writer.Line(Names.GeneratedCode).Line(Names.Hidden);
            using (writer.Braces("internal static class TopiaryRegistration"))
            {
                writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
                using (writer.Braces("internal static void Register()"))
                {
                    foreach (var contract in model.Contracts)
                    {
                        writer.Line(
                            $"{Names.Runtime}GeneratedContract<{contract.Type}>.Create = static publisher => new {contract.Generated}(publisher);");
                    }

                    foreach (var handler in model.Handlers)
                    {
                        writer.Line($"{Names.Runtime}GeneratedHandler<{handler.Type}>.Describe = static () => {handler.Generated}.Description;");
                    }
                }
            }
        }

        return writer.ToString();
    }
}
