using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

/// <summary>What a run leaves in the store is found again by the inputs alone.</summary>
public sealed class RunStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-store-").FullName;

    private RunStore Store => new(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_finished_run_is_found_by_its_inputs_to_the_digit()
    {
        RunInputs inputs = Small() with { Replications = 2 };
        await using InlineRunHostFactory hosts = new();
        RunResult run = await RunService.RunAsync(inputs, new RunOptions { Silos = 0, CacheFolder = folder }, hosts, null, TestContext.Current.CancellationToken);

        StoredRun found = Store.FindRun(inputs, most: 5)!;

        Assert.Equal(2, found.Replications.Length);
        Assert.Equal(run.ResultHash, ResultHash.Of(found.Replications));
        Assert.Equal(run.Replications.Select(r => r.Laws.Length), found.Replications.Select(r => r.Laws.Length));
        Assert.Single(Store.FindRun(inputs, most: 1)!.Replications);
        Assert.Null(Store.FindRun(inputs with { Seed = inputs.Seed + 1 }, most: 5));
        Assert.Null(Store.FindRun(inputs with { ScenarioHash = new string('0', 64) }, most: 5));
    }

    [Fact]
    public void The_hash_of_inputs_is_the_hash_of_the_setup()
    {
        RunInputs inputs = Small();

        Assert.Equal(Setup.Compile(inputs).Hash, Setup.HashOf(inputs));
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("cut short")]
    public void A_file_that_is_not_whole_counts_as_missing(string how)
    {
        RunResult sample = SampleRun.Queue(1);
        Store.Keep(Setup.Compile(sample.Inputs), sample.Replications[0]);
        string file = Assert.Single(Directory.GetFiles(folder, "*.bin", SearchOption.AllDirectories));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, how == "damaged" ? bytes : bytes[..20]);

        Assert.Null(Store.FindRun(sample.Inputs, most: 1));
    }

    [Fact]
    public void Facts_find_the_runs_that_are_stored_and_the_run_itself()
    {
        RunResult run = Named(SampleRun.National(1), "cees", 7);
        RunResult ports = Named(SampleRun.National(1, centers: false), "ports", 7);
        RunResult other = Named(SampleRun.National(1), "facts", 20181001);
        Keep(ports, other);

        FactRuns found = FactRuns.Find(run, Shipped, Store);

        // The shipped files say seed 1; this run has seed 7, and so must the year it is compared with.
        Assert.Equal(run.Replications, found.Centers!.Replications);
        Assert.Equal(7ul, found.Ports!.Inputs.Seed);
        Assert.Equal("facts", found.OtherYears!.Inputs.ScenarioHash);
        Assert.Null(found.Test);
        Assert.Equal(2, found.Others.Count());
        FactTable table = FactTable.Evaluate(found);
        Assert.Equal(6, table.Compared);
        Assert.Contains("cee run scenarios/pilot-2011.yaml", Assert.Single(table.Rows, r => r.Verdict == FactVerdict.NotRun).Note, StringComparison.Ordinal);

        RunInputs? Shipped(string name) => name switch
        {
            FactRuns.OtherYearsScenario => other.Inputs,
            FactRuns.PortsScenario => ports.Inputs with { Seed = 1 },
            FactRuns.CentersScenario => run.Inputs with { Seed = 1 },
            _ => null,
        };
    }

    [Fact]
    public void Facts_of_a_seed_of_its_own_name_the_command_with_that_seed()
    {
        RunResult run = Named(SampleRun.National(1), "cees", 7);

        FactRuns found = FactRuns.Find(run, name => name == FactRuns.CentersScenario ? run.Inputs with { Seed = 1 } : null, Store);

        Assert.Contains(
            "cee run scenarios/national-ports.yaml --seed 7",
            Assert.Single(FactTable.Evaluate(found).Rows, r => r.Row.Id == "member-benefit").Note,
            StringComparison.Ordinal);
    }

    private static RunResult Named(RunResult run, string scenario, ulong seed) => run with { Inputs = run.Inputs with { ScenarioHash = scenario, Seed = seed } };

    private void Keep(params ReadOnlySpan<RunResult> runs)
    {
        foreach (RunResult run in runs)
        {
            // Only the name of the setup counts; a queue compiles in no time.
            RunInputs queue = SampleRun.Queue(1).Inputs;
            Setup setup = Setup.Compile(queue with { ScenarioHash = run.Inputs.ScenarioHash, DataHash = run.Inputs.DataHash, Seed = run.Inputs.Seed });
            Store.Keep(setup, run.Replications[0]);
        }
    }

    private static RunInputs Small()
    {
        LoadedScenario loaded = ScenarioLoader.Load(Repository.Scenario("smoke"));
        return loaded.Inputs ?? throw new InvalidOperationException(string.Join(Environment.NewLine, loaded.Errors));
    }
}
