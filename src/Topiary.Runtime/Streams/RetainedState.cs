using System.Runtime.CompilerServices;
using Topiary.Runtime;

namespace Topiary;

/// <summary>
/// The value that the broker keeps for one topic, followed as it changes: of the present and of what comes only the newest
/// counts. From <c>StateAsync</c> of a typed stream. Disposing ends the subscription. Thread-safe.
/// </summary>
/// <remarks>
/// A retained message is deleted by an empty one: there is no value then. After a lost connection the broker is asked again, so
/// a value that was deleted meanwhile goes too; until then the last known one stays. A payload that cannot be read is logged and
/// changes nothing.
/// </remarks>
/// <typeparam name="T">Type of the payload.</typeparam>
public sealed class RetainedState<T> : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly IAsyncDisposable _source;
    private TaskCompletionSource _changed = NewSignal();
    private Optional<T> _value;
    private long _version;
    private bool _isDisposed;

    internal RetainedState(string topic, Func<RetainedState<T>, IAsyncDisposable> follow)
    {
        Topic = topic;
        _source = follow(this);
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>Whether there is a value now.</summary>
    public bool HasValue => Value.HasValue;

    /// <summary>The value now.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Current => Value is { HasValue: true } value ? value.Value : throw new InvalidOperationException($"There is no value of '{Topic}' now.");

    /// <summary>The value now, or none.</summary>
    public Optional<T> Value
    {
        get
        {
            lock (_lock)
            {
                return _value;
            }
        }
    }

    /// <summary>Waits until there is a value.</summary>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>The value now, or else the next one.</returns>
    /// <exception cref="ObjectDisposedException">The state was disposed.</exception>
    public async ValueTask<T> WaitAsync(CancellationToken ct = default)
    {
        await foreach (var value in Changes(ct).ConfigureAwait(false))
        {
            if (value.HasValue)
            {
                return value.Value;
            }
        }

        throw new ObjectDisposedException(GetType().Name);
    }

    /// <summary>
    /// The value now, or none, and each one that comes after it. A reader that is slow misses values that were followed by
    /// another one, never the newest. May be called often, also at the same time.
    /// </summary>
    /// <param name="ct">Ends the sequence.</param>
    /// <returns>The values; ends when the state is disposed.</returns>
    public async IAsyncEnumerable<Optional<T>> Changes([EnumeratorCancellation] CancellationToken ct = default)
    {
        var seen = -1L;
        while (true)
        {
            Optional<T> value;
            Task changed;
            bool isNew;
            lock (_lock)
            {
                if (_isDisposed)
                {
                    yield break;
                }

                (value, changed, isNew, seen) = (_value, _changed.Task, _version != seen, _version);
            }

            if (isNew)
            {
                yield return value;
            }
            else
            {
                await changed.WaitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _changed.TrySetResult();
        }

        await _source.DisposeAsync().ConfigureAwait(false);
    }

    internal void Set(Optional<T> value)
    {
        lock (_lock)
        {
            if (_isDisposed || (!value.HasValue && !_value.HasValue))
            {
                return;
            }

            _value = value;
            _version++;
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
