using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CeeOrleans.Cli.Tests;

/// <summary>The command as a process of its own, on shipped scenarios, as a user meets it.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly string folder = Directory.CreateTempSubdirectory("cee-process-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_ShippedQueue_LeavesAWholeFolder()
    {
        Said said = await CallAsync("run", Repository.Scenario("mm1"), "--replications", "2", "--silos", "0", "--json");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
        using JsonDocument document = JsonDocument.Parse(said.Out);
        JsonElement files = document.RootElement.GetProperty("files");
        Assert.All(files.EnumerateObject(), f => Assert.True(Path.Exists(Path.Combine(folder, f.Value.GetString()!)), f.Name));
        Assert.Contains("report", files.EnumerateObject().Select(f => f.Name));
        Assert.All(document.RootElement.GetProperty("laws").EnumerateArray(), l => Assert.True(l.GetProperty("held").GetBoolean()));
    }

    [Fact]
    public async Task Run_BrokenFile_NamesThePlaceAndLeavesNoRun()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.yaml"), $"name: Bad\nextends: {Repository.Scenario("smoke")}\nsed: 7\nhorizon: {{ start: 2015-13-01 }}\n", TestContext.Current.CancellationToken);
        Said said = await CallAsync("run", "bad.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("bad.yaml:3:1: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:4:", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
        Assert.Equal(["bad.yaml"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Report_FactsOfOtherYears_AreThoseOfTheStoredRun()
    {
        const string command = "not run. Get it with: cee run scenarios/published-facts.yaml";
        Directory.CreateDirectory(Path.Combine(folder, "scenarios"));
        await File.WriteAllTextAsync(Path.Combine(folder, "scenarios", "published-facts.yaml"), $"name: Facts of another year\nextends: {Repository.Scenario("smoke")}\nseed: 7\n", TestContext.Current.CancellationToken);

        Assert.Contains(command, await ReportAsync(Repository.Scenario("smoke")), StringComparison.Ordinal);
        string other = await ReportAsync("scenarios/published-facts.yaml");
        Assert.DoesNotContain(command, other, StringComparison.Ordinal); // it is the run itself
        string report = await ReportAsync(Repository.Scenario("smoke"));
        Assert.DoesNotContain(command, report, StringComparison.Ordinal);
        Assert.Matches("Taken from stored results, too: Facts of another year, seed 7, result [0-9a-f]{12}\\.", report);
        Assert.Matches("[0-9] of 4 evidence rows compared hold; 3 of 7 could not be compared", report);
    }

    [Fact]
    public async Task Trace_Spotlight_IsAnElectronicsTrustedTrader()
    {
        // In a hundredth of the nation nobody in electronics takes part in ISA, so tiers alone make a trusted trader here.
        await File.WriteAllTextAsync(Path.Combine(folder, "tiers.yaml"), $"name: Tiers\nextends: {Repository.Scenario("smoke")}\ntrusted trader: {{ tier: 2, isa: no }}\n", TestContext.Current.CancellationToken);
        Said said = await CallAsync("trace", "tiers.yaml", "--importer", "spotlight");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
        Assert.Matches("Center 007 Electronics; C-TPAT tier [23]", said.Out);

        Said none = await CallAsync("trace", Repository.Scenario("smoke"), "--importer", "spotlight");
        Assert.Equal(ExitCode.NotFound, none.Code);
        Assert.Contains("has no electronics trusted trader", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_ShippedQueues_LeavesAWholeFolderAndTakesStoredYearsTheSecondTime()
    {
        string[] args = ["compare", Repository.Scenario("mm1"), Repository.Scenario("md1"), "--replications", "3", "--json"];
        Said first = await CallAsync(args);
        Assert.True(first.Code == ExitCode.Ok, first.Error);
        using JsonDocument document = JsonDocument.Parse(first.Out);
        Assert.All(document.RootElement.GetProperty("files").EnumerateObject(), f => Assert.True(Path.Exists(Path.Combine(folder, f.Value.GetString()!)), f.Name));
        JsonElement wait = document.RootElement.GetProperty("comparisons")[0].GetProperty("measures").EnumerateArray().First(m => m.GetProperty("name").GetString() == "wait mean");
        Assert.Equal("better", wait.GetProperty("verdict").GetString()); // services all alike wait half as long

        Said second = await CallAsync(args);
        using JsonDocument again = JsonDocument.Parse(second.Out);
        Assert.All(again.RootElement.GetProperty("plans").EnumerateArray(), p => Assert.Equal(3, p.GetProperty("fromStore").GetInt32()));
        Assert.Equal(document.RootElement.GetProperty("comparisons").ToString(), again.RootElement.GetProperty("comparisons").ToString());
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(folder, "runs", "comparisons")));
    }

    [Fact]
    public async Task Compare_BrokenFiles_TellsTheErrorsOfBothAndLeavesNothing()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.yaml"), $"name: Bad\nextends: {Repository.Scenario("smoke")}\nsed: 7\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "worse.yaml"), $"name: Worse\nextends: {Repository.Scenario("smoke")}\nhorizon: {{ start: 2015-13-01 }}\n", TestContext.Current.CancellationToken);
        Said said = await CallAsync("compare", "bad.yaml", "worse.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("bad.yaml:3:1: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("worse.yaml:3:", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.Error, StringComparison.Ordinal);
        Assert.Equal(["bad.yaml", "worse.yaml"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task New_OfAShippedScenario_IsValid()
    {
        Assert.Equal(ExitCode.Ok, (await CallAsync("new", "mine", "--from", Repository.Scenario("national-cees"))).Code);
        Said said = await CallAsync("validate", "mine.yaml");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
    }

    [Theory]
    [InlineData(2)] // SIGINT: Ctrl-C
    [InlineData(15)] // SIGTERM
    public async Task Run_Signalled_StopsAndKeepsWhatIsFinished_OrSaysThatThereWasNoTime(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent by kill(2).");
        Assert.SkipWhen(IsIgnored(signal), "Whoever started the tests ignores this signal, and so do its children.");
        using Process process = Start("run", Repository.Scenario("mm1"), "--replications", "5000", "--fresh");
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        // The store tells when two replications are finished; nothing on the way to it depends on the clock.
        string store = Path.Combine(folder, ".cache", "replications");
        while (!Directory.Exists(store) || Directory.EnumerateFiles(store, "*.bin", SearchOption.AllDirectories).Count() < 2)
        {
            Assert.False(process.HasExited, "The run ended by itself.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, Kill(process.Id, signal));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Interrupted, process.ExitCode);
        string said = await error;
        string[] runs = Directory.Exists(Path.Combine(folder, "runs")) ? Directory.GetDirectories(Path.Combine(folder, "runs")) : [];
        if (!runs.Any(d => File.Exists(Path.Combine(d, "run.json"))))
        {
            // A machine so busy that two seconds are too few for a report.
            Assert.Contains(Interruption.GivenUp, said, StringComparison.Ordinal);
            return;
        }

        string run = Assert.Single(runs);
        Assert.EndsWith("-partial", run, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(run, "run.json"), TestContext.Current.CancellationToken));
        Assert.True(document.RootElement.GetProperty("partial").GetBoolean());
        Assert.InRange(document.RootElement.GetProperty("replications").GetInt32(), 2, 4999);
        Assert.Contains("interrupted; ", said, StringComparison.Ordinal);
    }

    /// <summary>A shell that puts a job into the background lets it ignore Ctrl-C; children inherit that, and rightly keep it.</summary>
    private static bool IsIgnored(int signal)
    {
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return line is not null && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) >> (signal - 1) & 1) == 1;
    }

    /// <summary>The report of a run on threads.</summary>
    private async Task<string> ReportAsync(string scenario)
    {
        Said said = await CallAsync("run", scenario, "--silos", "0", "--json");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
        using JsonDocument document = JsonDocument.Parse(said.Out);
        return await File.ReadAllTextAsync(Path.Combine(folder, document.RootElement.GetProperty("files").GetProperty("report").GetString()!), TestContext.Current.CancellationToken);
    }

    private Task<Said> CallAsync(params string[] args) => Command.CallAsync(folder, Nothing, args);

    private Process Start(params string[] args) => Command.Start(folder, Nothing, typeof(Verb).Assembly, args);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
