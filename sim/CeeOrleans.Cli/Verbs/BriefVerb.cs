using System.Collections.Immutable;
using System.CommandLine;
using CeeOrleans.Cli.Briefs;
using CeeOrleans.Cli.Recoveries;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Briefs;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reports.Briefs;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee brief</c>: today against a plan on one page that decides.</summary>
internal static class BriefVerb
{
    private const string Specialists = "people.import specialists";

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "brief",
            "Puts today, a plan and, if named, the plan at the floor on one page: people, clocks, reviews, money, the trade, and how sure that is, with the charts that decide. Writes runs/brief-PLAN-HASH/. Years that are in the store are not run again.",
            "cee brief scenarios/national-ports.yaml scenarios/national-cees.yaml",
            "cee brief scenarios/national-ports.yaml my-plan.yaml --floor my-floor.yaml --people 850..1000:50 --waterfall",
            "cee brief scenarios/national-ports.yaml my-plan.yaml --expansion scenarios/expansion-2012-2016.yaml --recover 0,25,50,100");
        Argument<string> today = verb.With(new Argument<string>("TODAY") { Description = "The scenario of today." });
        Argument<string> plan = verb.With(new Argument<string>("PLAN") { Description = "The scenario of the plan." });
        Option<string?> floor = verb.With(new Option<string?>("--floor") { HelpName = "FILE", Description = "A third scenario: the plan with people at the floor." });
        Option<int?> replications = verb.WithNumber("--replications", "Simulated years of every plan; default: what the files say, at least 10.", 2, 10_000);
        Option<ulong?> seed = verb.WithNumber("--seed", "The same seed for every plan: other luck in the same world.", 0UL, ulong.MaxValue);
        Option<string?> people = verb.With(new Option<string?>("--people") { HelpName = "FROM..TO:STEP", Description = "Also draw today and the plan over import specialists on board, and say what one more brings in: every number is run, with an opening of its own." });
        Option<bool> waterfall = verb.With(new Option<bool>("--waterfall") { Description = "Also say why they differ, mechanism by mechanism: runs both once more for each." });
        Option<string?> expansion = verb.With(new Option<string?>("--expansion") { HelpName = "FILE", Description = "Also draw how Centers open in this scenario, one replication." });
        Option<string?> recover = verb.With(new Option<string?>("--recover") { HelpName = "PEOPLE", Description = "Also draw how long today and the plan take to recover, against import specialists added: a list with commas, or FROM..TO:STEP. From the plans' own shocks; where they have none, from 10 % more entries for 13 weeks. Every number is run twice, with the shock and without." });
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings and replications." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/brief-PLAN-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the page as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(today),
                parsed.GetRequiredValue(plan),
                parsed.GetValue(floor),
                parsed.GetValue(replications),
                parsed.GetValue(seed),
                parsed.GetValue(people),
                parsed.GetValue(waterfall),
                parsed.GetValue(expansion),
                parsed.GetValue(recover),
                parsed.GetValue(fresh),
                parsed.GetValue(place),
                parsed.GetValue(json)),
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, Request request, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        LoadedScenario[] loaded = [.. request.Files.Select(rooms.Load)];
        LoadedScenario? expansion = request.Expansion is null ? null : rooms.Load(request.Expansion);
        ScenarioError[] errors = [.. loaded.Append(expansion).OfType<LoadedScenario>().SelectMany(l => l.Errors).Distinct()];
        if (errors.Length > 0 || loaded.Any(l => l.Inputs is null))
        {
            return ScenarioErrors.Tell(error, [.. errors], "Nothing was run.");
        }

        int replications = request.Replications ?? Math.Max(CompareVerb.LeastReplications, loaded.Max(l => l.Inputs!.Replications));
        RunInputs Prepared(RunInputs inputs) => inputs with { Replications = replications, Seed = request.Seed ?? inputs.Seed };
        ImmutableArray<ComparedPlan> plans = [.. loaded.Select((l, i) => new ComparedPlan(request.Files[i], Prepared(l.Inputs!)))];
        Pairing pairing = Pairing.Of(plans);
        if (pairing.Refusal.Length > 0)
        {
            return ManyRuns.Usage(error, "brief", [pairing.Refusal]);
        }

        List<SweepPlan> curves = [];
        if (request.People is not null && Curves(rooms, request, loaded, Prepared, curves) is { } wrong)
        {
            return wrong;
        }

        List<ReservePlan> reserves = [];
        if (request.Recover is not null && Reserves(rooms, request, loaded, Prepared, reserves) is { } unfit)
        {
            return unfit;
        }

        ComparisonRequest asked = new(plans, ContestMeasure.Declared(plans.Select(p => p.Inputs)), []);
        if (request.Waterfall)
        {
            (ComparisonRequest? steps, ImmutableArray<ScenarioError> broken, string refusal) = CompareVerb.WithWaterfall(rooms, asked with { Plans = [plans[0], plans[1]] }, [], Prepared);
            if (steps is null)
            {
                return broken.IsEmpty ? ManyRuns.Usage(error, "brief", [refusal]) : ScenarioErrors.Tell(error, broken, "Nothing was run.");
            }

            asked = steps with { Plans = plans };
        }

        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, "brief", request.Plan, Comparison.HashOf(plans)), BriefDocument.File) is not { } place)
        {
            return ExitCode.Conflict;
        }

        foreach (string warning in pairing.Warnings)
        {
            await error.WriteLineAsync($"cee: warning: {warning}").ConfigureAwait(false);
        }

        RunOptions options = new() { Silos = 0, Fresh = request.Fresh, CacheFolder = rooms.PathOf(new RunOptions().CacheFolder) };
        try
        {
            Brief? brief = await ProgressDisplay.ShowAsync(rooms.Screen, replications, shown => Interruption.OrStopAsync(() => MakeAsync(rooms, request, asked, expansion?.Inputs, curves, reserves, options, shown, cancellation), cancellation)).ConfigureAwait(false);
            if (brief is not null)
            {
                return await KeepAsync(rooms, request, brief, place, cancellation).ConfigureAwait(false);
            }
        }
        catch (BrokenLawException broken)
        {
            return BrokenLaws.Tell(error, broken, "no brief was written.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }

        await error.WriteLineAsync($"cee: interrupted; finished replications are kept. The same command goes on from there{(request.Fresh ? ", without --fresh" : "")}.").ConfigureAwait(false);
        return ExitCode.Interrupted;
    }

    /// <summary>The grids over people of today and of the plan; an exit code when the range or a point is wrong.</summary>
    private static int? Curves(Rooms rooms, Request request, LoadedScenario[] loaded, Func<RunInputs, RunInputs> prepared, List<SweepPlan> curves)
    {
        if (SweepAxis.Parse($"{Specialists}={request.People}", loaded[0].Inputs!.Population is null, out ImmutableArray<string> problems) is not { } axis)
        {
            return ManyRuns.Usage(rooms.Screen.Error, "brief", problems.Select(p => $"--people {p}"));
        }

        for (int i = 0; i < 2; i++)
        {
            string file = request.Files[i];
            (SweepPlan? plan, ImmutableArray<string> errors) = SweepPlan.Make(loaded[i], [axis], overrides => rooms.LoadWith(file, overrides), prepared);
            if (plan is null)
            {
                foreach (string line in errors)
                {
                    rooms.Screen.Error.WriteLine($"{file}: {line}");
                }

                rooms.Screen.Error.WriteLine("cee: a plan is not valid at every number of people. Nothing was run.");
                return ExitCode.ScenarioInvalid;
            }

            curves.Add(plan);
        }

        return null;
    }

    /// <summary>Time to recover of today and of the plan, one surge for both; an exit code when that can't be asked of them.</summary>
    private static int? Reserves(Rooms rooms, Request request, LoadedScenario[] loaded, Func<RunInputs, RunInputs> prepared, List<ReservePlan> reserves)
    {
        if (ReserveOptions.Added(request.Recover!, out string problem, "--recover") is not { } added)
        {
            return ManyRuns.Usage(rooms.Screen.Error, "brief", [problem]);
        }

        for (int i = 0; i < 2; i++)
        {
            string file = request.Files[i];
            bool own = CalmTwin.Of(loaded[i].Inputs!) is not null;
            LaidSurge? surge = own || loaded[i].Inputs!.Population is null ? null : LaidSurge.Over(loaded[i].Inputs!);
            (ReservePlan? plan, ImmutableArray<string> obstacles) = ReservePlan.Make(
                surge is null ? loaded[i] : rooms.LoadWith(file, [surge.Override]),
                PeoplePath.Roles[0],
                added,
                surge,
                overrides => rooms.LoadWith(file, overrides),
                prepared);
            if (plan is null)
            {
                return ManyRuns.Usage(rooms.Screen.Error, "brief", obstacles.Select(o => $"--recover: {file}: {o}."));
            }

            reserves.Add(plan);
        }

        return null;
    }

    private static async Task<Brief> MakeAsync(Rooms rooms, Request request, ComparisonRequest asked, RunInputs? expansion, List<SweepPlan> curves, List<ReservePlan> reserves, RunOptions options, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        Comparison comparison = await rooms.Comparer.CompareAsync(asked, options, progress, cancellation).ConfigureAwait(false);

        // The comparison left every year in the store, so that these run nothing; they know the people and the facts of each.
        RunOptions stored = options with { Fresh = false, Reuse = true };
        List<BriefRow> rows = [];
        for (int i = 0; i < comparison.Plans.Length; i++)
        {
            RunResult run = await rooms.Engine.RunAsync(asked.Plans[i].Inputs, stored, progress, cancellation).ConfigureAwait(false);
            FactTable? facts = run.Inputs.Population is null ? null : FactTable.Evaluate(FactRuns.Find(run, name => Shipped(rooms, name), new RunStore(options.CacheFolder)));
            rows.Add(BriefRow.From(i switch { 0 => "today", 1 => "plan", _ => "floor plan" }, comparison.Plans[i], run, facts));
        }

        List<BriefCurve> lines = [];
        for (int i = 0; i < curves.Count; i++)
        {
            SweepResult swept = await SweepService.RunAsync(curves[i], [new MeasureChoice(MeasureNames.Coverage)], new SweepOptions { Run = options }, ManyRuns.Run(rooms), PointRuns.Relay(progress, $"{Path.GetFileNameWithoutExtension(request.Files[i])} over people, "), cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            lines.Add(new BriefCurve(rows[i].Title, request.Files[i], [.. swept.Finished.Select(o => new BriefPoint(o.Point.Values[0].Number, o.Nation)).OrderBy(p => p.People)]));
        }

        List<ReserveResult> recovered = [];
        for (int i = 0; i < reserves.Count; i++)
        {
            ReserveResult result = await ReserveService.RunAsync(reserves[i], new SweepOptions { Run = options }, ManyRuns.Run(rooms), PointRuns.Relay(progress, $"{Path.GetFileNameWithoutExtension(request.Files[i])} after a shock, "), cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            recovered.Add(result);
        }

        RunResult? opening = expansion is null ? null : await rooms.Engine.RunAsync(expansion with { Replications = 1 }, options with { Reuse = true }, progress, cancellation).ConfigureAwait(false);
        string decides = asked.Measures.Length > 0 && asked.Measures[^1] is { Kind: "", Role: "" } last ? last.Name : MeasureNames.Coverage;
        return new Brief
        {
            Comparison = comparison,
            Rows = [.. rows],
            Knowledge = StoredDoubt.Find(Path.Combine(rooms.Folder, "runs"), asked.Plans[0].Inputs, asked.Plans[1].Inputs, decides),
            Curves = [.. lines],
            Expansion = opening,
            Reserves = [.. recovered],
            CommandLine = request.Repeat,
        };
    }

    private static RunInputs? Shipped(Rooms rooms, string name) =>
        new[] { Path.Combine("scenarios", name + ".yaml"), name + ".yaml" }.FirstOrDefault(f => File.Exists(rooms.PathOf(f))) is { } file ? rooms.Load(file).Inputs : null;

    private static async Task<int> KeepAsync(Rooms rooms, Request request, Brief brief, string place, CancellationToken cancellation)
    {
        await ManyRuns.KeepAsync(
            rooms,
            place,
            BriefDocument.File,
            folder => BriefReport.Write(brief, folder, cancellation),
            files => BriefDocument.From(brief, files).ToJson(),
            request.Json,
            () => Show(rooms.Screen, brief),
            cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static void Show(Screen screen, Brief brief)
    {
        BriefDocument document = BriefDocument.From(brief, new Dictionary<string, string>());
        foreach (string sentence in document.Answer)
        {
            screen.Item(sentence);
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumn("");
        foreach (BriefRow row in brief.Rows)
        {
            table.AddColumn(new TableColumn(row.Title));
        }

        foreach (BriefDocument.LineFields line in document.Page)
        {
            table.AddRow([new Text(line.Measure), .. line.Cells.Select((c, i) => new Text(i == 0 || line.Against.Count < i ? c : $"{c} ({line.Against[i - 1]})"))]);
        }

        screen.OutConsole.Write(table);
    }

    private sealed record Request(string Today, string Plan, string? Floor, int? Replications, ulong? Seed, string? People, bool Waterfall, string? Expansion, string? Recover, bool Fresh, string? Out, bool Json)
    {
        public string[] Files => Floor is null ? [Today, Plan] : [Today, Plan, Floor];

        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("brief", Files.Take(2))
            .With("--floor", Floor)
            .With("--replications", Replications)
            .With("--seed", Seed)
            .With("--people", People)
            .With("--waterfall", Waterfall)
            .With("--expansion", Expansion)
            .With("--recover", Recover)
            .ToString();
    }
}
