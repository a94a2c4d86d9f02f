using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>A connection of Kestrel, plain or over TLS. Kestrel owns its buffers and its end.</summary>
/// <remarks>Threading: as the base class says.</remarks>
internal sealed class PipeConnection : TransportConnection
{
    private readonly ConnectionContext _context;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _receiving;
    private int _aborted;

    public PipeConnection(ConnectionContext context)
    {
        _context = context;
        _input = context.Transport.Input;
        _output = context.Transport.Output;
        ITlsConnectionFeature? tls = context.Features.Get<ITlsConnectionFeature>();
        string scheme = tls is null ? "tcp" : "mqtts";
        LocalAddress = EndPointText.Format(scheme, context.LocalEndPoint);
        RemoteAddress = EndPointText.Format(scheme, context.RemoteEndPoint);
        PeerCertificate = tls?.ClientCertificate;
    }

    public override string RemoteAddress { get; }

    public override string LocalAddress { get; }

    public override X509Certificate2? PeerCertificate { get; }

    public override bool SupportsZeroByteReceive => true;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _receiving, 1);
        bool ended = true;
        try
        {
            ReadResult result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> bytes = result.Buffer;
            ended = bytes.IsEmpty && result.IsCompleted;
            int count = (int)Math.Min(bytes.Length, buffer.Length);
            bytes = bytes.Slice(0, count);
            bytes.CopyTo(buffer.Span);
            _input.AdvanceTo(bytes.End);
            return count;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            ended = false;
            throw;
        }
        catch (InvalidOperationException e)
        {
            throw new IOException("The connection has been closed.", e);
        }
        finally
        {
            Volatile.Write(ref _receiving, 0);
            if (ended)
            {
                _ended.TrySetResult();
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            FlushResult result = await _output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (result.IsCompleted)
            {
                throw new IOException("The connection has been closed.");
            }
        }
        catch (Exception e)
        {
            // Part of the bytes may have left; nothing may follow them.
            Abort();
            if (e is InvalidOperationException)
            {
                throw new IOException("The connection has been closed.", e);
            }

            throw;
        }
    }

    /// <summary>Sends the end of the stream and reads on until the peer's.</summary>
    /// <param name="cancellationToken">When to give up waiting.</param>
    /// <returns>Completes when closed.</returns>
    public override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _output.CompleteAsync().ConfigureAwait(false);
            byte[] scratch = new byte[512];
            while (Volatile.Read(ref _receiving) == 0 && await ReceiveAsync(scratch, cancellationToken).ConfigureAwait(false) > 0)
            {
            }

            // Otherwise a receive is pending, and whoever made it reads on to the end.
            await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer has gone, does not answer, or somebody aborted it: all the same to a connection that is being closed.
        }
        finally
        {
            Abort();
        }
    }

    public override void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
        {
            _context.Abort(new ConnectionAbortedException("The broker has ended the connection."));
        }
    }
}
