using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace CeeOrleans.Service.Ingest;

/// <summary>A line of bytes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Without its end; empty where it is too long.</param>
internal readonly record struct TextLine(long Number, byte[] Bytes, bool TooLong);

/// <summary>
/// Lines of a stream, as they come. A line that is too long is passed over without being held. Memory: a line and what the
/// stream has sent ahead.
/// </summary>
internal static class LineReader
{
    public static async IAsyncEnumerable<TextLine> ReadAsync(Stream stream, int mostBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        long number = 0;
        bool skipping = false;
        List<TextLine> found = [];
        while (true)
        {
            ReadResult read = await pipe.ReadAsync(cancellation).ConfigureAwait(false);
            SequencePosition consumed = Split(read.Buffer, read.IsCompleted, mostBytes, ref number, ref skipping, found);
            pipe.AdvanceTo(consumed, read.Buffer.End);
            foreach (TextLine line in found)
            {
                yield return line;
            }

            found.Clear();
            if (read.IsCompleted)
            {
                await pipe.CompleteAsync().ConfigureAwait(false);
                yield break;
            }
        }
    }

    private static SequencePosition Split(ReadOnlySequence<byte> buffer, bool last, int mostBytes, ref long number, ref bool skipping, List<TextLine> found)
    {
        SequenceReader<byte> reader = new(buffer);
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            Take(line, mostBytes, ref number, ref skipping, found);
        }

        ReadOnlySequence<byte> rest = buffer.Slice(reader.Position);
        if (last)
        {
            if (rest.Length > 0 || skipping)
            {
                Take(rest, mostBytes, ref number, ref skipping, found);
            }

            return buffer.End;
        }

        if (rest.Length > mostBytes)
        {
            // Its end has not come yet: what is here of it is let go.
            skipping = true;
            return buffer.End;
        }

        return reader.Position;
    }

    private static void Take(ReadOnlySequence<byte> line, int mostBytes, ref long number, ref bool skipping, List<TextLine> found)
    {
        number++;
        bool tooLong = skipping || line.Length > mostBytes;
        skipping = false;
        byte[] bytes = tooLong ? [] : line.ToArray();
        found.Add(new TextLine(number, bytes.Length > 0 && bytes[^1] == (byte)'\r' ? bytes[..^1] : bytes, tooLong));
    }
}
