using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Experiments.Theory;

/// <summary>A number that theory gives for a plain queue in steady state.</summary>
/// <param name="Name">"mean wait".</param>
/// <param name="Unit">"minutes", "share" or "items".</param>
public sealed record TheoryValue(string Name, string Unit, double Value);

/// <summary>
/// A scenario that is one of the queues with a closed form: one steady Poisson source of single items, one kind that
/// leaves when finished, one office with one desk, round the clock, without leave.
/// </summary>
/// <param name="Notation">Kendall's, for example "M/M/3".</param>
/// <param name="Rate">Arrivals per second.</param>
/// <param name="Service">Case time in seconds, direct share 1.</param>
public sealed record PlainQueue(string Notation, int Servers, double Rate, Distribution Service)
{
    /// <summary>λ·E[S] ÷ c.</summary>
    public double Load => Rate * Service.Mean / Servers;

    /// <summary>True when the tail of the wait has a closed form: exponential service, or servers without end.</summary>
    public bool HasTail => Unlimited || Service.Kind == DistributionKind.Exponential;

    /// <summary>True when there are so many servers that nobody waits.</summary>
    public bool Unlimited => Notation.EndsWith('∞');

    /// <summary>Recognises a queue; null when the scenario is none, or has no steady state.</summary>
    public static PlainQueue? Recognise(RunInputs inputs)
    {
        if (inputs.Population is not null || inputs.Sources.Length != 1 || inputs.Offices.Length != 1 || inputs.Centers.Length != 0)
        {
            return null;
        }

        SourceInput source = inputs.Sources[0];
        KindInput? kind = inputs.Kinds.FirstOrDefault(k => k.Kind == source.Kind);
        if (kind is null || !kind.Next.IsDefaultOrEmpty || source.Batch != 1 || source.AtCut || !source.Rate.IsDefaultOrEmpty
            || source.Between.Kind != DistributionKind.Exponential || !RoundTheClock(inputs.People))
        {
            return null;
        }

        int servers = inputs.Offices[0].Staff.Where(s => s.Role == kind.Role).Sum(s => s.People);
        double rate = 1 / source.Between.Mean;
        double offered = rate * kind.Service.Mean;
        if (servers < 1 || offered >= servers)
        {
            return null;
        }

        // Ten standard deviations of the number busy above its mean: the chance to wait is below 1e-15.
        if (servers >= offered + (10 * Math.Sqrt(offered)) + 20)
        {
            return new PlainQueue(kind.Service.Kind == DistributionKind.Exponential ? "M/M/∞" : "M/G/∞", servers, rate, kind.Service);
        }

        return kind.Service.Kind switch
        {
            DistributionKind.Exponential => new PlainQueue(FormattableString.Invariant($"M/M/{servers}"), servers, rate, kind.Service),
            DistributionKind.Constant when servers == 1 => new PlainQueue("M/D/1", 1, rate, kind.Service),
            _ when servers == 1 => new PlainQueue("M/G/1", 1, rate, kind.Service),
            _ => null,
        };
    }

    /// <summary>What theory says, in the order of the report. Waits in minutes.</summary>
    public ImmutableArray<TheoryValue> Values()
    {
        double mean = Unlimited ? 0
            : Service.Kind == DistributionKind.Exponential ? QueueTheory.MeanWaitMmc(Servers, Rate, Service.Mean)
            : QueueTheory.MeanWaitMg1(Rate, Service.Mean, Service.Cv);
        List<TheoryValue> values =
        [
            new("utilisation", "share", Load),
            new("mean wait", "minutes", mean / 60),
            new("mean time at the office", "minutes", (mean + Service.Mean) / 60),
            new("mean number at the office", "items", Rate * (mean + Service.Mean)),
        ];
        if (Unlimited)
        {
            values.Add(new("share that waits", "share", 0));
        }
        else if (HasTail)
        {
            values.Add(new("share that waits", "share", QueueTheory.ErlangC(Servers, Rate * Service.Mean)));
            values.Add(new("wait p90", "minutes", QueueTheory.QuantileMmc(Servers, Rate, Service.Mean, 0.90) / 60));
            values.Add(new("wait p95", "minutes", QueueTheory.QuantileMmc(Servers, Rate, Service.Mean, 0.95) / 60));
        }
        else
        {
            // One server: an arrival waits with the chance that the server is busy, whatever the service (PASTA).
            values.Add(new("share that waits", "share", Load));
        }

        return [.. values];
    }

    /// <summary>Chance to wait longer than t seconds; only where <see cref="HasTail"/>.</summary>
    /// <exception cref="InvalidOperationException">The tail has no closed form.</exception>
    public double Tail(double t) => Unlimited ? 0
        : HasTail ? QueueTheory.TailMmc(Servers, Rate, Service.Mean, t)
        : throw new InvalidOperationException($"The tail of {Notation} has no closed form here.");

    private static bool RoundTheClock(PeopleInput people) =>
        people is { DirectShare: 1, Ramp: 1, SickDays: 0, TrainingDays: 0 } && people.Shift.IsDefaultOrEmpty && people.LeaveBlocks.IsDefaultOrEmpty;
}
