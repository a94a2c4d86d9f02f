namespace Topiary.Broker;

/// <summary>A method of enhanced authentication (MQTT 5.0, section 4.12), for <see cref="MqttBrokerOptions.EnhancedAuthenticators"/>.</summary>
public interface IEnhancedAuthenticator
{
    /// <summary>Its name: the Authentication Method of CONNECT.</summary>
    string Method { get; }

    /// <summary>A client begins an exchange, when it connects or to authenticate again.</summary>
    /// <param name="request">What the client says about itself beside the method's data.</param>
    /// <returns>The exchange; used by one thread at a time.</returns>
    IEnhancedAuthenticationExchange Begin(AuthenticationRequest request);
}
