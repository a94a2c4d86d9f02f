using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Topiary.Runtime;

namespace Topiary;

/// <summary>Adds publishers and handlers to an application's client.</summary>
public sealed class TopiaryBuilder
{
    private readonly TopiaryConfiguration _configuration;

    internal TopiaryBuilder(IServiceCollection services, TopiaryConfiguration configuration)
    {
        Services = services;
        _configuration = configuration;
    }

    /// <summary>Services of the application.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Makes a contract injectable: its methods publish and request.</summary>
    /// <typeparam name="TContract">An interface with <see cref="MqttContractAttribute"/>.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The type is no contract, or its assembly was built without the generator.</exception>
    public TopiaryBuilder AddPublisher<TContract>()
        where TContract : class
    {
        var create = PublishCapture.PublisherOf<TContract>();
        Services.TryAddSingleton(provider => create(provider.GetRequiredService<MessagePublisher>()));
        return this;
    }

    /// <summary>
    /// Adds a handler: its methods are subscribed and called while the host runs. It is resolved in a scope for each
    /// message, by its own type; registered as scoped unless the application has registered it itself.
    /// </summary>
    /// <typeparam name="THandler">A class with <see cref="MqttHandlerAttribute"/>.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The type is no handler, or its assembly was built without the generator.</exception>
    public TopiaryBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class
    {
        if (GeneratedHandler<THandler>.Describe is null)
        {
            RuntimeHelpers.RunModuleConstructor(typeof(THandler).Module.ModuleHandle);
        }

        var describe = GeneratedHandler<THandler>.Describe ?? throw new InvalidOperationException(
            $"No dispatcher was generated for '{typeof(THandler)}'. Mark the class with [MqttHandler], and reference the Topiary package in the project that declares it ('{typeof(THandler).Assembly.GetName().Name}').");
        if (!_configuration.Handlers.Exists(handler => handler is HandlerRegistration<THandler>))
        {
            Services.TryAddScoped<THandler>();
            _configuration.Handlers.Add(new HandlerRegistration<THandler>(describe()));
        }

        return this;
    }

    /// <summary>
    /// Puts middleware in the way of everything that publishers and responders send. The first one added is the outermost. A
    /// singleton unless the application has registered it itself; made at the first message.
    /// </summary>
    /// <typeparam name="TMiddleware">The middleware.</typeparam>
    /// <returns>This builder.</returns>
    public TopiaryBuilder AddPublishMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IPublishMiddleware
    {
        Services.TryAddSingleton<TMiddleware>();
        _configuration.PublishMiddleware.Add(static provider => provider.GetRequiredService<TMiddleware>());
        return this;
    }

    /// <summary>
    /// Puts middleware in the way of everything that comes in: for handlers, typed streams and requests. The first one added is
    /// the outermost. A singleton unless the application has registered it itself; made at the first message. What has the life
    /// of a message it gets from <see cref="HandleContext.Services"/>.
    /// </summary>
    /// <typeparam name="TMiddleware">The middleware.</typeparam>
    /// <returns>This builder.</returns>
    public TopiaryBuilder AddHandleMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IHandleMiddleware
    {
        Services.TryAddSingleton<TMiddleware>();
        _configuration.HandleMiddleware.Add(static provider => provider.GetRequiredService<TMiddleware>());
        return this;
    }
}
