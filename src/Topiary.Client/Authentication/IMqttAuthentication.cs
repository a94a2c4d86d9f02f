namespace Topiary;

/// <summary>A method of enhanced authentication (MQTT 5.0, section 4.12), for <see cref="MqttClientOptions.Authentication"/>.</summary>
public interface IMqttAuthentication
{
    /// <summary>Its name: the Authentication Method of CONNECT.</summary>
    string Method { get; }

    /// <summary>Begins an exchange: for each connection attempt, and each time that the client authenticates again.</summary>
    /// <returns>The exchange; used by one thread at a time.</returns>
    IMqttAuthenticationExchange Begin();
}
