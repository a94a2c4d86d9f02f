using System.Diagnostics;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>One publish or request that is being observed, from its call to its end.</summary>
internal readonly struct SendSpan
{
    private readonly MqttClient _client;
    private readonly Activity? _activity;
    private readonly string _template;
    private readonly bool _isRequest;
    private readonly long _begun;

    /// <summary>Begins, and makes the message's activity the current one: to be called in the asynchronous method that sends.</summary>
    public SendSpan(MqttClient client, in OutgoingMessage message)
    {
        _client = client;
        _activity = message.Activity;
        _template = message.Declaration.Template;
        _isRequest = message.Request is not null;
        _begun = client.Options.TimeProvider.GetTimestamp();
        if (_activity is not null)
        {
            SendTelemetry.Describe(_activity, client, message.Frame);
            Activity.Current = _activity;
        }
    }

    /// <summary>Ends with what was thrown, or null.</summary>
    public void End(Exception? failure) => SendTelemetry.End(_client, _activity, _begun, _isRequest, _template, failure);
}
