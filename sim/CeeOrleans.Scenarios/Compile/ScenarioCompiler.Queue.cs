using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Plain queues: one desk of one office, open round the clock, everybody always there.</summary>
internal sealed partial class ScenarioCompiler
{
    /// <summary>Code of the one office of a plain queue.</summary>
    public const string QueueOffice = "queue";

    /// <summary>Most arrivals that one stream may be expected to bring.</summary>
    private const double MostArrivals = 100e6;

    private RunInputs Queue()
    {
        int servers = file.Get("queue.servers", new Servers(1)).People ?? Servers.Unlimited;

        // Kinds are numbered by name, so that their order in the file changes neither hash nor luck.
        List<string> names = [.. file.NamesUnder("queue.kinds").Order(StringComparer.Ordinal)];
        Dictionary<string, WorkKind> kinds = names.Select((n, i) => (n, i)).ToDictionary(x => x.n, x => (WorkKind)((int)WorkKind.Plain + x.i), StringComparer.Ordinal);
        RunInputs common = Common(
            [ZoneTable.Utc],
            [new OfficeInput(QueueOffice, "the queue", "", OfficeKind.Queue, 0, [new StaffInput(Role.ImportSpecialist, servers)])],
            [.. names.Select(n => QueueKind(n, kinds))]);
        ImmutableArray<TargetInput> targets = Targets(kinds, _ => false, k => common.Kinds.Any(x => x.Kind == k && (x.Clock.Unit != ClockUnit.None || x.Target is not null)));
        return common with
        {
            Sources = Arrivals(kinds, common.Days),
            Opening = Opening([QueueOffice], kinds),
            Targets = targets,
            Kinds = [.. common.Kinds.Select(k => k with { Unprotected = k.Unprotected && targets.All(t => t.Kind != k.Kind) })],
        };
    }

    private KindInput QueueKind(string name, Dictionary<string, WorkKind> kinds)
    {
        string path = $"queue.kinds.{name}";
        Distribution service = file.Get($"{path}.minutes", Distribution.Constant(1));
        if (service.Mean <= 0)
        {
            errors.Add(file.PlaceOf($"{path}.minutes"), $"{path}.minutes: work takes time; a mean above 0 is needed");
        }

        WorkClock clock = file.Get($"{path}.clock", default(WorkClock));
        WorkClock? target = file.Find($"{path}.target")?.Value as WorkClock?;
        var next = ImmutableArray.CreateBuilder<PlainNext>();
        double sum = 0;
        for (int i = 0; i < file.CountOf($"{path}.then"); i++)
        {
            string at = $"{path}.then[{i}]";
            double share = Real($"{at}.share");
            sum += share;
            if (KindOf($"{at}.kind", kinds) is { } kind)
            {
                next.Add(new PlainNext(kind, 0, share));
            }
        }

        if (sum > 1 + 1e-9)
        {
            errors.Add(file.PlaceOf($"{path}.then"), $"{path}.then: the shares sum to {Quantities.Dimension.Share.Write(Math.Round(sum, 6))}; at most 100 % is allowed");
        }

        return new KindInput
        {
            Kind = kinds[name],
            Name = name,
            Role = Role.ImportSpecialist,
            Rank = (Rank)file.Get($"{path}.rank", (int)Rank.Routine),
            Service = service,
            Clock = clock,
            Target = target is { Unit: ClockUnit.None } ? null : target,
            Unprotected = file.Get($"{path}.unprotected", false) || (clock.Unit == ClockUnit.None && target is null or { Unit: ClockUnit.None }),
            Preempts = file.Get($"{path}.preempts", false),
            Next = next.ToImmutable(),
        };
    }

    private ImmutableArray<SourceInput> Arrivals(Dictionary<string, WorkKind> kinds, int days)
    {
        var sources = ImmutableArray.CreateBuilder<SourceInput>();
        for (int i = 0; i < file.CountOf("queue.arrivals"); i++)
        {
            string at = $"queue.arrivals[{i}]";
            Distribution every = file.Get($"{at}.every", Distribution.Constant(60));
            int batch = file.Get($"{at}.batch", 1);
            if (every.Mean < 1)
            {
                errors.Add(file.PlaceOf($"{at}.every"), $"{at}.every: time is whole seconds; a mean of at least 1 s is needed");
            }
            else if (days * (double)SimTime.Day / every.Mean * batch > MostArrivals)
            {
                errors.Add(file.PlaceOf($"{at}.every"), $"{at}.every: brings more than {MostArrivals:#,0} items in the horizon; a longer time between arrivals or a shorter horizon is needed");
            }

            ImmutableArray<double> rate = [.. Enumerable.Range(0, file.CountOf($"{at}.rate")).Select(h => Real($"{at}.rate[{h}]"))];
            if (rate.Length == 24)
            {
                if (every.Kind != DistributionKind.Exponential)
                {
                    errors.Add(file.PlaceOf($"{at}.rate"), $"{at}.rate: only exponential gaps may have a rate by hour");
                }

                if (Math.Abs(rate.Average() - 1) > 1e-6)
                {
                    errors.Add(file.PlaceOf($"{at}.rate"), $"{at}.rate: the 24 rates have the mean {Quantities.NumberText.Format(Math.Round(rate.Average(), 6))}; it must be 1");
                }
            }

            if (KindOf($"{at}.kind", kinds) is { } kind)
            {
                sources.Add(new SourceInput(0, kind, every, batch, file.Get($"{at}.at cut", false)) { Rate = rate });
            }
        }

        return sources.ToImmutable();
    }
}
