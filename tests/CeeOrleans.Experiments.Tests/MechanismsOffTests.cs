using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>
/// With every mechanism off, equal capacity and the same offices under new names, a comparison finds exactly nothing. A
/// hundredth of the nation with three service offices and one industry; in the other plan a Center has the ports, the
/// work, the people and the zone that one of the offices had, and that office is empty.
/// </summary>
public sealed class MechanismsOffTests : IDisposable
{
    private const int Years = 3;

    /// <summary>The office whose place the Center takes.</summary>
    private const int Replaced = 0;

    private readonly string cache = Directory.CreateTempSubdirectory("cee-off-").FullName;

    public void Dispose() => Directory.Delete(cache, recursive: true);

    [Fact]
    public async Task A_Center_that_has_what_an_office_had_makes_no_difference_entry_by_entry()
    {
        (RunInputs offices, RunInputs center) = Plans(mechanismsOff: true);
        Recorder hosts = new();
        Comparison c = await CompareAsync(hosts, offices, center);
        PlanPair pair = c.Pairs[0];

        // Every number of the nation, every cause of waiting, and every number of the offices that keep their names.
        Assert.All(pair.Measures.Where(m => m.Office != "001"), m => Assert.True(m.Estimate.Identical, $"{m.Label} at {m.Office}"));
        Assert.True(pair.Measures.Count(m => m.Office == MeasureTable.Everywhere) > 100);
        Assert.All(pair.Waiting, w => Assert.True(w.ItemDays.Identical));
        Assert.Equal(["S0"], pair.OfficesOnlyInA);
        Assert.Equal(["001"], pair.OfficesOnlyInB);

        // The replaced office against the Center, number by number.
        Measure[] before = [.. pair.A.Measures.Rows.Where(m => m.Office == "S0")];
        Assert.True(before.Length > 10);
        Assert.All(before, m => Assert.Equal(m.PerReplication, pair.B.Measures.Find(m.Name, "001", m.Role, m.Kind)!.PerReplication));

        // Entry by entry: the same pieces of work reach the same desks at the same seconds, and end in the same decisions.
        (List<WorkSeen> seen, List<DecisionRow> decided) = hosts.Worlds[offices.ScenarioHash];
        (List<WorkSeen> seenThere, List<DecisionRow> decidedThere) = hosts.Worlds[center.ScenarioHash];
        int renamed = offices.Offices.Length;
        Assert.True(seen.Count > 30_000 && decided.Count > 3_000);
        Assert.Equal(Sorted(seen), Sorted(seenThere.Select(w => w with { Office = w.Office == renamed ? Replaced : w.Office })));
        // Where the people come from matters for habits only, and those are off.
        Assert.Equal(Sorted(decided.Select(Anybody)), Sorted(decidedThere.Select(d => Anybody(d with { Office = d.Office == renamed ? (ushort)Replaced : d.Office }))));
        Assert.Contains(seenThere, w => w.Office == renamed);
        Assert.DoesNotContain(seenThere, w => w.Office == Replaced);
    }

    [Fact]
    public async Task With_leave_on_the_same_plans_differ_by_who_is_away_when()
    {
        (RunInputs offices, RunInputs center) = Plans(mechanismsOff: false);
        PlanPair pair = (await CompareAsync(new Recorder(), offices, center)).Pairs[0];

        Assert.False(pair.Find(MeasureNames.WaitMean, kind: "contact")!.Estimate.Identical);
        Assert.True(pair.Find(MeasureNames.Filed)!.Estimate.Identical);
    }

    private static (RunInputs Offices, RunInputs Center) Plans(bool mechanismsOff)
    {
        string file = Repository.Scenario("smoke.yaml");
        ScenarioOverride length = new("horizon.length", "180 d");
        RunInputs on = Loaded(ScenarioLoader.Load(file, null, [length]));
        RunInputs smoke = mechanismsOff ? Loaded(ScenarioLoader.Load(file, null, [length, .. Mechanism.All.SelectMany(m => m.Off(on))])) : on;
        int[] zones = [.. smoke.Ports.GroupBy(p => p.Zone).OrderByDescending(g => g.Sum(p => p.Weight)).Take(3).Select(g => g.Key)];
        StaffInput[][] people = [.. new[] { (5, 3), (3, 2), (3, 2) }.Select(n => new[] { new StaffInput(Role.ImportSpecialist, n.Item1), new StaffInput(Role.EntrySpecialist, n.Item2) })];
        ImmutableArray<OfficeInput> offices = [.. zones.Select((z, i) => new OfficeInput($"S{i}", $"Service office {i}", "", smoke.Offices[0].Kind, z, [.. people[i]]))];
        ImmutableArray<PortInput> ports = [.. smoke.Ports.Select(p => p with { Office = Math.Max(0, Array.IndexOf(zones, p.Zone)) })];
        CenterInput closed = smoke.Centers[0] with { Code = "001", Zone = zones[Replaced], Phases = [], Staff = [] };
        RunInputs plan = smoke with
        {
            ScenarioHash = new string(mechanismsOff ? '1' : '3', 64),
            Replications = Years,
            Offices = offices,
            Ports = ports,
            Centers = [closed],

            // One industry: all headings and all importers are the Center's.
            CenterOfHeading = [.. smoke.CenterOfHeading.Select(c => c < 0 ? c : (sbyte)0)],
            Population = smoke.Population! with { ImporterShareByCenter = [1], EntryShareByCenter = [1], ValuePerEntryByCenter = [smoke.Population.ValuePerEntryByCenter[0]] },
        };
        HashSet<int> replaced = [.. Enumerable.Range(0, ports.Length).Where(p => ports[p].Office == Replaced)];
        return (plan, plan with
        {
            ScenarioHash = new string(mechanismsOff ? '2' : '4', 64),
            Offices = offices.SetItem(Replaced, offices[Replaced] with { Staff = [new StaffInput(Role.ImportSpecialist, 0), new StaffInput(Role.EntrySpecialist, 0)] }),
            Centers = [closed with { Phases = [new TakeOverPhase(SimTime.DayOf(new DateOnly(2005, 1, 1)), replaced, Eligibility.AllAccounts)], Staff = offices[Replaced].Staff }],
        });
    }

