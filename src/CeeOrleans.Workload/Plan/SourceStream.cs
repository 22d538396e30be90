using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// A plain stream of arrivals: gaps by inversion, keyed by (source, arrival). A rate that varies by hour is a steady
/// stream at the greatest rate, thinned by a keyed uniform (Lewis and Shedler 1979).
/// </summary>
internal sealed class SourceStream
{
    private readonly Setup setup;
    private readonly SourceInput source;
    private readonly int number;
    private readonly ulong key;
    private readonly Sampler gaps;
    private readonly double greatest;
    private uint candidate;
    private double clock;
    private int made;

    public SourceStream(Setup setup, int number, int replication)
    {
        this.setup = setup;
        this.number = number;
        source = setup.Inputs.Sources[number];
        key = KeyedRandom.Key(setup.Inputs.Seed, replication);
        greatest = source.Rate.IsDefaultOrEmpty ? 1 : source.Rate.Max();
        gaps = new Sampler(source.Between.WithMean(source.Between.Mean / greatest));
        Advance();
    }

    /// <summary>Adds everything that arrives before a moment, seconds after the start of the horizon.</summary>
    public void Until(long time, List<RoutedWork> into)
    {
        while (setup.Start + (long)Math.Round(clock) < time)
        {
            long at = setup.Start + (long)Math.Round(clock);
            for (int i = 0; i < source.Batch; i++)
            {
                // An importer number of its own keeps the identities of sources apart.
                into.Add(new RoutedWork((ushort)source.Office, new WorkItem
                {
                    Id = WorkId.Pack(number, made >> 24, made & WorkId.MaxEntry, 0),
                    Arose = at,
                    Seen = source.AtCut ? setup.NextCut(at) : at,
                    Kind = source.Kind,
                    Entries = 1,
                    Center = -1,
                }));
                made++;
            }

            Advance();
        }
    }

    /// <summary>
    /// The clock is kept exact between arrivals and rounded for each one, so that rounding never drifts; one chain of
    /// additions per source, always in the same order.
    /// </summary>
    private void Advance()
    {
        while (true)
        {
            Luck luck = KeyedRandom.Draw(key, Purpose.Source, (ulong)number, candidate++);
            clock += gaps.Value(luck.A);
            if (source.Rate.IsDefaultOrEmpty)
            {
                return;
            }

            int hour = (int)((setup.Start + (long)clock) / SimTime.Hour % 24);
            if (KeyedRandom.Unit(luck.B) * greatest < source.Rate[hour])
            {
                return;
            }
        }
    }
}
