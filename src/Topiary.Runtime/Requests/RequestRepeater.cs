using Microsoft.Extensions.Logging;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// Sends an idempotent request again, with the same correlation, each time that the connection comes back while its answer is
/// waited for: answers go at QoS 0, and one that was sent meanwhile is lost. Thread-safe.
/// </summary>
internal sealed class RequestRepeater : IDisposable
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly MqttClient _client;
    private readonly RepeaterList _list;
    private readonly PublishFrame _request;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _deadline;
    private readonly long _begin;
    private bool _isTaken;
    private bool _isRepeating;
    private bool _isDisposed;

    /// <param name="client">The client.</param>
    /// <param name="list">Tells of connections.</param>
    /// <param name="request">The request; copied.</param>
    /// <param name="timeout">Its deadline from now on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of repetitions.</param>
    /// <param name="deadline">Fires when nobody waits any more.</param>
    public RequestRepeater(
        MqttClient client, RepeaterList list, PublishFrame request, TimeSpan timeout, TimeProvider time, ILogger logger, CancellationToken deadline)
    {
        _client = client;
        _list = list;
        _request = request.Copy();
        _timeout = timeout;
        _time = time;
        _logger = logger;
        _deadline = deadline;
        _begin = time.GetTimestamp();
        list.Add(this);
    }

    /// <summary>The broker has taken the request over; before that the session sends it again by itself.</summary>
    public void OnTaken()
    {
        lock (_lock)
        {
            _isTaken = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _list.Remove(this);
        lock (_lock)
        {
            _isDisposed = true;
        }

        _request.Return();
    }

    /// <summary>There is a new connection.</summary>
    public void OnConnected()
    {
        lock (_lock)
        {
            if (!_isTaken || _isRepeating || _isDisposed)
            {
                return;
            }

            _isRepeating = true;
        }

        _ = RepeatAsync();
    }

    private async Task RepeatAsync()
    {
        try
        {
            for (var wait = s_firstWait; TryCopy(out var again); wait *= 2)
            {
                var result = await _client.PublishAsync(again!, _deadline).ConfigureAwait(false);
                if (!result.NoMatchingSubscribers)
                {
                    return;
                }

                // The responder may have lost its connection as well, and be on its way back.
                await Task.Delay(wait, _time, _deadline).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Answered, given up, or too late.
            return;
        }
        catch (Exception e) when (e is MqttException or TimeoutException or ObjectDisposedException)
        {
            // Whoever waits is told by the deadline.
            Log.RepeatFailed(_logger, e);
        }
        finally
        {
            lock (_lock)
            {
                _isRepeating = false;
            }
        }
    }

    private bool TryCopy(out PublishFrame? again)
    {
        again = null;
        lock (_lock)
        {
            var left = _timeout - _time.GetElapsedTime(_begin);
            if (_isDisposed || left <= TimeSpan.Zero)
            {
                return false;
            }

            again = _request.Copy();
            again.ExpirySeconds = (uint)Math.Max(1, Math.Floor(left.TotalSeconds));
        }

        Log.RequestRepeated(_logger, TopicStringPool.Shared.GetString(again.Topic));
        return true;
    }
}
