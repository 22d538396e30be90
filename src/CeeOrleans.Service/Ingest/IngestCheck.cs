using System.Runtime.CompilerServices;

namespace CeeOrleans.Service.Ingest;

/// <summary>
/// The form of a day's file, without a service: what can't be read is rejected here as it is there. Whether an account accepts
/// what can be read depends on its state, and nobody is asked.
/// </summary>
public static class IngestCheck
{
    /// <param name="first">Number of the first line; the header of a CSV is not counted when this is not 1.</param>
    /// <returns>For every line that holds something its number, and why it can't be read; null when it can.</returns>
    /// <exception cref="FormatException">A CSV without a header.</exception>
    public static async IAsyncEnumerable<(long Line, string? Error)> ReadAsync(Stream part, IngestFormat format, long first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (IngestLine line in IngestReader.ReadAsync(part, format, first, "check", cancellation).ConfigureAwait(false))
        {
            yield return (line.Number, line.Error);
        }
    }
}
