using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee run</c>: runs a scenario and writes its folder.</summary>
internal static class RunVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "run",
            "Runs a scenario and writes runs/NAME-HASH/ with the report, charts, CSV, Parquet and run.json.",
            "cee run scenarios/national-cees.yaml",
            "cee run scenarios/national-cees.yaml --replications 10",
            "cee run scenarios/smoke.yaml --seed 7 --json > smoke.json",
            "cee run my-plan.yaml --out results/my-plan",
            "cee run from-today.yaml --snapshot .live/snapshots/2026-11-24T185000Z-0123456789ab.snapshot");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file." });
        Option<int?> replications = verb.WithNumber("--replications", "Independent repetitions; default: as the scenario says. Two or more give luck intervals.", 1, 10_000);
        Option<ulong?> seed = verb.WithNumber("--seed", "Another seed: other luck in the same world.", 0UL, ulong.MaxValue);
        Option<int?> silos = verb.WithNumber("--silos", "Orleans silos in this process; default 1; 0 runs on plain threads without grains. The digits are the same.", 0, 16);
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings and replications." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/NAME-HASH/." });
        Option<bool> floors = verb.With(new Option<bool>("--enforce-floors") { Description = "Refuse a plan whose people on board fall below a statutory floor (exit code 4); nothing is run." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        Option<string?> snapshot = verb.With(new Option<string?>("--snapshot") { HelpName = "FILE", Description = "What live stands for in the scenario: a snapshot, as cee snapshot take writes it." });
        Driven driven = Driven.Add(verb);
        verb.SetAction((parsed, cancellation) => driven.DoAsync(parsed, (asJson, stop) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(file),
                parsed.GetValue(replications),
                parsed.GetValue(seed),
                parsed.GetValue(silos),
                parsed.GetValue(fresh),
                parsed.GetValue(place),
                parsed.GetValue(floors),
                parsed.GetValue(json),
                asJson,
                parsed.GetValue(snapshot)),
            stop), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, Request request, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        LoadedScenario loaded = request.Snapshot is { } snapshot ? rooms.LoadLive(request.File, SnapshotUse.Of(rooms.PathOf(snapshot))) : rooms.Load(request.File);
        if (loaded.Inputs is null || !loaded.Errors.IsEmpty)
        {
            return ScenarioErrors.Tell(error, loaded.Errors, "Nothing was run.");
        }

        if (request.Snapshot is not null && loaded.Inputs.Snapshot is null)
        {
            await error.WriteLineAsync($"cee: --snapshot {request.Snapshot}: {request.File} starts from nothing live. Say opening: live in it (what is open), population: live (who imports), or both. Nothing was run.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        if (LiveFit.Mismatch(loaded.Inputs) is { } apart)
        {
            await error.WriteLineAsync($"cee: warning: {apart}").ConfigureAwait(false);
        }

        RunInputs inputs = (request.Replications is { } n ? loaded.Inputs.Fixed(n) : loaded.Inputs) with { Seed = request.Seed ?? loaded.Inputs.Seed };
        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, request.File, inputs.ScenarioHash, request.Seed, request.Replications), RunFolder.Document) is not { } place)
        {
            return ExitCode.Conflict;
        }

        RunOptions options = new() { Silos = request.Silos ?? 1, Fresh = request.Fresh, EnforceFloors = request.EnforceFloors, CacheFolder = rooms.PathOf(new RunOptions().CacheFolder) };
        RunResult? run;
        try
        {
            run = await ProgressDisplay.ShowAsync(rooms.Screen, inputs.Replications, progress => Interruption.OrStopAsync(() => rooms.Engine.RunAsync(inputs, options, progress, cancellation), cancellation), request.JsonProgress).ConfigureAwait(false);
        }
        catch (BrokenLawException broken)
        {
            return BrokenLaws.Tell(error, broken, "the result is not to be trusted and was not kept.");
        }
        catch (FloorBrokenException below)
        {
            foreach (StatutoryFloor floor in below.Broken)
            {
                await error.WriteLineAsync($"cee: below a statutory floor: {floor}").ConfigureAwait(false);
            }

            await error.WriteLineAsync("cee: nothing was run; hire or keep more people, or leave out --enforce-floors to see what the plan does.").ConfigureAwait(false);
            return ExitCode.TargetMissed;
        }

        if (run is null || run.Replications.IsDefaultOrEmpty)
        {
            await error.WriteLineAsync("cee: interrupted before a replication was finished; nothing was kept.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }

        return await KeepAsync(rooms, request, run with { CommandLine = request.Repeat }, loaded.Effective, place, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> KeepAsync(Rooms rooms, Request request, RunResult run, ImmutableArray<EffectiveValue> effective, string place, CancellationToken cancellation)
    {
        MeasureTable measures = MeasureTable.From(run);
        IReadOnlyDictionary<string, string> written = new Dictionary<string, string>();
        double report = 0;
        RunFolder folder = RunFolder.Begin(place);
        try
        {
            if (!run.Partial && !cancellation.IsCancellationRequested)
            {
                Stopwatch watch = Stopwatch.StartNew();
                try
                {
                    // Charts may not look at the token between two pixels: an interruption does not wait for them.
                    written = await Task.Run(() => rooms.Writer.WriteAsync(run, measures, effective, folder.Temporary, cancellation), CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                }

                report = watch.Elapsed.TotalSeconds;
            }

            if (run.Partial || cancellation.IsCancellationRequested)
            {
                // Within two seconds there is no time for a report: the numbers are kept, beside and not in place of a whole run.
                folder.Dispose();
                place += "-partial";
                folder = RunFolder.Begin(place);
                written = new Dictionary<string, string>();
                run = run with { Partial = true };
            }

            RunDocument document = RunDocument.From(run, measures, rooms.Elapsed().TotalSeconds, report, rooms.PeakMemoryMb(), Files(written, "."));
            await File.WriteAllTextAsync(Path.Combine(folder.Temporary, RunFolder.Document), document.ToJson() + "\n", CancellationToken.None).ConfigureAwait(false);
            folder.Keep();
            string shown = Path.GetRelativePath(rooms.Folder, place);
            document = document with { Files = Files(written, shown.StartsWith("..", StringComparison.Ordinal) ? place : shown) };
            return Tell(rooms, request, run, measures, document);
        }
        finally
        {
            folder.Dispose();
        }
    }

    private static int Tell(Rooms rooms, Request request, RunResult run, MeasureTable measures, RunDocument document)
    {
        if (request.Json)
        {
            rooms.Screen.Out.WriteLine(document.ToJson());
        }
        else
        {
            RunSummary.Write(rooms.Screen, run, measures, document, document.Files.GetValueOrDefault("report"));
        }

        if (run.Partial)
        {
            rooms.Screen.Error.WriteLine(FormattableString.Invariant($"cee: interrupted; {run.Replications.Length} of {run.Inputs.Replications} replications are kept in {document.Files["folder"]}, without a report."));
            return ExitCode.Interrupted;
        }

        if (document.Laws.FirstOrDefault(l => !l.Held) is { } broken)
        {
            rooms.Screen.Error.WriteLine($"cee: a law does not hold: {broken.Name}: {broken.Detail}");
            return ExitCode.Failure;
        }

        if (document.Targets.Any(t => !t.Met))
        {
            rooms.Screen.Error.WriteLine("cee: a declared target is not met.");
            return ExitCode.TargetMissed;
        }

        return ExitCode.Ok;
    }

    private static Dictionary<string, string> Files(IReadOnlyDictionary<string, string> written, string folder)
    {
        Dictionary<string, string> files = written.ToDictionary(f => f.Key, f => folder == "." ? f.Value : Path.Combine(folder, f.Value));
        files["folder"] = folder;
        files["run"] = folder == "." ? RunFolder.Document : Path.Combine(folder, RunFolder.Document);
        return files;
    }

    private sealed record Request(string File, int? Replications, ulong? Seed, int? Silos, bool Fresh, string? Out, bool EnforceFloors, bool Json, bool JsonProgress, string? Snapshot)
    {
        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("run", File)
            .With("--replications", Replications)
            .With("--seed", Seed)
            .With("--silos", Silos)
            .With("--snapshot", Snapshot)
            .ToString();
    }
}
