using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Wire;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace CeeOrleans.Grains.Tests;

/// <summary>
/// A property that is added to a message later and forgotten by its codec is found here: every sample must have a value
/// other than the default in every property, at any depth, and must arrive as it was sent.
/// </summary>
public sealed class CompletenessTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static readonly WorkItem Item = new()
    {
        Id = WorkId.Pack(349_999, -3, 1_234_567, 9),
        Arose = 1_444_444_444,
        Seen = 1_444_500_000,
        Deadline = long.MaxValue,
        ValueDollars = -7,
        FiledDay = 16_800,
        Port = 65_535,
        Heading = 8_471,
        Entries = 300,
        RiskRank = 40_000,
        Kind = WorkKind.FullReview,
        Center = -1,
        Flags = AccountFlags.Ctpat | AccountFlags.Small,
        AccountClass = 19,
        Memory = CaseMemory.Own,
        Referred = true,
        HandedOver = true,
        Extended = true,
    };

    private static readonly EntryTally Tally = new()
    {
        Filed = 1,
        Touched = 2,
        Clipped = 3,
        ValueCents = long.MaxValue - 4,
        Lines = 5,
        CorrectionsAutomatic = 6,
        Suspended = 7,
        Released = 8,
        Messages = 9,
        OpeningStock = 10,
        Flags = AccountFlags.Trusted,
        Center = -1,
        AccountClass = 7,
        First = true,
        ExamsSecurity = 11,
        ExamsTrade = 12,
        ExamsPartner = 13,
        ExamsProperty = int.MinValue,
    };

    private static readonly PortTally Port = new(327, 20_000, 1L << 50, 17, 1L << 40, 99);
    private static readonly DecisionRow Decision = new(1_444_444_444, Item.Id, 340, 8_471, WorkKind.Protest, Outcome.Granted)
    {
        Flags = AccountFlags.Isa,
        Center = -1,
        AccountClass = 12,
        Home = 65_534,
        DaysAway = 400,
    };

    [Fact]
    public void ProjectOrder_Crosses() => Same(new ProjectOrder("a hash", -2, 3, 40_000, 20_000, 1_444_444_444) { KeepProtestsFrom = 1_333_333_333 });

    [Fact]
    public void World_Crosses() => Same(new World("welt ä", "a hash", 7));

    [Fact]
    public void AdvanceOrder_Crosses()
    {
        AdvanceOrder sent = new(340, 365, 1_444_444_444, [Item, Item with { Referred = false, Id = 1 }]);
        AdvanceOrder got = Cross(sent);
        Complete(sent);
        Assert.Equal(sent with { Inbox = got.Inbox }, got);
        Assert.Equal(sent.Inbox, got.Inbox);
    }

    [Fact]
    public void ProjectBatch_Crosses()
    {
        ProjectBatch sent = new(349_999, [new RoutedWork(12, Item)], [Port, Port with { Port = 1 }], Tally, 20_000);
        ProjectBatch got = Cross(sent);
        Complete(sent);
        Assert.Equal(sent with { Work = got.Work, Ports = got.Ports }, got);
        Assert.Equal(sent.Work, got.Work);
        Assert.Equal(sent.Ports, got.Ports);
    }

    [Fact]
    public void AdvanceReply_WithAReport_Crosses()
    {
        AdvanceReport sent = new(340, 364, [new RoutedWork(12, Item)], [Decision]);
        AdvanceReply reply = Cross(new AdvanceReply(sent, null));
        Complete(sent);
        AdvanceReport got = Assert.IsType<AdvanceReport>(reply.Report);
        Assert.Null(reply.Refusal);
        Assert.Equal(sent with { Outbox = got.Outbox, Decisions = got.Decisions }, got);
        Assert.Equal(sent.Outbox, got.Outbox);
        Assert.Equal(sent.Decisions, got.Decisions);
    }

    [Fact]
    public void OfficeReport_Crosses()
    {
        DurationSketch sketch = new();
        foreach (long seconds in new long[] { 0, 127, 128, 86_400, 400L * 86_400 })
        {
            sketch.Add(seconds);
        }

        OfficeReport sent = new(
            340,
            [Filled(new DeskTotals(340, Role.EntrySpecialist, 3, 4, 5, 6, 7))],
            [Filled(new KindTotals(340, WorkKind.Cf28Reply) { Wait = sketch, Sojourn = sketch, OpenAge = sketch })],
            [Filled(new WeekRow(52, 340, Role.ImportSpecialist, 1, 2, 3))],
            12,
            13)
        {
            Strata = [Filled(new StratumWork(StratumBy.Industry, 3, WorkKind.Contact))],
            Repeats = 14,
            Opening = [Filled(new OpeningTotals(340, WorkKind.Protest, 5) { MostGoneDay = 16_900, AllGoneDay = 16_950 })],
        };
        OfficeReport got = Cross(sent);
        Complete(sent);
        Assert.Equal(sent.Desks, got.Desks);
        Assert.Equal(sent.Weeks, got.Weeks);
        Assert.Equal(sent.Strata, got.Strata);
        Assert.Equal(sent.Repeats, got.Repeats);
        Assert.Equal(sent.Opening, got.Opening);
        KindTotals kind = Assert.Single(got.Kinds);
        Assert.Equal(sent.Kinds[0] with { Wait = kind.Wait, Sojourn = kind.Sojourn, OpenAge = kind.OpenAge }, kind);
        Assert.Equal(sketch.Cells, kind.Wait.Cells);
        Assert.Equal(sketch.Count, kind.Sojourn.Count);
        Assert.Equal((sent.Office, sent.WorkItems, sent.Decisions), (got.Office, got.WorkItems, got.Decisions));
    }

    [Fact]
    public void RunStatus_Crosses() => Same(new RunStatus("a scenario", 3, "advance", 2, 0.5, 1 << 20, true, true));

    [Fact]
    public void Message_OfAnotherFormat_IsRefusedAndNeverMisread()
    {
        WorldConverter converter = new();
        byte[] bytes = converter.ConvertToSurrogate(new World("w", "h", 1)).Bytes;
        Assert.Throws<InvalidDataException>(() => converter.ConvertFromSurrogate(new Packed([.. bytes, 0])));
        bytes[0]++;
        Assert.Throws<InvalidDataException>(() => converter.ConvertFromSurrogate(new Packed(bytes)));
        Assert.Throws<InvalidDataException>(() => converter.ConvertFromSurrogate(default));
    }

    [Fact]
    public void Identities_OfEveryGrainAndMethod_AreChosenAndNotTakenFromNames()
    {
        Type[] interfaces = [.. typeof(IImporterGrain).Assembly.GetTypes().Where(t => t.IsInterface && t.IsAssignableTo(typeof(IGrain)))];
        Assert.NotEmpty(interfaces);
        Assert.All(interfaces, t => Assert.NotNull(t.GetCustomAttribute<GrainInterfaceTypeAttribute>()));
        Assert.All(interfaces.SelectMany(t => t.GetMethods()), m => Assert.NotNull(m.GetCustomAttribute<AliasAttribute>()));
        Assert.All(
            typeof(CeeSilos).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IGrain))),
            t => Assert.NotNull(t.GetCustomAttribute<GrainTypeAttribute>()));
    }

    private static void Same<T>(T value)
    {
        Complete(value);
        Assert.Equal(value, Cross(value));
    }

    private static T Cross<T>(T value) => Serializer.Deserialize<Immutable<T>>(Serializer.SerializeToArray(new Immutable<T>(value))).Value;

    /// <summary>A record whose settable numbers all differ.</summary>
    private static T Filled<T>(T record)
    {
        long next = 1_000;
        foreach (PropertyInfo property in typeof(T).GetProperties().Where(p => p.CanWrite && p.PropertyType == typeof(long)))
        {
            property.SetValue(record, next++);
        }

        return record;
    }

    /// <summary>Fails when any property, at any depth, has its default: the sample would not show that it is lost.</summary>
    private static void Complete(object? value, string path = "")
    {
        Assert.False(value is null || (value.GetType().IsValueType && value.Equals(Activator.CreateInstance(value.GetType()))), $"The sample has no value in {path}.");
        if (value is IEnumerable rows and not string)
        {
            int i = 0;
            foreach (object? row in rows)
            {
                if (i++ == 0)
                {
                    Complete(row, $"{path}[0]");
                }
            }

            Assert.True(i > 0, $"The sample has no rows in {path}.");
            return;
        }

        Type type = value!.GetType();
        if (type.Namespace?.StartsWith("CeeOrleans", StringComparison.Ordinal) != true || type.IsEnum || type == typeof(DurationSketch))
        {
            return;
        }

        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Complete(property.GetValue(value), $"{path}.{property.Name}");
        }
    }
}
