using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using CeeOrleans.Cli.Comparisons;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee compare</c>: plans on the same luck; differences with intervals, and which plan may be best.</summary>
internal static class CompareVerb
{
    /// <summary>Replications unless told: the least that an interval should rest on.</summary>
    public const int LeastReplications = 10;

    /// <summary>Files that the parser takes; how many make sense is told in words of our own.</summary>
    private const int MostFiles = 1_000;

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "compare",
            "Compares plans on the same luck, year by year: differences with intervals, who gains and who loses, which plan may be best. Writes runs/comparisons/A-vs-B-HASH/ with the report, charts, CSV, Parquet and comparison.json. Replications that are in the store are not run again.",
            "cee compare scenarios/national-ports.yaml scenarios/national-cees.yaml",
            "cee compare scenarios/national-ports.yaml scenarios/national-cees.yaml --replications 20 --waterfall",
            "cee compare scenarios/national-ports.yaml scenarios/national-cees.yaml --waterfall --mechanisms",
            "cee compare today.yaml plan-a.yaml plan-b.yaml plan-c.yaml --measure coverage --measure \"wait p90: contact\"",
            "cee compare today.yaml my-plan.yaml --seed 7 --json > difference.json");
        Argument<string[]> files = verb.With(new Argument<string[]>("FILE") { Description = "2 to 20 scenario files; the first is what the others are compared with.", Arity = new ArgumentArity(0, MostFiles) });
        Option<int?> replications = verb.WithNumber("--replications", "Simulated years of every plan; default: what the files say, at least 10.", 2, 10_000);
        Option<ulong?> seed = verb.WithNumber("--seed", "The same seed for every plan: other luck in the same world.", 0UL, ulong.MaxValue);
        Option<string[]> measures = verb.With(new Option<string[]>("--measure") { HelpName = "NAME", Description = "Rank plans by this measure, \"coverage\" or \"wait p90: contact\"; up to ten times. Default: the targets that the plans declare, else clocked work on time and coverage." });
        Option<bool> waterfall = verb.With(new Option<bool>("--waterfall") { Description = "Also say why two plans differ, mechanism by mechanism: runs both without leave, swings and whatever else can be switched off, then adds them one by one." });
        Option<bool> mechanisms = verb.With(new Option<bool>("--mechanisms") { Description = "Switch case memory, familiarity and uniformity on in every plan. With --waterfall each is a step with its break-even." });
        Option<int?> silos = verb.WithNumber("--silos", "Orleans silos in this process; default 0: plain threads, which start faster. The digits are the same.", 0, 16);
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings and replications." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/comparisons/A-vs-B-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        Driven driven = Driven.Add(verb);
        verb.SetAction((parsed, cancellation) => driven.DoAsync(parsed, (asJson, stop) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(files),
                parsed.GetValue(replications),
                parsed.GetValue(seed),
                parsed.GetValue(measures) ?? [],
                parsed.GetValue(waterfall),
                parsed.GetValue(mechanisms),
                parsed.GetValue(silos),
                parsed.GetValue(fresh),
                parsed.GetValue(place),
                parsed.GetValue(json),
                asJson),
            stop), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, Request request, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        if (request.Files.Length is < 2 or > Contest.MostPlans)
        {
            string given = request.Files.Length switch
            {
                0 => "none was named",
                1 => $"only {request.Files[0]} was named",
                _ => FormattableString.Invariant($"{request.Files.Length} were named"),
            };
            return ManyRuns.Usage(error, "compare", [FormattableString.Invariant($"2 to {Contest.MostPlans} scenario files are compared, {given}. The first is what the others are compared with: cee compare today.yaml my-plan.yaml.")]);
        }

        ImmutableArray<ScenarioOverride> switched = request.Mechanisms ? Mechanism.SwitchedOn : [];
        LoadedScenario[] loaded = [.. request.Files.Select(f => switched.IsEmpty ? rooms.Load(f) : rooms.LoadWith(f, switched))];
        if (loaded.Any(l => l.Inputs is null || !l.Errors.IsEmpty))
        {
            // A base that several plans extend is told once.
            return ScenarioErrors.Tell(error, [.. loaded.SelectMany(l => l.Errors).Distinct()], "Nothing was run.");
        }

        int replications = request.Replications ?? Math.Max(LeastReplications, loaded.Max(l => l.Inputs!.Fixed().Replications));
        RunInputs Prepared(RunInputs inputs) => inputs.Fixed(replications) with { Seed = request.Seed ?? inputs.Seed };
        ImmutableArray<ComparedPlan> plans = [.. loaded.Select((l, i) => new ComparedPlan(request.Files[i], Prepared(l.Inputs!)))];
        Pairing pairing = Pairing.Of(plans);
        if (pairing.Refusal.Length > 0)
        {
            return await RefuseAsync(error, pairing.Refusal).ConfigureAwait(false);
        }

        if (!TryMeasures(request.Measures, plans, out ImmutableArray<ContestMeasure> measures, out string problem))
        {
            return await RefuseAsync(error, problem).ConfigureAwait(false);
        }

        ComparisonRequest asked = new(plans, measures, []);
        if (request.Waterfall)
        {
            (ComparisonRequest? steps, ImmutableArray<ScenarioError> errors, string refusal) = WithWaterfall(rooms, asked, switched, Prepared);
            if (steps is null)
            {
                return errors.IsEmpty ? await RefuseAsync(error, refusal).ConfigureAwait(false) : ScenarioErrors.Tell(error, errors, "Nothing was run.");
            }

            asked = steps;
        }

        if (RunFolder.Claim(rooms, request.Out, PlaceOf(rooms.Folder, plans, request.Waterfall), ComparisonDocument.FileName) is not { } place)
        {
            return ExitCode.Conflict;
        }

        foreach (string warning in pairing.Warnings)
        {
            await error.WriteLineAsync($"cee: warning: {warning}").ConfigureAwait(false);
        }

        RunOptions options = new() { Silos = request.Silos ?? 0, Fresh = request.Fresh, CacheFolder = rooms.PathOf(new RunOptions().CacheFolder) };
        try
        {
            Comparison comparison = await ProgressDisplay.ShowAsync(rooms.Screen, replications, progress => CompareOrStopAsync(rooms.Comparer, asked, options, progress, cancellation), request.JsonProgress).ConfigureAwait(false);
            return await KeepAsync(rooms, request, comparison with { CommandLine = request.Repeat }, [.. loaded.Select(l => l.Effective)], place, cancellation).ConfigureAwait(false);
        }
        catch (BrokenLawException broken)
        {
            return BrokenLaws.Tell(error, broken, "the result is not to be trusted and was not kept.");
        }
        catch (ComparisonInterruptedException stopped)
        {
            await error.WriteLineAsync(FormattableString.Invariant($"cee: interrupted; {stopped.Finished} of {stopped.Asked} replications are finished and kept. The same command{(request.Fresh ? " without --fresh" : "")} goes on from there.")).ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("cee: interrupted; finished replications are kept. The same command goes on from there.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }
    }

    private static async Task<int> RefuseAsync(TextWriter error, string why)
    {
        await error.WriteLineAsync($"cee: {why}").ConfigureAwait(false);
        await error.WriteLineAsync("cee compare --help shows how to use it.").ConfigureAwait(false);
        return ExitCode.Usage;
    }

    /// <summary>The result; when interrupted an exception, at the latest when a run that does not listen is left behind.</summary>
    private static async Task<Comparison> CompareOrStopAsync(IComparer comparer, ComparisonRequest asked, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        Task<Comparison> run = Task.Run(() => comparer.CompareAsync(asked, options, progress, cancellation), CancellationToken.None);
        try
        {
            return await run.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellation.IsCancellationRequested && e is not ComparisonInterruptedException)
        {
            try
            {
                return await run.WaitAsync(Interruption.StopWithin, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new OperationCanceledException(cancellation);
            }
        }
    }

    /// <summary>What plans are ranked by: the names given, all known to every plan, or what the plans declare.</summary>
    private static bool TryMeasures(string[] names, ImmutableArray<ComparedPlan> plans, out ImmutableArray<ContestMeasure> measures, out string problem)
    {
        problem = "";
        if (names.Length == 0)
        {
            measures = ContestMeasure.Declared(plans.Select(p => p.Inputs));
            return true;
        }

        measures = [];
        if (names.Length > Contest.MostMeasures)
        {
            problem = $"{names.Length} measures; plans are ranked by at most {Contest.MostMeasures}, because the error is shared out over them.";
            return false;
        }

        foreach (string name in names)
        {
            foreach (ComparedPlan plan in plans)
            {
                ImmutableArray<ContestMeasure> known = ContestMeasure.Known(plan.Inputs);
                if (known.FirstOrDefault(k => k.Label.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found)
                {
                    measures = measures.Contains(found) ? measures : measures.Add(found);
                    continue;
                }

                string hint = Nearest.To(name, known.Select(k => k.Label)) is { } near ? $" Did you mean \"{near}\"?" : $" Known: {string.Join(", ", known.Where(k => k.Kind.Length == 0).Select(k => k.Label))}; and by kind of work, for example \"{known[^1].Label}\".";
                problem = $"--measure \"{name}\": plans cannot be ranked by that in {plan.File}.{hint}";
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds the steps of the waterfall: both plans with every mechanism off, then with one more at each step.</summary>
    internal static (ComparisonRequest? Request, ImmutableArray<ScenarioError> Errors, string Refusal) WithWaterfall(Rooms rooms, ComparisonRequest asked, ImmutableArray<ScenarioOverride> switched, Func<RunInputs, RunInputs> prepared)
    {
        if (asked.Plans.Length != 2)
        {
            return (null, [], "--waterfall explains the difference of two plans; name two files.");
        }

        RunInputs[] plans = [.. asked.Plans.Select(p => p.Inputs)];
        Mechanism[] active = [.. Mechanism.All.Where(m => plans.Any(p => !m.Off(p).IsEmpty))];
        if (active.Length == 0)
        {
            return (null, [], "--waterfall: these plans have no mechanism that can be switched off (leave, swings).");
        }

        List<ScenarioError> errors = [];
        List<WaterfallVariant> variants = [];
        for (int i = 0; i < active.Length; i++)
        {
            RunInputs?[] both = [.. asked.Plans.Select(p =>
            {
                ScenarioOverride[] off = [.. active.Skip(i).SelectMany(m => m.Off(p.Inputs))];
                LoadedScenario variant = rooms.LoadWith(p.File, [.. switched.Where(s => off.All(o => o.Path != s.Path)), .. off]);
                errors.AddRange(variant.Errors);
                return variant.Inputs;
            })];
            if (both is [{ } a, { } b])
            {
                variants.Add(new WaterfallVariant(i == 0 ? Mechanism.Base : active[i - 1].Name, i == 0 ? "What is left with every mechanism off." : active[i - 1].Explains, prepared(a), prepared(b)));
            }
        }

        return errors.Count > 0
            ? (null, [.. errors.Distinct()], "")
            : (asked with { Waterfall = [.. variants], LastStep = (active[^1].Name, active[^1].Explains) }, [], "");
    }

    /// <summary><c>runs/comparisons/A-vs-B-HASH8</c> below a folder; the hash is of plans, data, model, seed and replications. One with a waterfall stands beside one without.</summary>
    private static string PlaceOf(string folder, ImmutableArray<ComparedPlan> plans, bool waterfall)
    {
        string more = plans.Length > 2 ? FormattableString.Invariant($"-and-{plans.Length - 2}-more") : "";
        return Path.Combine(folder, "runs", "comparisons", $"{RunFolder.NameOf(plans[0].File)}-vs-{RunFolder.NameOf(plans[1].File)}{more}-{Comparison.HashOf(plans)[..8]}{(waterfall ? "-waterfall" : "")}");
    }

    private static async Task<int> KeepAsync(Rooms rooms, Request request, Comparison comparison, ImmutableArray<ImmutableArray<EffectiveValue>> effective, string place, CancellationToken cancellation)
    {
        using RunFolder folder = RunFolder.Begin(place);
        Stopwatch watch = Stopwatch.StartNew();

        // Charts may not look at the token between two pixels: an interruption does not wait for them.
        IReadOnlyDictionary<string, string> written = await Task.Run(() => rooms.ComparisonWriter.WriteAsync(comparison, effective, folder.Temporary, cancellation), CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false);
        ComparisonDocument document = ComparisonDocument.From(comparison, rooms.Elapsed().TotalSeconds, watch.Elapsed.TotalSeconds, rooms.PeakMemoryMb(), Files(written, "."));
        await File.WriteAllTextAsync(Path.Combine(folder.Temporary, ComparisonDocument.FileName), document.ToJson() + "\n", CancellationToken.None).ConfigureAwait(false);
        folder.Keep();
        string shown = Path.GetRelativePath(rooms.Folder, place);
        document = document with { Files = Files(written, shown.StartsWith("..", StringComparison.Ordinal) ? place : shown) };
        if (request.Json)
        {
            await rooms.Screen.Out.WriteLineAsync(document.ToJson()).ConfigureAwait(false);
        }
        else
        {
            ComparisonSummary.Write(rooms.Screen, comparison, document);
        }

        return ExitCode.Ok;
    }

    private static Dictionary<string, string> Files(IReadOnlyDictionary<string, string> written, string folder)
    {
        Dictionary<string, string> files = written.ToDictionary(f => f.Key, f => folder == "." ? f.Value : Path.Combine(folder, f.Value));
        files["folder"] = folder;
        files["comparison"] = folder == "." ? ComparisonDocument.FileName : Path.Combine(folder, ComparisonDocument.FileName);
        return files;
    }

    private sealed record Request(string[] Files, int? Replications, ulong? Seed, string[] Measures, bool Waterfall, bool Mechanisms, int? Silos, bool Fresh, string? Out, bool Json, bool JsonProgress)
    {
        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("compare", Files)
            .With("--replications", Replications)
            .With("--seed", Seed)
            .With("--measure", Measures)
            .With("--waterfall", Waterfall)
            .With("--mechanisms", Mechanisms)
            .ToString();
    }
}
