using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Topiary.Runtime.Tests;

/// <summary>Keeps the runtime's log lines, without those of other parts.</summary>
internal sealed class CollectedLog : ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _lines = new();
    private readonly SemaphoreSlim _added = new(0);

    public IEnumerable<string> Texts(int id) => _lines.Where(line => line.Id == id).Select(line => line.Text);

    /// <summary>Waits for a line with an id, and gives the first one.</summary>
    public async Task<string> WaitForAsync(int id)
    {
        while (true)
        {
            if (Texts(id).FirstOrDefault() is { } text)
            {
                return text;
            }

            Assert.True(await _added.WaitAsync(TimeSpan.FromSeconds(20)), $"No log line {id}; there are: {string.Join(" | ", _lines)}");
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName == "Topiary.Runtime");

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(CollectedLog log, bool isRuntime) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isRuntime;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isRuntime)
            {
                log._lines.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
                log._added.Release();
            }
        }
    }
}
