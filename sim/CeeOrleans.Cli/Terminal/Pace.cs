namespace CeeOrleans.Cli.Terminal;

/// <summary>
/// How long something still takes, by how fast it went of late. What was stored before is passed in a moment, and what comes
/// first may be slow or fast: over the whole time so far either would mislead.
/// </summary>
internal sealed class Pace
{
    /// <summary>How far it looks back.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    /// <summary>Below this share of the whole, the time left is a guess and is not told.</summary>
    private const double GuessBelow = 0.02;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan At, double Fraction)> points = new([(TimeSpan.Zero, 0)]);
    private TimeSpan newest = TimeSpan.Zero;

    /// <param name="elapsed">Since the start; not before that of an earlier call.</param>
    /// <param name="fraction">Of the whole, 0 to 1.</param>
    /// <returns>Null where nothing can be said: too early, at the end, or nothing moved of late.</returns>
    public TimeSpan? Left(TimeSpan elapsed, double fraction)
    {
        while (points.Count > 1 && elapsed - points.ElementAt(1).At >= Memory)
        {
            points.Dequeue();
        }

        (TimeSpan at, double before) = points.Peek();
        if (elapsed - newest >= Apart)
        {
            points.Enqueue((elapsed, fraction));
            newest = elapsed;
        }

        double moved = fraction - before;
        return fraction is < GuessBelow or >= 1 || moved <= 0 || elapsed <= at ? null : (elapsed - at) * ((1 - fraction) / moved);
    }
}
