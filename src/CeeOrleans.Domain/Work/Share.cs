namespace CeeOrleans.Domain.Work;

/// <summary>
/// A probability as an integer threshold against a uniform 32-bit word, so that a fate never depends on the rounding
/// of a processor. Resolution 2^-32.
/// </summary>
public readonly record struct Share
{
    private readonly ulong threshold;

    private Share(ulong threshold) => this.threshold = threshold;

    /// <param name="fraction">0 to 1, ends included.</param>
    public static Share Of(double fraction)
    {
        if (!(fraction >= 0 && fraction <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share lies between 0 and 1.");
        }

        return new Share((ulong)Math.Round(fraction * 4294967296.0));
    }

    /// <summary>Whether the event happens for this uniform word.</summary>
    public bool Hits(uint uniform) => uniform < threshold;

    /// <summary>
    /// The share of either of two fates that exclude each other: the first happens where it hits, the second where the
    /// sum hits and the first does not, both by one word. A sum over 1 is cut to 1.
    /// </summary>
    public static Share operator +(Share first, Share second) => new(Math.Min(first.threshold + second.threshold, 1UL << 32));

    /// <summary>The same as the operator.</summary>
    public Share Add(Share other) => this + other;

    public double Fraction => threshold / 4294967296.0;
}

/// <summary>
/// A delay by inversion from a table of its quantiles, in whole seconds. 1,024 steps with linear interpolation: the
/// mean of a smooth delay is met within 0.1 %.
/// </summary>
public sealed class DelayTable
{
    /// <summary>Number of steps of the table.</summary>
    public const int Steps = 1024;

    private readonly long[] seconds;

    /// <param name="quantiles">Seconds at probabilities 0/1024, 1/1024, … 1024/1024, ascending; the last one finite.</param>
    public DelayTable(IReadOnlyList<long> quantiles)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(quantiles.Count, Steps + 1);
        for (int i = 1; i <= Steps; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(quantiles[i], quantiles[i - 1], nameof(quantiles));
        }

        seconds = [.. quantiles];
    }

    /// <summary>Always the same delay.</summary>
    public static DelayTable Constant(long delay) => new([.. Enumerable.Repeat(delay, Steps + 1)]);

    public long At(uint uniform)
    {
        uint step = uniform >> 22;
        long low = seconds[step];
        long width = seconds[step + 1] - low;
        return low + ((width * (uniform & 0x3FFFFF)) >> 22);
    }

    /// <summary>The table itself, for hashes and for charts.</summary>
    public ReadOnlySpan<long> Quantiles => seconds;
}
