using System.Threading.Channels;

namespace Topiary.Runtime.Tests;

/// <summary>What handlers have seen; a singleton of a test's application.</summary>
internal sealed class Recorder
{
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

    /// <summary>Lets handlers that wait for it go on.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(string text) => _seen.Writer.TryWrite(text);

    public async Task<string> NextAsync() => await _seen.Reader.ReadAsync().AsTask().WaitAsync(TestHost.Patience);

    public async Task<List<string>> NextAsync(int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            texts.Add(await NextAsync());
        }

        return texts;
    }

    public bool HasMore => _seen.Reader.TryPeek(out _);
}
