using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// Writes down what one replication delivers to its desks, so that another simulator can serve the very same items: when
/// each is seen, where, how urgent it is, how long it takes, and what follows from it at the same office. Times are
/// working seconds of the office's zone, so the other simulator needs no calendar.
/// </summary>
internal sealed class ItemStream(Setup setup, InlineRunHost inner) : IRunHost
{
    private const int MostStages = 16;
    private readonly List<(int Office, WorkItem Item)> delivered = [];
    private readonly Dictionary<WorkKind, KindInput> kinds = setup.Inputs.Kinds.ToDictionary(k => k.Kind);
    private readonly Dictionary<WorkKind, Sampler> samplers = setup.Inputs.Kinds.ToDictionary(k => k.Kind, k => new Sampler(k.Service));
    private readonly int day0 = SimTime.DayOf(setup.Start);

    public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation) => inner.OpenAsync(world, office, state, cancellation);

    public Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation) => inner.ProjectAsync(order, accept, cancellation);

    public Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
    {
        foreach (AdvanceOrder order in orders)
        {
            foreach (WorkItem item in order.Inbox)
            {
                delivered.Add((order.Office, item));
            }
        }

        return inner.AdvanceAsync(world, orders, cancellation);
    }

    public Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => inner.CollectAsync(world, office, cancellation);

    public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => inner.SnapshotAsync(world, office, cancellation);

    public Task CloseAsync(World world, CancellationToken cancellation) => inner.CloseAsync(world, cancellation);

    /// <summary>Working seconds from the start of the horizon to a moment, at UTC: the end of a run for the other simulator.</summary>
    public long Horizon(int days) => Working(ZoneTable.Utc, days > 0 ? setup.Start + ((long)days * SimTime.Day) : setup.End);

    /// <summary>Writes desks and items, ascending by time; returns how many items.</summary>
    public int Write(ReplicationResult result, string desks, string items)
    {
        Dictionary<int, int> people = result.Desks.ToDictionary(d => DeskOf(d.Office, d.Role), d => d.People);
        File.WriteAllLines(desks, people.OrderBy(p => p.Key).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key},{p.Value}")).Prepend("desk,people"));
        ulong key = KeyedRandom.Key(setup.Inputs.Seed, result.Replication);
        HashSet<long> unmanned = [];
        List<(long At, string Line)> rows = new(delivered.Count);
        foreach ((int office, WorkItem item) in delivered)
        {
            KindInput kind = kinds[item.Kind];
            if (kind.Role == Role.PartnerAgencyOfficer)
            {
                continue;
            }

            if (!people.ContainsKey(DeskOf(office, kind.Role)))
            {
                // The covering desk sees it later; there it is taken.
                unmanned.Add(item.Id);
                continue;
            }

            if (!item.HandedOver || unmanned.Remove(item.Id))
            {
                Add(rows, people, key, office, item);
            }
        }

        rows.Sort((a, b) => a.At.CompareTo(b.At));
        using StreamWriter writer = new(items, append: false, Encoding.ASCII, 1 << 20);
        writer.WriteLine("at,desk,priority,service,expires,follow");
        foreach ((long at, string rest) in rows)
        {
            writer.Write(at);
            writer.Write(',');
            writer.WriteLine(rest);
        }

        return rows.Count;
    }

    private static int DeskOf(int office, Role role) => (2 * office) + (role == Role.ImportSpecialist ? 0 : 1);

    private void Add(List<(long At, string Line)> rows, Dictionary<int, int> people, ulong key, int office, WorkItem item)
    {
        ZoneTable zone = Zone(office);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Stage(key, office, item, zone, ',')},");
        long arrived = Math.Max(item.Seen, setup.Start);
        long time = arrived;
        WorkItem now = item;
        for (int stage = 0; stage < MostStages; stage++)
        {
            Luck luck = KeyedRandom.Draw(key, Purpose.Decision, (ulong)now.Id, 0);
            Decision decision = WorkRules.For(now.Kind).Finish(now, time, luck, setup.Inputs.Work!);
            if (decision.Also.Kind != WorkKind.None && !decision.Also.ByRoute && time + decision.Also.DelaySeconds < setup.End
                && people.ContainsKey(DeskOf(office, kinds[decision.Also.Kind].Role)))
            {
                WorkItem also = Next(now, decision.Also, WorkId.NextStage(now.Id) | 64, time);
                rows.Add((Working(zone, also.Seen), $"{Stage(key, office, also, zone, ',')},"));
            }

            // What goes to another office was delivered there, and stands in the stream as an item of its own.
            FollowUp then = decision.Then;
            if (then.Kind == WorkKind.None || then.ByRoute || time + then.DelaySeconds >= setup.End || !people.ContainsKey(DeskOf(office, kinds[then.Kind].Role)))
            {
                break;
            }

            long before = Working(zone, time);
            now = Next(now, then, WorkId.NextStage(now.Id), time);
            time = now.Seen;
            text.Append(CultureInfo.InvariantCulture, $"{(stage == 0 ? "" : ";")}{Working(zone, time) - before}:{Stage(key, office, now, zone, ':')}");
        }

        rows.Add((Working(zone, arrived), text.ToString()));
    }

    private static WorkItem Next(in WorkItem done, in FollowUp next, long id, long time) => done with
    {
        Id = id,
        Kind = next.Kind,
        Arose = time + next.DelaySeconds,
        Seen = time + next.DelaySeconds,
        Deadline = next.Deadline,
        Entries = next.Entries > 0 ? next.Entries : done.Entries,
        HandedOver = false,
    };

    /// <summary>Desk, priority (rank, then risk in the pool), elapsed service seconds, and when it lapses; 0 for never.</summary>
    private string Stage(ulong key, int office, in WorkItem item, ZoneTable zone, char between)
    {
        KindInput kind = kinds[item.Kind];
        PeopleInput staff = setup.Inputs.People;
        double factor = WorkRules.For(item.Kind).TimeFactor(item.Entries, setup.Inputs.Work!) / (staff.DirectShare * staff.Ramp);
        long service = samplers[item.Kind].Seconds(KeyedRandom.Draw(key, Purpose.Service, (ulong)item.Id, 0).A, factor);
        bool pool = kind.Rank == Rank.Pool;
        int priority = ((int)kind.Rank << 16) | (pool ? item.RiskRank : 0);
        long expires = 0;
        if (pool)
        {
            RateInput rates = setup.Inputs.Rates!;
            int day = Math.Min(
                setup.Inputs.Calendar.AddBusinessDays(item.FiledDay, rates.PoolBusinessDays),
                item.FiledDay + setup.Inputs.Work!.LiquidationDays - rates.PoolDaysBeforeLiquidation);
            expires = Math.Max(1, Working(zone, zone.ToUtc(day + 1, 0)));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{DeskOf(office, kind.Role)}{between}{priority}{between}{service}{between}{expires}");
    }

    private ZoneTable Zone(int office) => setup.Inputs.Zones[office < setup.Inputs.Offices.Length
        ? setup.Inputs.Offices[office].Zone
        : setup.Inputs.Centers[office - setup.Inputs.Offices.Length].Zone];

    /// <summary>Seconds that desks of a zone are open between the first day of the horizon and a moment.</summary>
    private long Working(ZoneTable zone, long utc)
    {
        int day = zone.LocalDay(utc);
        long second = utc + zone.OffsetAt(utc) - SimTime.StartOf(day);
        BusinessCalendar calendar = setup.Inputs.Calendar;
        bool open = calendar.IsBusinessDay(day);
        long whole = 0;
        long today = 0;
        foreach ((int from, int to) in setup.Inputs.People.Shift)
        {
            whole += to - from;
            today += open ? Math.Clamp(second - from, 0, to - from) : 0;
        }

        return ((long)calendar.BusinessDaysBetween(day0 - 1, day - 1) * whole) + today;
    }
}
