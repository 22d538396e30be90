using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Testing;

/// <summary>Plain queues for tests: one time zone, no holidays, midnight cut, whoever is named works round the clock.</summary>
internal static class PlainQueue
{
    /// <summary>Monday, 4 January 2016.</summary>
    public static readonly int Monday = SimTime.DayOf(new DateOnly(2016, 1, 4));

    public static RunInputs Inputs(int days, ulong seed, ImmutableArray<OfficeInput> offices, ImmutableArray<SourceInput> sources, ImmutableArray<KindInput> kinds) => new()
    {
        Name = "plain queue",
        ScenarioHash = new string('a', 64),
        DataHash = new string('b', 64),
        StartDay = Monday,
        Days = days,
        Seed = seed,
        Replications = 1,
        CutSecond = 0,
        Calendar = new BusinessCalendar(SimTime.DayOf(new DateOnly(2000, 1, 1)), SimTime.DayOf(new DateOnly(2060, 1, 1)), []),
        Zones = [ZoneTable.Utc],
        Ports = [],
        Centers = [],
        Offices = offices,
        Sources = sources,
        Kinds = kinds,
    };

    public static OfficeInput Office(int import, int entry = 0, string code = "Q") =>
        new(code, "Queue " + code, "", OfficeKind.Queue, 0, [new StaffInput(Role.ImportSpecialist, import), new StaffInput(Role.EntrySpecialist, entry)]);

    public static KindInput Kind(int number, Distribution service, Role role = Role.ImportSpecialist, Rank rank = Rank.Reply) => new()
    {
        Kind = WorkKind.Plain + (byte)number,
        Name = "customer " + number,
        Role = role,
        Rank = rank,
        Service = service,
        Clock = default,
    };

    public static Setup OneOffice(int servers, Distribution between, Distribution service, int days, ulong seed, int batch = 1) =>
        Setup.Compile(Inputs(days, seed, [Office(servers)], [new SourceInput(0, WorkKind.Plain, between, batch)], [Kind(0, service)]));

    public static ReplicationResult Run(Setup setup, InlineHost host, int replication = 1) =>
        new RunPlan(setup, host, replication).RunAsync("w", Opening.Empty(setup), CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The customers of one source in order of their number, as the offices told their steps.</summary>
    public static List<Customer> Customers(Setup setup, int replication, int source = 0)
    {
        List<Customer> customers = [];
        InlineHost host = new(setup) { Opened = (_, kernel) => kernel.Watch(source, Note) };
        Run(setup, host, replication);
        return customers;

        void Note(WorkStep step)
        {
            int number = WorkId.Entry(step.Item.Id);
            while (customers.Count <= number)
            {
                customers.Add(new Customer());
            }

            Customer c = customers[number];
            switch (step.Kind)
            {
                case StepKind.Seen:
                    c.Visits++;
                    c.Seen = Math.Min(c.Seen, step.Time);
                    break;
                case StepKind.Started:
                    c.Started = Math.Min(c.Started, step.Time);
                    break;
                case StepKind.Finished:
                    c.Finished = step.Time;
                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>One customer: first seen, first touched, last finished.</summary>
internal sealed class Customer
{
    public long Seen { get; set; } = long.MaxValue;

    public long Started { get; set; } = long.MaxValue;

    public long Finished { get; set; } = long.MinValue;

    public int Visits { get; set; }

    public long Wait => Started - Seen;

    public long Sojourn => Finished - Seen;
}
