using System.Text.Json;
using System.Text.Json.Serialization;

namespace CeeOrleans.Workload.Results;

/// <summary>
/// A mergeable sketch of durations in whole seconds: log-linear cells, 64 to an octave, so a quantile is met within
/// 0.8 %. Below 128 seconds it is exact. Our own and not HdrHistogram, because its cells cross between silos and go
/// into the result hash as they are, and because a sketch of a few values takes tens of bytes, not 100 KB: a national
/// run has up to 6,500 of them. Memory: 4 bytes a cell up to the largest value seen.
/// </summary>
[JsonConverter(typeof(DurationSketchJson))]
public sealed class DurationSketch
{
    /// <summary>Cells of one octave.</summary>
    public const int CellsPerOctave = 64;

    private int[] cells = [];

    /// <summary>A sketch without values. Never add to it.</summary>
    public static DurationSketch Empty { get; } = new();

    public DurationSketch()
    {
    }

    /// <param name="cells">Counts by cell, as <see cref="Cells"/> gave them.</param>
    public DurationSketch(ReadOnlySpan<int> cells)
    {
        this.cells = cells.ToArray();
        foreach (int n in cells)
        {
            Count += n;
        }
    }

    public long Count { get; private set; }

    /// <summary>Counts by cell, without trailing zeros beyond the largest value.</summary>
    public ReadOnlySpan<int> Cells => cells;

    /// <param name="seconds">0 or more.</param>
    public void Add(long seconds)
    {
        int cell = CellOf(seconds);
        if (cell >= cells.Length)
        {
            Array.Resize(ref cells, ((cell >> 5) + 1) << 5);
        }

        cells[cell]++;
        Count++;
    }

    public void Merge(DurationSketch other)
    {
        if (other.cells.Length > cells.Length)
        {
            Array.Resize(ref cells, other.cells.Length);
        }

        for (int i = 0; i < other.cells.Length; i++)
        {
            cells[i] += other.cells[i];
        }

        Count += other.Count;
    }

    /// <summary>The middle of the cell that holds the q-quantile, in seconds; NaN without values.</summary>
    public double Quantile(double q)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        long rank = Math.Clamp((long)Math.Ceiling(q * Count), 1, Count);
        long seen = 0;
        for (int i = 0; i < cells.Length; i++)
        {
            seen += cells[i];
            if (seen >= rank)
            {
                return (LowerEdge(i) + LowerEdge(i + 1) - 1) / 2.0;
            }
        }

        throw new InvalidOperationException("The cells do not add up to the count.");
    }

    /// <summary>Smallest value of a cell.</summary>
    public static long LowerEdge(int cell)
    {
        if (cell < 2 * CellsPerOctave)
        {
            return cell;
        }

        int octave = (cell / CellsPerOctave) - 1;
        return (long)(CellsPerOctave + (cell % CellsPerOctave)) << octave;
    }

    private static int CellOf(long seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        if (seconds < 2 * CellsPerOctave)
        {
            return (int)seconds;
        }

        int octave = 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)seconds) - 6;
        return ((octave + 1) * CellsPerOctave) + (int)((seconds >> octave) - CellsPerOctave);
    }
}

/// <summary>A sketch in JSON: the array of its cells.</summary>
internal sealed class DurationSketchJson : JsonConverter<DurationSketch>
{
    public override DurationSketch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<int[]>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, DurationSketch value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (int n in value.Cells)
        {
            writer.WriteNumberValue(n);
        }

        writer.WriteEndArray();
    }
}
