using System.Runtime.CompilerServices;
using Topiary.Runtime;

namespace Topiary;

/// <summary>Says what others learn of the coming and going of an application's client: last will and births.</summary>
public static class TopiaryPresenceExtensions
{
    /// <summary>
    /// Sets the client's last will: the message of a contract's method marked with <see cref="WillAttribute"/>. It is made now
    /// and stays the same. A later call replaces it.
    /// </summary>
    /// <typeparam name="TContract">The contract.</typeparam>
    /// <param name="mqtt">The builder.</param>
    /// <param name="describe">Calls one method of the contract: <c>device =&gt; device.OfflineAsync("kitchen")</c>. Nothing is published.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">Not one method was called, or one without <see cref="WillAttribute"/>; or the contract has no publisher.</exception>
    [OverloadResolutionPriority(1)]
    public static TopiaryOptionsBuilder Will<TContract>(this TopiaryOptionsBuilder mqtt, Func<TContract, ValueTask> describe)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(mqtt);
        var messages = PublishCapture.Run(describe);
        if (messages.Count > 1)
        {
            throw new InvalidOperationException($"A client has one last will; {messages.Count} methods of '{typeof(TContract)}' were called.");
        }

        var (declaration, message) = messages[0];
        if (declaration.Will is not { } will)
        {
            throw new InvalidOperationException($"The topic '{declaration.Template}' is no last will: mark its method in '{typeof(TContract)}' with [Will].");
        }

        mqtt.Configuration.StopMessage = will.PublishOnStop ? message : null;
        return mqtt.Configure(options => options with
        {
            Will = new MqttWill
            {
                Topic = message.Topic,
                Payload = message.Payload,
                QoS = message.QoS,
                Retain = message.Retain,
                Delay = TimeSpan.FromSeconds(will.DelaySeconds),
                Expiry = message.Expiry,
                ContentType = message.ContentType,
                UserProperties = message.UserProperties,
            },
        });
    }

    /// <inheritdoc cref="Will{TContract}(TopiaryOptionsBuilder, Func{TContract, ValueTask})"/>
    public static TopiaryOptionsBuilder Will<TContract>(this TopiaryOptionsBuilder mqtt, Func<TContract, Task> describe)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(describe);
        return mqtt.Will<TContract>(contract => new ValueTask(describe(contract)));
    }

    /// <summary>
    /// Adds messages that are published each time the client has connected, the first time and again, before everything that
    /// waits to be sent. They are made anew each time, on the connection's thread.
    /// </summary>
    /// <typeparam name="TContract">The contract.</typeparam>
    /// <param name="mqtt">The builder.</param>
    /// <param name="describe">Calls one-way methods of the contract: <c>device =&gt; device.OnlineAsync("kitchen")</c>. Must not wait for anything else.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The contract has no publisher.</exception>
    [OverloadResolutionPriority(1)]
    public static TopiaryOptionsBuilder Birth<TContract>(this TopiaryOptionsBuilder mqtt, Func<TContract, ValueTask> describe)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(mqtt);
        ArgumentNullException.ThrowIfNull(describe);
        _ = PublishCapture.PublisherOf<TContract>();
        return mqtt.Configure(options =>
        {
            var earlier = options.Births;
            return options with { Births = () => [.. earlier?.Invoke() ?? [], .. PublishCapture.Run(describe).Select(static captured => captured.Message)] };
        });
    }

    /// <inheritdoc cref="Birth{TContract}(TopiaryOptionsBuilder, Func{TContract, ValueTask})"/>
    public static TopiaryOptionsBuilder Birth<TContract>(this TopiaryOptionsBuilder mqtt, Func<TContract, Task> describe)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(describe);
        return mqtt.Birth<TContract>(contract => new ValueTask(describe(contract)));
    }
}
