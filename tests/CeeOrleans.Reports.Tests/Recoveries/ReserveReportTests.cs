using System.Collections.Immutable;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Recoveries;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>The finding, the chart and the page of a reserve, from weeks made by hand.</summary>
public sealed class ReserveReportTests : IDisposable
{
    private static readonly RunResult Run = SampleRun.National();
    private readonly string folder = Directory.CreateTempSubdirectory("cee-reserve-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Finding_HalvedBeyondLuck_SaysWithHowMany() => Assert.Equal(
        "25 import specialists more at least halve the time until reviews are done as before, from 12 weeks to 5 weeks; clocks of the nation stay as they are.",
        ReserveWords.Finding(Result(Weeks([12, 11, 13], [0, 0, 0]), Weeks([5, 4, 6], [0, 0, 0]), Weeks([0, 0, 0], [0, 0, 0]))));

    [Fact]
    public void Finding_HalvedByLuckAtFirst_TakesTheNumberThatIsMoreThanLuck() => Assert.StartsWith(
        "50 import specialists more spare the 12 weeks until reviews are done as before;",
        ReserveWords.Finding(Result(Weeks([12, 11, 13], [0, 0, 0]), Weeks([5, 13, 0], [0, 0, 0]), Weeks([0, 0, 0], [0, 0, 0]))),
        StringComparison.Ordinal);

    [Fact]
    public void Finding_NotWithinTheHorizon_SaysWhoBringsItBack() => Assert.Equal(
        "Reviews are done as before only after 25 weeks or more with today's 935 import specialists, not within the horizon; 50 import specialists more bring that to 9 weeks; clocks are met as before after 6 weeks, and even 50 import specialists more do not halve that (4 weeks).",
        ReserveWords.Finding(Result(Weeks([25], [6], reached: 0), Weeks([25], [5], reached: 0), Weeks([9], [4]))));

    [Fact]
    public void Finding_NobodyInTrouble_SaysThatNoReserveIsNeeded() => Assert.Equal(
        "No reserve is needed for the nation as a whole: today's 935 import specialists keep its reviews and clocks as they are, and those of every office.",
        ReserveWords.Finding(Result(Weeks([0], [0]), Weeks([0], [0]), Weeks([0], [0]))));

    [Fact]
    public void Finding_OneOfficeInTrouble_NamesIt()
    {
        ReserveResult r = Result(Weeks([0], [0]), Weeks([0], [0]), Weeks([0], [0]));
        ReserveOffice slow = new(3, new ReserveWeeks([7], 1), new ReserveWeeks([0], 1));
        r = r with { Rows = [.. r.Rows.Select(row => row with { Offices = [slow] })] };
        string code = Run.Offices[3].Code;
        Assert.Contains($"the slowest office is not so well off: reviews at {code} ", ReserveWords.Finding(r), StringComparison.Ordinal);
        Assert.EndsWith("(7 weeks).", ReserveWords.Finding(r), StringComparison.Ordinal);
        Assert.Equal(3, ReserveChart.Of(r).Lines.Length);
        Assert.StartsWith($"reviews at {code} ", ReserveChart.Of(r).Lines[2].Label, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_MarksWhatWasNotReached_AndSaysSoInItsData()
    {
        ResponseChart chart = ReserveChart.Of(Result(Weeks([25], [6], reached: 0), Weeks([12], [5]), Weeks([9], [4])));
        Assert.Equal(["until reviews are done again", "until clocks are met again"], chart.Lines.Select(l => l.Label));
        Assert.Equal([25.0, 12, 9], chart.Lines[0].Mean);
        Assert.Equal([0], chart.Lines[0].Bounds);
        Assert.Empty(chart.Lines[1].Bounds);
        Assert.Contains(chart.Data.Columns, c => c.Name == "note");
        Assert.DoesNotContain(ReserveChart.Of(Result(Weeks([5], [6]), Weeks([4], [5]), Weeks([3], [4]))).Data.Columns, c => c.Name == "note");
        Assert.True(ChartRenderer.Png(chart).Length > 5_000);
    }

    [Fact]
    public void Write_GivesAPageTheTablesAndTheChart_AndTheSameBytesTwice()
    {
        ReserveResult r = Result(Weeks([12, 11, 13], [3, 2, 2]), Weeks([5, 4, 6], [0, 0, 0]), Weeks([0, 0, 0], [0, 0, 0]));
        ImmutableSortedDictionary<string, string> files = ReserveReport.Write(r, "cee recover plan.yaml", folder, TestContext.Current.CancellationToken);
        Assert.Equal(["charts/reserve.csv", "charts/reserve.png", "offices.csv", "offices.parquet", "report", "weeks.csv", "weeks.parquet"], files.Keys);
        string page = File.ReadAllText(Path.Combine(folder, "report.html"));
        foreach (string part in new[] { "25 import specialists more", "12 weeks", "10 % more entries from 31 December 2015", "laid over the scenario by the command", "number 14 of the horizon", "cee recover plan.yaml" })
        {
            Assert.Contains(part, page.Replace('\u00a0', ' '), StringComparison.Ordinal);
        }

        Assert.Equal(12, ReserveReport.Weeks(r).Rows);
        byte[] first = File.ReadAllBytes(Path.Combine(folder, "report.html"));
        ReserveReport.Write(r, "cee recover plan.yaml", folder, TestContext.Current.CancellationToken);
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(folder, "report.html")));
    }

    private static ReserveOffice Weeks(double[] reviews, double[] clocks, double reached = 1) => new(null, new ReserveWeeks([.. reviews], reached), new ReserveWeeks([.. clocks], 1));

    private static ReserveResult Result(params ReserveOffice[] nation)
    {
        LaidSurge surge = LaidSurge.Over(Run.Inputs);
        RunInputs inputs = Run.Inputs with { Replications = nation[0].Reviews!.PerReplication.Length, Shocks = new ShockInput { Volumes = [new VolumeSurge(Run.Inputs.StartDay + 91, Run.Inputs.StartDay + 182, 1.1)] } };
        LoadedScenario scenario = new(inputs, [new EffectiveValue("people.import specialists", "935 people", "", "", "", "")], []);
        (ReservePlan? plan, ImmutableArray<string> problems) = ReservePlan.Make(
            scenario,
            "import specialists",
            [25, 50],
            surge,
            o => scenario with { Inputs = inputs with { ScenarioHash = string.Join('|', o) } },
            i => i);
        Assert.Empty(problems);
        return new ReserveResult(
            plan!,
            [.. nation.Select((n, i) => new ReserveRow(plan!.Added[i], plan.Today + plan.Added[i], n, [], n, new string('d', 64)))],
            Run.Offices,
            Recovery.Of(inputs)!,
            3);
    }
}
