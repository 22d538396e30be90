using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Plan;

/// <summary>Surges and shocks as tables of integers, so that the inner loops of a projection look up and compare.</summary>
internal sealed class ShockTables
{
    /// <summary>One, in the fixed point of factors.</summary>
    public const int FactorBits = 16;

    private readonly Setup setup;
    private readonly ShockInput input;

    public ShockTables(Setup setup)
    {
        this.setup = setup;
        input = setup.Inputs.Shocks;
        Waves = [.. input.Tariffs.Select(t => new TariffWave(t))];
        Bursts = [.. input.Bursts];
        Diversions = [.. input.Ports];
        SmallCents = input.DeMinimis.Length == 0 ? 0 : (long)(input.DeMinimis.Sum(d => d.MeanCents * d.EntriesPerYear) / Math.Max(1e-9, input.DeMinimis.Sum(d => d.EntriesPerYear)));
    }

    public TariffWave[] Waves { get; }

    public MessageBurst[] Bursts { get; }

    public PortClosure[] Diversions { get; }

    /// <summary>Mean value of an entry that was none before, cents.</summary>
    public long SmallCents { get; }

    /// <summary>
    /// Entries of each day of an entry-year against those without the shocks, in 1/65,536; null when no day has more.
    /// </summary>
    public uint[]? Volume(int entryYear, int firstDay, int length) =>
        Factors(length, d => Surge(firstDay + d) + SmallAt(entryYear, firstDay + d));

    /// <summary>Of <see cref="Volume"/>, the usual entries and those that needed none before; the rest is a surge of usual ones. Null when no day has small ones.</summary>
    public uint[]? WithSmall(int entryYear, int firstDay, int length) => Factors(length, d => 1 + SmallAt(entryYear, firstDay + d));

    private double Surge(int day) => input.Volumes.Where(v => day >= v.FromDay && day < v.UntilDay).Aggregate(1.0, (f, v) => f * v.Factor);

    private double SmallAt(int entryYear, int day) =>
        input.DeMinimis.Where(s => day >= s.FromDay).Sum(s => s.EntriesPerYear) / (setup.Inputs.Population!.SummariesPerYear * setup.GrowthTo(entryYear));

    private static uint[]? Factors(int length, Func<int, double> factor)
    {
        uint[] factors = [.. Enumerable.Range(0, length).Select(d => (uint)Math.Min(uint.MaxValue, Math.Round(factor(d) * (1 << FactorBits))))];
        return factors.Any(v => v != 1 << FactorBits) ? factors : null;
    }

    /// <summary>Which closure diverts an entry of this port and day; -1: none.</summary>
    public int DiversionOf(int port, int day)
    {
        for (int i = 0; i < Diversions.Length; i++)
        {
            PortClosure c = Diversions[i];
            if (c.Port == port && day >= c.FromDay && day < c.UntilDay)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Marks the days on which an office is lost as days of absence of all its people.</summary>
    public void CloseSite(int office, int firstDay, bool[][] away)
    {
        foreach (SiteLoss site in input.Sites.Where(s => s.Office == office))
        {
            foreach (bool[] person in away)
            {
                int from = Math.Clamp(site.FromDay - firstDay, 0, person.Length);
                int until = Math.Clamp(site.UntilDay - firstDay, from, person.Length);
                person.AsSpan(from, until - from).Fill(true);
            }
        }
    }
}

/// <summary>
/// Corrections and protests that a change of duties adds. Their bands of luck lie above those of all fates, so that only
/// entries nobody would have touched are taken, and the share of a band that arises falls with the days since the change.
/// </summary>
internal sealed class TariffWave
{
    /// <summary>Half-lives after which a wave is over: what is left is below a millionth.</summary>
    private const int HalfLives = 20;

    private readonly bool[] headings = new bool[10_000];
    private readonly uint[] decay;

    public TariffWave(TariffChange change)
    {
        FromDay = change.FromDay;
        foreach (ushort heading in change.Headings)
        {
            headings[heading] = true;
        }

        MoreCorrections = More(change.Corrections);
        MoreProtests = More(change.Protests);
        decay = [.. Enumerable.Range(0, change.HalfLifeDays * HalfLives).Select(d => (uint)Math.Round(uint.MaxValue * Math.Pow(2, -(double)d / change.HalfLifeDays)))];
    }

    public int FromDay { get; }

    /// <summary>Factor less one, in 1/65,536.</summary>
    public ulong MoreCorrections { get; }

    /// <summary>Factor less one, in 1/65,536.</summary>
    public ulong MoreProtests { get; }

    public bool Has(int heading) => headings[heading];

    /// <summary>Whether luck lets something of the wave arise on a day.</summary>
    public bool Arises(int day, uint word) => day >= FromDay && day - FromDay < decay.Length && word < decay[day - FromDay];

    private static ulong More(double factor) => (ulong)Math.Round((factor - 1) * (1 << ShockTables.FactorBits));
}
