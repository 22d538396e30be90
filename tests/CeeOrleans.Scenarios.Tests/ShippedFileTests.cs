using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Scenarios.Tests;

/// <summary>The scenarios of the product: they load, mean what they say, and are described.</summary>
public sealed class ShippedFileTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.Scenarios, "*.yaml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_ShippedFile_HasNoErrors(string file)
    {
        LoadedScenario loaded = Load(file);
        Assert.Empty(loaded.Errors);
        Assert.NotNull(loaded.Inputs);
        Assert.Matches("^[0-9a-f]{64}$", loaded.Inputs.ScenarioHash);
        Assert.NotEmpty(loaded.Inputs.Description);
        Assert.DoesNotContain('\n', loaded.Inputs.Description);
        Assert.StartsWith("# yaml-language-server: $schema=./scenario.schema.json\n", File.ReadAllText(Path.Combine(Repository.Scenarios, file)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smoke.yaml")]
    [InlineData("pilot-2011.yaml")]
    [InlineData("national-own-desks.yaml")]
    [InlineData("mm1.yaml")]
    [InlineData("mminf.yaml")]
    public void Setup_OfShippedFile_Compiles(string file) => Assert.Equal(Load(file).Inputs!.Replications, Setup.Compile(Load(file).Inputs!).Inputs.Replications);

    [Fact]
    public void Hashes_OfShippedFiles_AllDiffer()
    {
        List<string> hashes = [.. Directory.EnumerateFiles(Repository.Scenarios, "*.yaml").Select(f => ScenarioLoader.Load(f).Inputs!.ScenarioHash)];
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }

    [Fact]
    public void Readme_IsMadeFromTheDescriptions() =>
        Golden.Check(Path.Combine(Repository.Scenarios, "README.md"), ScenarioIndex.Readme(Repository.Scenarios));

    [Fact]
    public void Schema_CheckedIn_IsTheExportedOne() =>
        Golden.Check(Path.Combine(Repository.Scenarios, "scenario.schema.json"), ScenarioSchema.Export());

    [Fact]
    public void NationalPorts_IsTheBaselineOfFiscalYear2016()
    {
        RunInputs inputs = Inputs("national-ports.yaml");
        Assert.Equal(SimTime.DayOf(new DateOnly(2015, 10, 1)), inputs.StartDay);
        Assert.Equal(366, inputs.Days);
        Assert.Equal(OpeningKind.Stationary, inputs.Opening.Kind);
        Assert.Equal(33e6, inputs.Population!.SummariesPerYear);
        Assert.Equal(350_000, inputs.Population.Importers);
        Assert.Equal(1, inputs.Population.ImporterShareByCenter.Sum(), 12);
        Assert.InRange(inputs.Population.ImporterShareByCenter[3], 0.18, 0.20);   // 67,000 of 350,000
        Assert.Equal(1, inputs.Population.EntryShareByCenter.Sum(), 12);
        Assert.Contains(72, inputs.Rates!.AdCvdChapters);
        Assert.Equal(new[] { 0.15, 0.77, 0.08 }, inputs.Population.TierShares.Select(t => Math.Round(t, 12)));
        Assert.Equal(12, inputs.Population.Season.Length);
        Assert.Equal(1, inputs.Population.Season.Average(), 9);
        Assert.Equal(7, inputs.Population.Weekday.Length);
        Assert.Equal(328, inputs.Ports.Length);
        Assert.Equal(inputs.Ports.Select(p => p.Code).Order(StringComparer.Ordinal), inputs.Ports.Select(p => p.Code));
        Assert.Equal(50, inputs.Offices.Length);
        Assert.All(inputs.Ports, p => Assert.InRange(p.Office, 0, inputs.Offices.Length - 1));
        Assert.All(inputs.Ports, p => Assert.InRange(p.Zone, 0, inputs.Zones.Length - 1));
        Assert.All(inputs.Offices, o => Assert.Equal(OfficeKind.ServiceOffice, o.Kind));
        Assert.Equal(10, inputs.Centers.Length);
        Assert.Equal(["001", "002", "003", "004", "005", "006", "007", "008", "009", "010"], inputs.Centers.Select(c => c.Code));
        Assert.All(inputs.Centers, c => Assert.Empty(c.Phases));
        Assert.Equal(10_000, inputs.CenterOfHeading.Length);
        Assert.Equal((935, 500), (inputs.People.ImportSpecialists, inputs.People.EntrySpecialists));
        Assert.Equal([(8 * 3600, 12 * 3600), (12 * 3600 + 1800, 16 * 3600 + 1800)], inputs.People.Shift);
        Assert.Equal([10, 5, 1, 1, 1, 1, 1, 1], inputs.People.LeaveBlocks);
        Assert.Equal(270, inputs.Rates.CorrectionDays);
        Assert.Equal(2, inputs.Rates.HoldShortenedDays);
        Assert.Equal(652e6, inputs.Money.YieldLimitDollars);
        Assert.Equal(36_000, inputs.CutSecond);
        Assert.Empty(inputs.Sources);
    }

    [Fact]
    public void MovedHeadings_ChangeWhoHandlesGoods_NotWhatImportersTradeIn()
    {
        RunInputs apart = Inputs("national-cees.yaml");
        RunInputs merged = Inputs("merged-centers.yaml");
        int from = apart.Centers.Single(c => c.Short == "BM") is var bm ? apart.Centers.IndexOf(bm) : -1;
        int to = apart.Centers.Single(c => c.Short == "IMM") is var imm ? apart.Centers.IndexOf(imm) : -1;

        Assert.Equal(apart.CenterOfHeading, merged.Industries);
        Assert.Equal(
            apart.TariffHeadings.Select(h => apart.CenterOfHeading[h] == from ? (sbyte)to : apart.CenterOfHeading[h]),
            merged.TariffHeadings.Select(h => merged.CenterOfHeading[h]));
        Assert.Equal(apart.Population!.ImporterShareByCenter, merged.Population!.ImporterShareByCenter);
        Assert.Empty(merged.Centers[from].Phases);
        Assert.Equal(9, merged.Centers.Count(c => c.Phases.Length > 0));
    }

    [Fact]
    public void EleventhCenter_TakesWholeChapters_AndLeavesImportersTheirIndustry()
    {
        RunInputs ten = Inputs("national-cees.yaml");
        RunInputs eleven = Inputs("eleventh-center.yaml");
        Assert.Equal(ten.Centers.Select(c => c.Code), eleven.Centers.Take(10).Select(c => c.Code));
        CenterInput added = eleven.Centers[10];
        Assert.Equal(("011", "G&F", "Garments & Footwear", "New York"), (added.Code, added.Short, added.Name, added.City));
        Assert.Equal("America/New_York", eleven.Zones[added.Zone].Name);
        Assert.Equal(ten.Centers[0].Phases.Select(p => (p.FromDay, p.Eligibility)), added.Phases.Select(p => (p.FromDay, p.Eligibility)));
        Assert.Equal(ten.CenterOfHeading, eleven.Industries);
        Assert.Equal(
            ten.TariffHeadings.Select(h => h / 100 is 61 or 62 or 64 ? (sbyte)10 : ten.CenterOfHeading[h]),
            eleven.TariffHeadings.Select(h => eleven.CenterOfHeading[h]));
        Assert.Equal(ten.Population!.ImporterShareByCenter, eleven.Population!.ImporterShareByCenter);
        Assert.Equal(ten.Zones.Select(z => z.Name), eleven.Zones.Select(z => z.Name));

        // What the scenario says of its goods.
        Assert.Equal((40, 169), (eleven.TariffHeadings.Count(h => eleven.CenterOfHeading[h] == 10), ten.TariffHeadings.Count(h => ten.CenterOfHeading[h] == 3)));
        Assert.Equal((2, 42), (ten.TariffHeadings.Count(h => h is 8541 or 8542), ten.TariffHeadings.Count(h => ten.CenterOfHeading[h] == 6)));
    }

    [Fact]
    public void NationalPorts_KindsFollowTheRulesAndTheCatalogue()
    {
        RunInputs inputs = Inputs("national-ports.yaml");
        Assert.Equal(WorkRules.All.Select(r => r.Kind), inputs.Kinds.Select(k => k.Kind));
        foreach ((KindInput kind, WorkRule rule) in inputs.Kinds.Zip(WorkRules.All))
        {
            Assert.Equal((rule.Name, rule.Role, rule.Rank), (kind.Name, kind.Role, kind.Rank));
            Assert.True(kind.Service.Mean > 0);
        }

        KindInput protest = inputs.Kinds.Single(k => k.Kind == WorkKind.Protest);
        Assert.Equal(new WorkClock(ClockUnit.CalendarDays, 730), protest.Clock);
        Assert.Equal(new WorkClock(ClockUnit.CalendarDays, 180), protest.Target);
        Assert.Equal(Distribution.Lognormal(6 * 3600, 1.5), protest.Service);
        KindInput pool = inputs.Kinds.Single(k => k.Kind == WorkKind.FullReview);
        Assert.Equal(new WorkClock(ClockUnit.BusinessDays, 60), pool.Clock);
        Assert.True(pool.Unprotected);
        Assert.Equal(new WorkClock(ClockUnit.CalendarDays, 183), inputs.Kinds.Single(k => k.Kind == WorkKind.AdCvdLiquidationEntry).Clock);
        Assert.Equal(WorkKind.FullReview, Assert.Single(inputs.Kinds, k => k.Unprotected).Kind);
    }

    [Fact]
    public void NationalPorts_HoursAddUpToTheModelsTable()
    {
        // Minutes and counts of the catalogue give the case hours of the model's baseline: 1.167 M of import specialists.
        RunInputs inputs = Inputs("national-ports.yaml");
        double Hours(WorkKind kind) => inputs.Kinds.Single(k => k.Kind == kind).Service.Mean / 3600;
        RateInput r = inputs.Rates!;
        double n = inputs.Population!.SummariesPerYear;
        double protests = 45_000;
        double hours = (60_000 * (Hours(WorkKind.Cf28Issue) + Hours(WorkKind.Cf28Reply)))
            + (40_000 * (Hours(WorkKind.Cf29Issue) + (0.4 * Hours(WorkKind.Cf29Reply))))
            + (protests * Hours(WorkKind.Protest))
            + (r.AdCvdReviewPerYear * Hours(WorkKind.AdCvdReview))
            + (r.AdCvdMessagesPerYear * (Hours(WorkKind.AdCvdMessage) + (r.AdCvdBatch.Mean * Hours(WorkKind.AdCvdLiquidationImport))))
            + (n * r.Correction * r.CorrectionReviewed * Hours(WorkKind.CorrectionReview))
            + (r.RefundPerYear * Hours(WorkKind.RefundClaim))
            + (r.ContactPerYear * Hours(WorkKind.Contact))
            + (r.DeterminationPerYear * Hours(WorkKind.Determination))
            + (n * r.Selected * Hours(WorkKind.FullReview));
        Assert.InRange(hours, 1.155e6, 1.18e6);
    }

    [Fact]
    public void Work_DelaysKeepTheirMeans()
    {
        WorkInputs work = Inputs("national-ports.yaml").Work!;
        Assert.Equal(24, MeanDays(work.Cf28Reply), 2);
        Assert.Equal(45, MeanDays(work.FurtherInformation), 2);
        Assert.Equal(300 * Math.Sqrt(2), MeanDays(work.Headquarters), 1);
        Assert.Equal(300, work.Headquarters.At(1u << 31) / 86_400.0, 1);
        Assert.InRange(work.ProtestMeanCappedEntries, 5, 8);
        Assert.Equal(0.435, work.Cf28ReplyToCf29.Fraction, 6);
    }

    [Fact]
    public void NationalCees_OpensTenCentersForAllAccounts()
    {
        RunInputs inputs = Inputs("national-cees.yaml");
        Assert.All(inputs.Centers, c =>
        {
            TakeOverPhase phase = Assert.Single(c.Phases);
            Assert.Equal(Eligibility.AllAccounts, phase.Eligibility);
            Assert.Null(phase.Ports);
            Assert.True(phase.FromDay <= inputs.StartDay);
        });
        Assert.Equal(BacklogRule.Moves, inputs.Routing.Backlog);
        RunInputs ports = Inputs("national-ports.yaml");
        Assert.Equal((ports.Seed, ports.StartDay, ports.Days), (inputs.Seed, inputs.StartDay, inputs.Days));
        Assert.Equal(ports.Population!.SummariesPerYear, inputs.Population!.SummariesPerYear);
    }

    [Fact]
    public void NationalOwnDesks_HasAnOfficeForEachPort()
    {
        RunInputs inputs = Inputs("national-own-desks.yaml");
        Assert.Equal(inputs.Ports.Select(p => p.Code), inputs.Offices.Select(o => o.Code));
        Assert.Equal(Enumerable.Range(0, inputs.Ports.Length), inputs.Ports.Select(p => p.Office));
        Assert.All(inputs.Offices, o => Assert.Equal(OfficeKind.Port, o.Kind));
    }

    [Fact]
    public void Pilot2011_OpensTwoCentersForTrustedTraders()
    {
        RunInputs inputs = Inputs("pilot-2011.yaml");
        Assert.Equal(["001", "007"], inputs.Centers.Where(c => c.Phases.Length > 0).Select(c => c.Code));
        Assert.All(inputs.Centers.SelectMany(c => c.Phases), p => Assert.Equal((SimTime.DayOf(new DateOnly(2011, 10, 20)), Eligibility.TrustedTraders), (p.FromDay, p.Eligibility)));
        Assert.Equal(366, inputs.Days);
    }

    [Fact]
    public void Smoke_IsOneOfficeForAllPorts()
    {
        RunInputs inputs = Inputs("smoke.yaml");
        OfficeInput office = Assert.Single(inputs.Offices);
        Assert.Equal([new StaffInput(Role.ImportSpecialist, 9), new StaffInput(Role.EntrySpecialist, 5)], office.Staff);
        Assert.All(inputs.Ports, p => Assert.Equal(0, p.Office));
        Assert.Equal(3_500, inputs.Population!.Importers);
        Assert.Equal(330_000, inputs.Population.SummariesPerYear);
    }

    [Theory]
    [InlineData("mm1.yaml", 1, DistributionKind.Exponential, 0.8)]
    [InlineData("mmc.yaml", 5, DistributionKind.Exponential, 0.8)]
    [InlineData("mg1.yaml", 1, DistributionKind.Lognormal, 0.8)]
    [InlineData("md1.yaml", 1, DistributionKind.Constant, 0.8)]
    [InlineData("mminf.yaml", 1_000, DistributionKind.Exponential, 0.04)]
    public void Queue_CompilesToOneDeskRoundTheClock(string file, int servers, DistributionKind service, double busy)
    {
        RunInputs inputs = Inputs(file);
        OfficeInput office = Assert.Single(inputs.Offices);
        Assert.Equal(OfficeKind.Queue, office.Kind);
        Assert.Equal(servers, Assert.Single(office.Staff).People);
        Assert.Equal("UTC", Assert.Single(inputs.Zones).Name);
        KindInput kind = Assert.Single(inputs.Kinds);
        Assert.Equal((WorkKind.Plain, service), (kind.Kind, kind.Service.Kind));
        SourceInput source = Assert.Single(inputs.Sources);
        Assert.Equal(busy, kind.Service.Mean / source.Between.Mean / servers, 9);
        Assert.Empty(inputs.People.Shift);
        Assert.Equal(1, inputs.People.DirectShare);
        Assert.Null(inputs.Population);
        Assert.Null(inputs.Work);
        Assert.Null(inputs.Rates);
        Assert.Equal((10, 366), (inputs.Replications, inputs.Days));
        Assert.Equal(OpeningKind.Empty, inputs.Opening.Kind);
    }

    private static double MeanDays(DelayTable table)
    {
        ReadOnlySpan<long> q = table.Quantiles;
        double sum = 0;
        for (int i = 0; i < DelayTable.Steps; i++)
        {
            sum += (q[i] + q[i + 1]) / 2.0;
        }

        return sum / DelayTable.Steps / 86_400;
    }

    private static LoadedScenario Load(string file) => ScenarioLoader.Load(Path.Combine(Repository.Scenarios, file), Repository.Scenarios);

    private static RunInputs Inputs(string file) => Load(file).Inputs!;
}
