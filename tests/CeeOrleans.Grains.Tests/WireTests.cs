using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Contracts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace CeeOrleans.Grains.Tests;

/// <summary>Every message comes out of the serializer as it went in, with every field at a value of its own.</summary>
public sealed class WireTests : IDisposable
{
    private readonly ServiceProvider services;
    private readonly Serializer serializer;

    public WireTests()
    {
        services = new ServiceCollection()
            .AddSerializer(b => b.AddAssembly(typeof(IImporterGrain).Assembly).AddAssembly(typeof(UnknownSetupException).Assembly))
            .BuildServiceProvider();
        serializer = services.GetRequiredService<Serializer>();
    }

    private static RoutedWork Work(int n) => new((ushort)(65_535 - n), new WorkItem
    {
        Id = WorkId.Pack(WorkId.MaxImporter - n, -3, WorkId.MaxEntry, 255),
        Arose = -5_000_000_000 + n,
        Seen = 5_000_000_000 + n,
        Deadline = 6_000_000_000,
        ValueDollars = int.MaxValue,
        FiledDay = -7,
        Port = 328,
        Heading = 9999,
        Entries = ushort.MaxValue,
        RiskRank = 12_345,
        Kind = WorkKind.Protest,
        Center = -1,
        Flags = AccountFlags.Isa | AccountFlags.Small,
        Referred = n % 2 == 0,
        HandedOver = n % 3 == 0,
        Extended = n % 5 == 0,
    });

    public void Dispose() => services.Dispose();

    [Fact]
    public void Orders_RoundTrip()
    {
        ProjectOrder order = new("hash", -3, 7, 40_000, 20_000, -1);
        Assert.Equal(order, Back(new Immutable<ProjectOrder>(order)).Value);
        World world = new("w", "hash", 3);
        Assert.Equal(world, Back(new Immutable<World>(world)).Value);
        AdvanceOrder advance = new(340, 364, long.MaxValue, [.. Enumerable.Range(0, 31).Select(n => Work(n).Item)]);
        AdvanceOrder found = Back(new Immutable<AdvanceOrder>(advance)).Value;
        Assert.Equal(advance with { Inbox = [] }, found with { Inbox = [] });
        Assert.Equal(advance.Inbox, found.Inbox);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public void Batch_RoundTrips(int rows)
    {
        ImmutableArray<PortTally> ports = [.. Enumerable.Range(0, rows).Select(n => new PortTally((ushort)n, n, long.MaxValue, -n, long.MinValue, 3))];
        EntryTally tally = new() { Filed = 1, Touched = 2, Clipped = 3, ValueCents = long.MaxValue, Lines = 5, CorrectionsAutomatic = 6, Suspended = 7, Released = 8, Messages = 9, OpeningStock = 10, Flags = AccountFlags.Trusted, Center = -1, ExamsSecurity = 11, ExamsTrade = 12, ExamsPartner = 13, ExamsProperty = 14 };
        ProjectBatch batch = new(349_999, [.. Enumerable.Range(0, rows).Select(Work)], ports, tally, -1);
        ProjectBatch found = Back(new Immutable<ProjectBatch>(batch)).Value;
        Assert.Equal((batch.Importer, batch.Next, batch.Tally), (found.Importer, found.Next, found.Tally));
        Assert.Equal(batch.Work, found.Work);
        Assert.Equal(batch.Ports, found.Ports);
    }

    [Fact]
    public void Reply_RoundTrips()
    {
        AdvanceReport report = new(12, 200, [.. Enumerable.Range(0, 17).Select(Work)], [new DecisionRow(-1, long.MaxValue, 65_535, 9_999, WorkKind.Contact, Outcome.None), new DecisionRow(2, 3, 4, 5, WorkKind.QuotaEntry, Enum.GetValues<Outcome>()[^1])]);
        AdvanceReply found = Back(new Immutable<AdvanceReply>(new AdvanceReply(report, null))).Value;
        Assert.Null(found.Refusal);
        Assert.Equal((12, 200), (found.Report!.Office, found.Report.Window));
        Assert.Equal(report.Outbox, found.Report.Outbox);
        Assert.Equal(report.Decisions, found.Report.Decisions);
        Assert.Equal(new AdvanceReply(null, "no"), Back(new Immutable<AdvanceReply>(new AdvanceReply(null, "no"))).Value);
    }

    [Fact]
    public void OfficeReport_OfARun_RoundTrips()
    {
        Setup setup = Setup.Compile(SmallNation.Inputs());
        OfficeKernel kernel = new(setup, 0, 1, null);
        ImmutableArray<WorkItem> inbox = [.. Enumerable.Range(0, 40).SelectMany(i => Projector.Project(setup, ImporterProfile.Create(setup.Inputs.Seed, i), new ProjectOrder(setup.Hash, 0, 1, 0, ProjectOrder.MaxCandidates, setup.Start)).Work).Select(w => w.Item).OrderBy(w => w.Seen)];
        kernel.Advance(new AdvanceOrder(0, 0, setup.End, inbox));
        OfficeReport report = kernel.Collect();
        Assert.Contains(report.Kinds, k => k.Finished > 0);
        Assert.Equal(JsonSerializer.Serialize(report), JsonSerializer.Serialize(Back(new Immutable<OfficeReport>(report)).Value));
    }

    [Fact]
    public void RunStatus_RoundTrips()
    {
        RunStatus status = new("scenario", 10, "advance", 3, 0.25, 33_000_000_000, true, false);
        Assert.Equal(status, Back(status));
    }

    [Fact]
    public void Refusals_CrossAsThemselves()
    {
        Assert.Equal("window", Assert.IsType<OutOfTurnException>(Back<Exception>(new OutOfTurnException("window"))).Message);
        Assert.Equal("hash", Assert.IsType<UnknownSetupException>(Back<Exception>(new UnknownSetupException("hash"))).Message);
    }

    private T Back<T>(T value) => serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
}
