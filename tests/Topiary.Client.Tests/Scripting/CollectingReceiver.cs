using System.Threading.Channels;

namespace Topiary.Client.Tests.Scripting;

/// <summary>A receiver that keeps messages and their receipts; completes at once unless told otherwise.</summary>
internal sealed class CollectingReceiver(bool completesAtOnce = true) : IMessageReceiver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Channel<(MqttMessage Message, MessageReceipt Receipt)> _messages = Channel.CreateUnbounded<(MqttMessage, MessageReceipt)>();

    public int Waiting => _messages.Reader.Count;

    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        _messages.Writer.TryWrite((message.ToMessage(), receipt));
        if (completesAtOnce)
        {
            receipt.Complete();
        }
    }

    public async Task<(MqttMessage Message, MessageReceipt Receipt)> NextAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        return await _messages.Reader.ReadAsync(patience.Token);
    }

    public async Task<string> NextTextAsync() => (await NextAsync()).Message.GetText();
}
