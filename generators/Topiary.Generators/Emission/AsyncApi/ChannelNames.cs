using System;
using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Keys of channels and operations: <c>IGreenhouse.Climate</c>, <c>ClimateWatch.OnClimate</c>.</summary>
internal sealed class ChannelNames
{
    private const string Suffix = "Async";

    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly UniqueKeys _unique = new();

    public ChannelNames(AsyncApiModel model)
    {
        OwnMethods = Distinct(model.Contracts.SelectMany(contract => contract.Methods));
        Methods = Distinct(OwnMethods.Concat(model.Handlers.SelectMany(handler => handler.Routes).Select(route => route.Declared).OfType<TopicMethodModel>()));
        foreach (var group in Methods.GroupBy(method => Key(SchemaNames.ShortName(method.Interface), method.Name), StringComparer.Ordinal))
        {
            var isAlone = group.Count() == 1;
            foreach (var method in group)
            {
                _keys.Add(Identity(method), _unique.Next(isAlone ? group.Key : Key(FullName(method.Interface), method.Name)));
            }
        }

        foreach (var handler in model.Handlers)
        {
            foreach (var route in handler.Routes)
            {
                _keys.Add(Identity(handler, route), _unique.Next(WithoutSuffix(route.Name)));
            }
        }
    }

    /// <summary>Methods of the assembly's contracts, each once, in ordinal order.</summary>
    public IReadOnlyList<TopicMethodModel> OwnMethods { get; }

    /// <summary>These and the methods of other assemblies' contracts that are handled here.</summary>
    public IReadOnlyList<TopicMethodModel> Methods { get; }

    public static string Reply(string key) => key + ".reply";

    public static string Control(string key) => key + ".control";

    public string Of(TopicMethodModel method) => _keys[Identity(method)];

    public string Of(HandlerModel handler, RouteModel route) => _keys[Identity(handler, route)];

    private static List<TopicMethodModel> Distinct(IEnumerable<TopicMethodModel> methods) =>
        [.. methods.GroupBy(Identity, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.First())];

    private static string Identity(TopicMethodModel method) => method.Interface + "." + method.Name;

    private static string Identity(HandlerModel handler, RouteModel route) => handler.Type + "/" + route.ClassName;

    private static string Key(string type, string method) => type + "." + WithoutSuffix(method);

    private static string FullName(string type) => type.Replace("global::", "");

    private static string WithoutSuffix(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length && name[name.Length - Suffix.Length - 1] != '.'
            ? name.Substring(0, name.Length - Suffix.Length)
            : name;
}
