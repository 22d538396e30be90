using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CeeOrleans.Service.Audit;

/// <summary>The body of an answer, of which no byte passes, nor any header, before a gate was passed once.</summary>
internal sealed class HeldBody : StreamResponseBodyFeature
{
    private readonly HeldStream stream;

    public HeldBody(IHttpResponseBodyFeature inner, Func<ValueTask> gate)
        : this(new HeldStream(inner.Stream, gate), inner)
    {
    }

    private HeldBody(HeldStream stream, IHttpResponseBodyFeature inner)
        : base(stream, inner) => this.stream = stream;

    /// <summary>Passes the gate, if nobody has.</summary>
    public ValueTask PassAsync() => stream.PassAsync();

    /// <summary>Hands on what a writer still holds.</summary>
    public Task EndAsync() => stream.Written ? base.CompleteAsync() : Task.CompletedTask;

    public override async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await stream.PassAsync().ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await stream.PassAsync().ConfigureAwait(false);
        await PriorFeature!.SendFileAsync(path, offset, count, cancellationToken).ConfigureAwait(false);
    }

    public override async Task CompleteAsync()
    {
        await stream.PassAsync().ConfigureAwait(false);
        await base.CompleteAsync().ConfigureAwait(false);
    }

    private sealed class HeldStream(Stream inner, Func<ValueTask> gate) : Stream
    {
        private bool passed;

        /// <summary>Whether anything was written.</summary>
        public bool Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public async ValueTask PassAsync()
        {
            if (!passed)
            {
                await gate().ConfigureAwait(false);
                passed = true;
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await PassAsync().ConfigureAwait(false);
            Written = true;
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await PassAsync().ConfigureAwait(false);
            await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

        public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
