using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime;

/// <summary>What the application said about its client; filled while services are added, read once when the client is made.</summary>
internal sealed class TopiaryConfiguration(IServiceCollection services)
{
    public List<string> Brokers { get; } = [];

    public List<Func<MqttClientOptions, MqttClientOptions>> Changes { get; } = [];

    public List<HandlerRegistration> Handlers { get; } = [];

    public List<Func<IServiceProvider, IPublishMiddleware>> PublishMiddleware { get; } = [];

    public List<Func<IServiceProvider, IHandleMiddleware>> HandleMiddleware { get; } = [];

    public IdempotencyOptions Idempotency { get; set; } = new();

    /// <summary>Published when the application stops in order; null for nothing.</summary>
    public MqttMessage? StopMessage { get; set; }

    public string? DeadLetterTemplate { get; set; }

    public bool RequiresConnection { get; set; }

    /// <summary>Whether the application's last word on a service is that there is one instance of it.</summary>
    public bool IsSingleton(Type service) =>
        services.LastOrDefault(descriptor => !descriptor.IsKeyedService && descriptor.ServiceType == service) is { Lifetime: ServiceLifetime.Singleton };
}
