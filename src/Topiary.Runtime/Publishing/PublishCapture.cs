using System.Runtime.CompilerServices;
using System.Text;

namespace Topiary.Runtime;

/// <summary>Finds out what calls of a contract would publish, without publishing it: for wills and births.</summary>
internal static class PublishCapture
{
    /// <summary>The messages that a contract's methods publish, each with what is declared of its topic.</summary>
    /// <param name="describe">Calls methods of the contract; must not wait for anything else.</param>
    /// <exception cref="InvalidOperationException">The contract has no publisher, or nothing was published, or the calls wait for something.</exception>
    public static List<(TopicDeclaration Declaration, MqttMessage Message)> Run<TContract>(Func<TContract, ValueTask> describe)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(describe);
        var messages = new List<(TopicDeclaration, MqttMessage)>();
        var publisher = PublisherOf<TContract>()(new MessagePublisher(message => messages.Add((message.Declaration, Take(message)))));
        var published = describe(publisher).AsTask();
        if (!published.IsCompleted)
        {
            throw new InvalidOperationException($"What describes messages of '{typeof(TContract)}' must only call its methods; it waits for something else.");
        }

        published.GetAwaiter().GetResult();
        return messages.Count > 0 ? messages : throw new InvalidOperationException($"No method of '{typeof(TContract)}' was called.");
    }

    /// <summary>What makes a contract's publisher.</summary>
    /// <exception cref="InvalidOperationException">The type is no contract, or its assembly was built without the generator.</exception>
    public static Func<MessagePublisher, TContract> PublisherOf<TContract>()
        where TContract : class
    {
        if (GeneratedContract<TContract>.Create is null)
        {
            // Only CoreCLR runs the initializer of a module that nothing has used yet.
            RuntimeHelpers.RunModuleConstructor(typeof(TContract).Module.ModuleHandle);
        }

        return GeneratedContract<TContract>.Create ?? throw new InvalidOperationException(
            $"No publisher was generated for '{typeof(TContract)}'. Mark the interface with [MqttContract], and reference the Topiary package in the project that declares it ('{typeof(TContract).Assembly.GetName().Name}').");
    }

    private static MqttMessage Take(in OutgoingMessage message)
    {
        var frame = message.Frame;
        var taken = new MqttMessage
        {
            Topic = Encoding.UTF8.GetString(frame.Topic),
            Payload = frame.Payload.ToArray(),
            QoS = frame.QoS,
            Retain = frame.Retain,
            Expiry = frame.ExpirySeconds == 0 ? null : TimeSpan.FromSeconds(frame.ExpirySeconds),
            ContentType = message.HasContentType ? message.Declaration.ContentTypeText : null,
            UserProperties = message.UserProperties ?? UserProperties.Empty,
        };
        frame.Return();
        return taken;
    }
}
