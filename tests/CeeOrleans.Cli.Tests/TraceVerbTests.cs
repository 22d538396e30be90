using System.Text.Json;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Cli.Tests;

public sealed class TraceVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public TraceVerbTests() => bench.Scenarios["cees.yaml"] = Samples.Valid(Samples.Queue() with { Name = "Ten Centers" });

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Trace_OneImporter_TellsItsEntries()
    {
        Said said = await bench.CallAsync("trace", "queue.yaml", "--importer", "7");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("Importer 7: Halvorsen Circuit & Display", said.Out, StringComparison.Ordinal);
        Assert.Contains("2015-10-02", said.Out, StringComparison.Ordinal);
        Assert.Contains("$2,000.00", said.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("step by step", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OneEntry_TellsItsSteps()
    {
        Said said = await bench.CallAsync("trace", "queue.yaml", "--importer", "7", "--entry", "2");
        Assert.Contains("Entry 2, step by step", said.Out, StringComparison.Ordinal);
        Assert.Contains("2015-10-01 01:00", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_TwoScenarios_AlignsEntriesAndShowsBothOffices()
    {
        bench.OnTrace = (inputs, importer, entry, _) => Samples.Life(importer!.Value, entry, inputs.Name == "Ten Centers" ? "Center 007" : "Long Beach");
        Said said = await bench.CallAsync("trace", "queue.yaml", "cees.yaml", "--importer", "7");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("All 3 entries have equal numbers, dates, values and fates before routing", said.Out, StringComparison.Ordinal);
        string row = Assert.Single(said.Out.Split('\n'), l => l.Contains("2015-10-02", StringComparison.Ordinal));
        Assert.Contains("Long Beach", row, StringComparison.Ordinal);
        Assert.Contains("Center 007", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_TwoScenariosThatDiffer_SaysHowMany()
    {
        bench.OnTrace = (inputs, importer, entry, _) =>
        {
            Traces.AccountLife life = Samples.Life(importer!.Value, entry, "office")!;
            return inputs.Name != "Ten Centers" ? life : life with { Entries = [life.Entries[0], life.Entries[1] with { ValueCents = 1 }, life.Entries[2] with { Entry = 9 }] };
        };
        Said said = await bench.CallAsync("trace", "queue.yaml", "cees.yaml", "--importer", "7", "--json");
        using JsonDocument document = JsonDocument.Parse(said.Out);
        JsonElement comparison = document.RootElement.GetProperty("comparison");
        Assert.Equal("{\"entries\":4,\"equal\":1,\"different\":1,\"onlyInFirst\":1,\"onlyInSecond\":1}", JsonSerializer.Serialize(comparison));
        Assert.Equal(2, document.RootElement.GetProperty("scenarios").GetArrayLength());
    }

    [Fact]
    public async Task Trace_UnknownEntry_ExitsFive()
    {
        Said said = await bench.CallAsync("trace", "queue.yaml", "--importer", "7", "--entry", "99");
        Assert.Equal(ExitCode.NotFound, said.Code);
        Assert.Contains("plain queue", said.Error, StringComparison.Ordinal);
        Assert.Empty(said.Out);
    }

    [Fact]
    public async Task Trace_BrokenScenario_ExitsThree() =>
        Assert.Equal(ExitCode.ScenarioInvalid, (await bench.CallAsync("trace", "queue.yaml", "missing.yaml", "--importer", "7")).Code);

    [Fact]
    public async Task Trace_Spotlight_IsTheImporterOfTheFirstScenarioInBoth()
    {
        List<int?> asked = [];
        bench.OnTrace = (inputs, importer, entry, _) =>
        {
            asked.Add(importer);
            return Samples.Life(importer ?? 42, entry, inputs.Name);
        };
        Said said = await bench.CallAsync("trace", "queue.yaml", "cees.yaml", "--importer", "spotlight");
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Equal([null, 42], asked);
        Assert.Contains("Importer 42: ", said.Out, StringComparison.Ordinal);
        Assert.Contains("All 3 entries have equal", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OfLiveAccounts_IsRefused()
    {
        LiveSnapshot snapshot = new(new SnapshotFacts(1_454_338_800, new string('a', 64), 1, 0), [new SnapshotAccount { Ior = "77-000000100" }]);
        bench.Scenarios["live.yaml"] = Samples.Valid(Samples.Queue() with { Population = Samples.Population() with { Snapshot = snapshot } });
        Said said = await bench.CallAsync("trace", "cees.yaml", "live.yaml", "--importer", "7");
        Assert.Equal((ExitCode.NotAllowed, ""), (said.Code, said.Out));
        Assert.Contains("the importers of live.yaml are live accounts", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_SpotlightOfAPopulationWithoutOne_ExitsFive()
    {
        bench.OnTrace = (_, _, _, _) => null;
        Said said = await bench.CallAsync("trace", "queue.yaml", "--importer", "spotlight");
        Assert.Equal(ExitCode.NotFound, said.Code);
    }

    [Theory]
    [InlineData("Spotlight")]
    [InlineData("-1")]
    [InlineData("the big one")]
    public async Task Trace_ImporterThatIsNeitherNumberNorName_SaysWhatIsAllowed(string importer)
    {
        Said said = await bench.CallAsync("trace", "queue.yaml", "--importer", importer);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("a whole number from 0 to 2147483647, or spotlight, is allowed", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_Help_ExplainsSpotlight()
    {
        Said said = await bench.CallAsync("trace", "--help");
        Assert.Contains("N|spotlight", said.Out, StringComparison.Ordinal);
        Assert.Contains("electronics trusted trader", said.Out, StringComparison.Ordinal);
        Assert.Contains("--importer spotlight", said.Out, StringComparison.Ordinal);
    }
}
