using Microsoft.CodeAnalysis;

namespace Topiary.Analyzers.Symbols;

/// <summary>Types that rules compare with, looked up once per compilation.</summary>
internal sealed class KnownSymbols
{
    private KnownSymbols(Compilation compilation, INamedTypeSymbol contract)
    {
        MqttContract = contract;
        MqttHandler = compilation.GetTypeByMetadataName("Topiary.MqttHandlerAttribute");
        Topic = compilation.GetTypeByMetadataName("Topiary.TopicAttribute");
        Handles = compilation.GetTypeByMetadataName("Topiary.HandlesAttribute`1");
        Subscribe = compilation.GetTypeByMetadataName("Topiary.SubscribeAttribute");
        Will = compilation.GetTypeByMetadataName("Topiary.WillAttribute");
        Batch = compilation.GetTypeByMetadataName("Topiary.BatchAttribute");
        OrderBy = compilation.GetTypeByMetadataName("Topiary.OrderByAttribute");
        Retry = compilation.GetTypeByMetadataName("Topiary.RetryAttribute");
        MessageContext = compilation.GetTypeByMetadataName("Topiary.MessageContext");
        Client = compilation.GetTypeByMetadataName("Topiary.IMqttClient");
        StringSyntax = compilation.GetTypeByMetadataName("System.Diagnostics.CodeAnalysis.StringSyntaxAttribute");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
        AsyncEnumerable = compilation.GetTypeByMetadataName("System.Collections.Generic.IAsyncEnumerable`1");
    }

    public INamedTypeSymbol MqttContract { get; }

    public INamedTypeSymbol? MqttHandler { get; }

    public INamedTypeSymbol? Topic { get; }

    public INamedTypeSymbol? Handles { get; }

    public INamedTypeSymbol? Subscribe { get; }

    public INamedTypeSymbol? Will { get; }

    public INamedTypeSymbol? Batch { get; }

    public INamedTypeSymbol? OrderBy { get; }

    public INamedTypeSymbol? Retry { get; }

    public INamedTypeSymbol? MessageContext { get; }

    public INamedTypeSymbol? Client { get; }

    public INamedTypeSymbol? StringSyntax { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfT { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOfT { get; }

    public INamedTypeSymbol? AsyncEnumerable { get; }

    /// <summary>The known types, or null when the compilation does not reference Topiary.</summary>
    public static KnownSymbols? TryCreate(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Topiary.MqttContractAttribute") is { } contract ? new KnownSymbols(compilation, contract) : null;

    /// <summary>True for an interface that is marked as a contract.</summary>
    public bool IsContract(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface } && type.Attribute(MqttContract) is not null;

    /// <summary>True for a class that is marked as a handler.</summary>
    public bool IsHandlerClass(ITypeSymbol? type) => type is { TypeKind: TypeKind.Class } && type.Attribute(MqttHandler) is not null;

    /// <summary>True for Task, ValueTask and their generic forms.</summary>
    public bool IsTask(ITypeSymbol? type) =>
        type.Is(Task) || type.Is(ValueTask) || type.Is(TaskOfT) || type.Is(ValueTaskOfT);

    /// <summary>True for a method of a contract: called, it publishes or asks.</summary>
    public bool IsContractMethod(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary && IsContract(method.ContainingType) && method.Attribute(Topic) is not null;

    /// <summary>True for a method of the untyped client, or an extension of it.</summary>
    public bool IsClientMethod(IMethodSymbol method)
    {
        if (Client is null)
        {
            return false;
        }

        var receiver = method.ReducedFrom is { } extension ? extension.Parameters[0].Type
            : method.IsExtensionMethod ? method.Parameters[0].Type
            : method.ContainingType;
        return receiver.Is(Client) || Contains(receiver, Client);
    }

    private static bool Contains(ITypeSymbol type, INamedTypeSymbol wanted)
    {
        foreach (var implemented in type.AllInterfaces)
        {
            if (implemented.Is(wanted))
            {
                return true;
            }
        }

        return false;
    }
}
