namespace Topiary.Generators.Model;

/// <summary>A contract or handler and what is generated for it.</summary>
/// <param name="Type">The type with <c>global::</c>.</param>
/// <param name="Generated">The generated type with <c>global::</c>.</param>
internal readonly record struct RegisteredType(string Type, string Generated)
{
    public static RegisteredType Of(ContractModel model) => new(model.Type, Qualified(model.Namespace, model.PublisherName));

    public static RegisteredType Of(HandlerModel model) => new(model.Type, Qualified(model.Namespace, model.ClassName));

    private static string Qualified(string @namespace, string name) => @namespace.Length == 0 ? "global::" + name : "global::" + @namespace + "." + name;
}
