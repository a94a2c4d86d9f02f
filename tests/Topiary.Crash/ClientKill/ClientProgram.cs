using System.Globalization;
using System.Text;
using Topiary.Client;

namespace Topiary.Crash;

/// <summary>
/// An application with a client that keeps its messages in files, made to be killed: it handles what it receives, publishes what it numbers, and notes
/// both in a journal that survives it.
/// </summary>
internal sealed class ClientProgram(ClientFiles files, int seed) : IMessageReceiver, IDisposable
{
    private const int AtOnce = 3;

    private readonly FileStream _journal = new(files.Journal, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <summary>Runs until it is killed, or whoever started it is.</summary>
    /// <param name="arguments">Address of the broker, directory, seed.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var files = new ClientFiles(arguments[1]);
        using var program = new ClientProgram(files, int.Parse(arguments[2], CultureInfo.InvariantCulture));
        // Who started it holds the other end of its input: it must not go on alone.
        Task alone = Console.OpenStandardInput().CopyToAsync(Stream.Null);
        await await Task.WhenAny(program.RunAsync(arguments[0], files.LastPublished()), alone);
    }

    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        // Handled as soon as this line is there; all else is how long the application takes to say so.
        Note(ClientFiles.Handled, Encoding.ASCII.GetString(message.Payload.Span));
        switch (_random.Next(3))
        {
            case 0:
                receipt.Complete();
                break;
            case 1:
                _ = CompleteAsync(receipt, TimeSpan.Zero);
                break;
            default:
                _ = CompleteAsync(receipt, TimeSpan.FromMilliseconds(_random.Next(10)));
                break;
        }
    }

    public void Dispose() => _journal.Dispose();

    private static async Task CompleteAsync(MessageReceipt receipt, TimeSpan after)
    {
        await Task.Delay(after);
        await Task.Yield();
        receipt.Complete();
    }

    private async Task RunAsync(string address, int last)
    {
        Note(ClientFiles.Started, "");
        MqttClientOptions options = new MqttClientOptions
        {
            Brokers = [address],
            ClientId = "client",
            SessionExpiry = TimeSpan.FromDays(1),
            ReceiveMaximum = 20,
        }.UseFileStore(files.Store, PublishCompletion.Stored);

        // Small segments, so that compaction is killed too.
        options = options with { FileStore = options.FileStore! with { Log = new() { SegmentBytes = 16 * 1024, MinimumCompactionBytes = 32 * 1024 } } };
        await using MqttClient client = MqttClient.Create(options);

        // Before it connects: what waits in its session comes at once.
        ValueTask<IAsyncDisposable> subscribing = client.SubscribeAsync(new SubscriptionSpec("in", QoS.ExactlyOnce), this, CancellationToken.None);
        await client.ConnectAsync();
        await subscribing;
        Note(ClientFiles.Subscribed, "");
        while (true)
        {
            if (!files.IsQuiet)
            {
                await Task.WhenAll(Enumerable.Range(last + 1, AtOnce).Select(number => PublishAsync(client, number)));
                last += AtOnce;
            }

            await Task.Delay(1);
        }
    }

    private async Task PublishAsync(MqttClient client, int number)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        Note(ClientFiles.Published, text);
        await client.PublishAsync("out", text, QoS.ExactlyOnce);
        Note(ClientFiles.Accepted, text);
    }

    // One write to the system for a line: a kill leaves all of it or nothing.
    private void Note(string what, string text)
    {
        lock (_gate)
        {
            _journal.Write(Encoding.ASCII.GetBytes($"{what} {text}\n"));
        }
    }
}