    private static RunInputs Loaded(LoadedScenario loaded) => loaded.Inputs ?? throw new InvalidOperationException(string.Join(Environment.NewLine, loaded.Errors));

    private static DecisionRow Anybody(DecisionRow row) => row with { Home = 0, DaysAway = 0 };

    private static IEnumerable<WorkSeen> Sorted(IEnumerable<WorkSeen> work) => work.OrderBy(w => w.World).ThenBy(w => w.Item.Seen).ThenBy(w => w.Item.Id);

    private static IEnumerable<DecisionRow> Sorted(IEnumerable<DecisionRow> rows) => rows.OrderBy(r => r.Time).ThenBy(r => r.Id).ThenBy(r => r.Kind).ThenBy(r => r.Outcome);

    private Task<Comparison> CompareAsync(IRunHostFactory hosts, params RunInputs[] plans) => ComparisonService.RunAsync(
        new ComparisonRequest([.. plans.Select((p, i) => new ComparedPlan($"{i}.yaml", p))], ContestMeasure.Declared(plans), []),
        new RunOptions { CacheFolder = cache, Silos = 0, Fresh = true },
        hosts,
        null,
        TestContext.Current.CancellationToken);

    /// <summary>A piece of work that came to an office from outside it.</summary>
    private sealed record WorkSeen(int World, int Office, Domain.Work.WorkItem Item);

    /// <summary>Threads, with everything that reaches offices and everything they decide written down by scenario.</summary>
    private sealed class Recorder : IRunHostFactory
    {
        private readonly InlineRunHostFactory inner = new();

        public Dictionary<string, (List<WorkSeen> Seen, List<DecisionRow> Decided)> Worlds { get; } = [];

        public int Silos => 0;

        public Task WarmAsync(CancellationToken cancellation) => Task.CompletedTask;

        public async Task<IRunHost> StartAsync(Setup setup, CancellationToken cancellation)
        {
            Worlds[setup.Inputs.ScenarioHash] = ([], []);
            return new RecordingHost(await inner.StartAsync(setup, cancellation), Worlds[setup.Inputs.ScenarioHash]);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class RecordingHost(IRunHost inner, (List<WorkSeen> Seen, List<DecisionRow> Decided) into) : IRunHost
    {
        public Task OpenAsync(World world, int office, byte[]? state, CancellationToken cancellation) => inner.OpenAsync(world, office, state, cancellation);

        public Task ProjectAsync(ProjectOrder order, Action<int, IReadOnlyList<ProjectBatch>> accept, CancellationToken cancellation) => inner.ProjectAsync(order, accept, cancellation);

        public async Task<ImmutableArray<AdvanceReport>> AdvanceAsync(World world, ImmutableArray<AdvanceOrder> orders, CancellationToken cancellation)
        {
            foreach (AdvanceOrder order in orders)
            {
                into.Seen.AddRange(order.Inbox.Select(i => new WorkSeen(world.Replication, order.Office, i)));
            }

            ImmutableArray<AdvanceReport> reports = await inner.AdvanceAsync(world, orders, cancellation);
            foreach (AdvanceReport report in reports)
            {
                into.Decided.AddRange(report.Decisions);
            }

            return reports;
        }

        public Task<OfficeReport> CollectAsync(World world, int office, CancellationToken cancellation) => inner.CollectAsync(world, office, cancellation);

        public Task<byte[]> SnapshotAsync(World world, int office, CancellationToken cancellation) => inner.SnapshotAsync(world, office, cancellation);

        public Task CloseAsync(World world, CancellationToken cancellation) => inner.CloseAsync(world, cancellation);
    }
}
