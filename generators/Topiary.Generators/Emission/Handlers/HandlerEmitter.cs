using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Emits the description of a handler: its routes.</summary>
internal static class HandlerEmitter
{
    public static string Emit(HandlerModel handler)
    {
        var writer = GeneratedFile.Begin();
        using (GeneratedFile.Namespace(writer, handler.Namespace))
        {
            writer.Line(Names.GeneratedCode).Line(Names.Hidden);
            using (writer.Braces("internal static class " + handler.ClassName))
            {
                EmitDescription(writer, handler);
                foreach (var route in handler.Routes)
                {
                    writer.Line();
                    RouteEmitter.Emit(writer, handler, route);
                }
            }
        }

        return writer.ToString();
    }

    private static void EmitDescription(SourceWriter writer, HandlerModel handler)
    {
        var type = $"{Names.Runtime}HandlerDescription<{handler.Type}>";
        using (writer.Braces($"public static readonly {type} Description = new {type}", ";"))
        {
            writer.Line($"Share = {CSharpText.LiteralOrNull(handler.Share)},");
            writer.Line($"MaxConcurrency = {CSharpText.Number(handler.MaxConcurrency)},");
            using (writer.Braces($"Routes = new {Names.Runtime}HandlerRoute<{handler.Type}>[]", ","))
            {
                foreach (var route in handler.Routes)
                {
                    writer.Line($"new {route.ClassName}(),");
                }
            }
        }
    }
}
