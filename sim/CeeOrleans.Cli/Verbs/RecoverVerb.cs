using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CeeOrleans.Cli.Recoveries;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reports.Recoveries;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee recover</c>: time to recover after a surge or shock, against people added.</summary>
internal static class RecoverVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "recover",
            "Shows how long it takes after a surge or shock until clocks are met and reviews are done as before, and what reserve of people shortens it. Without shocks in the scenario, and without --surge, 10 % more entries for 13 weeks from the 14th week on are laid over it.",
            "cee recover scenarios/national-cees.yaml --replications 5",
            "cee recover scenarios/site-lost.yaml --add 0,10,20",
            "cee recover my-plan.yaml --surge \"20 %\" --from 2016-03-01 --for \"6 weeks\" --add 0..200:50 --json");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file, with shocks or without." });
        Option<string?> add = verb.With(new Option<string?>("--add") { HelpName = "PEOPLE", Description = "People added: a list with commas, or FROM..TO:STEP; default 0,25,50,100. Today's people, 0, are always among them." });
        Option<string?> role = verb.With(new Option<string?>("--role") { HelpName = "ROLE", Description = "\"import specialists\" or \"entry specialists\"; default import specialists." });
        Option<string?> surge = verb.With(new Option<string?>("--surge") { HelpName = "PERCENT", Description = "Lay this many more entries over the scenario, \"10 %\"; in place of its own volume surges, beside its other shocks." });
        Option<string?> from = verb.With(new Option<string?>("--from") { HelpName = "DATE", Description = "First day of the surge; default the first day of the 14th week." });
        Option<string?> length = verb.With(new Option<string?>("--for") { HelpName = "TIME", Description = "How long the surge lasts, \"13 weeks\" or \"30 d\"; default 13 weeks." });
        Option<int?> replications = verb.WithNumber("--replications", "Independent repetitions of each point; default: as the scenario says. Two or more give luck intervals.", 1, 10_000);
        Option<ulong?> seed = verb.WithNumber("--seed", "Another seed: other luck in the same world.", 0UL, ulong.MaxValue);
        Option<double?> memory = verb.WithMemory();
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings and replications." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/recover-NAME-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(file),
                parsed.GetValue(add),
                parsed.GetValue(role),
                parsed.GetValue(surge),
                parsed.GetValue(from),
                parsed.GetValue(length),
                parsed.GetValue(replications),
                parsed.GetValue(seed),
                parsed.GetValue(memory),
                parsed.GetValue(fresh),
                parsed.GetValue(place),
                parsed.GetValue(json)),
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, Request request, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        LoadedScenario loaded = rooms.Load(request.File);
        if (loaded.Inputs is not { } inputs || !loaded.Errors.IsEmpty)
        {
            return ScenarioErrors.Tell(error, loaded.Errors, "Nothing was run.");
        }

        List<string> problems = [];
        (string role, ImmutableArray<int> added) = Asked(request, problems);
        LaidSurge? surge = SurgeOf(request, inputs, problems);
        surge = inputs.Population is null ? null : surge; // of a plain queue the plan says what is wrong
        if (problems.Count > 0)
        {
            return ManyRuns.Usage(error, "recover", problems);
        }

        LoadedScenario shocked = surge is null ? loaded : rooms.LoadWith(request.File, [surge.Override]);
        if (shocked.Inputs is null || !shocked.Errors.IsEmpty)
        {
            foreach (ScenarioError wrong in shocked.Errors)
            {
                await error.WriteLineAsync(wrong.File == ScenarioLoader.OverrideFile ? $"the surge: {wrong.Message}" : wrong.ToString()).ConfigureAwait(false);
            }

            await error.WriteLineAsync($"cee: the scenario is not valid with {surge!.Said} laid over it. Nothing was run.").ConfigureAwait(false);
            return ExitCode.ScenarioInvalid;
        }

        (ReservePlan? plan, ImmutableArray<string> obstacles) = ReservePlan.Make(
            shocked,
            role,
            added,
            surge,
            overrides => rooms.LoadWith(request.File, overrides),
            i => i.Fixed(request.Replications) with { Seed = request.Seed ?? i.Seed });
        if (plan is null)
        {
            foreach (string line in obstacles)
            {
                await error.WriteLineAsync($"cee: {request.File}: {line}.").ConfigureAwait(false);
            }

            await error.WriteLineAsync("cee: nothing was run.").ConfigureAwait(false);
            return ExitCode.ScenarioInvalid;
        }

        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, "recover", request.File, plan.Sweep.Hash), ReserveDocument.File) is not { } place)
        {
            return ExitCode.Conflict;
        }

        SweepOptions options = PointRuns.Options(rooms, 0, request.Fresh, request.MemoryMb);
        string shock = plan.Surge is { } laid ? $"{laid.Said} are laid over the scenario" : $"the scenario's own shocks: {string.Join(", ", Recovery.Of(plan.Sweep.Points[0].Inputs)!.Spans.Select(s => s.Name).Distinct())}";
        (ReserveResult? result, int exit) = await PointRuns.RunAsync(
            rooms,
            plan.Sweep,
            options,
            $"{shock}. ",
            ", each with the shock and without it",
            progress => ReserveService.RunAsync(plan, options, ManyRuns.Run(rooms), progress, cancellation),
            r => r.Partial,
            cancellation).ConfigureAwait(false);
        if (result is null)
        {
            return exit;
        }

        await ManyRuns.KeepAsync(
            rooms,
            place,
            ReserveDocument.File,
            folder => ReserveReport.Write(result, request.Repeat, folder, cancellation),
            files => ReserveDocument.From(result, request.Repeat, files).ToJson(),
            request.Json,
            () => Show(rooms.Screen, result),
            cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static (string Role, ImmutableArray<int> Added) Asked(Request request, List<string> problems)
    {
        string role = PeoplePath.Roles[0];
        if (request.Role is { } said)
        {
            string? known = ReserveOptions.Role(said, PeoplePath.Roles, out string problem);
            Complain(known is null, problem, problems);
            role = known ?? role;
        }

        ImmutableArray<int> added = ReservePlan.StandardAdded;
        if (request.Add is { } text)
        {
            ImmutableArray<int>? read = ReserveOptions.Added(text, out string problem);
            Complain(read is null, problem, problems);
            added = read ?? added;
        }

        return (role, added);
    }

    private static LaidSurge? SurgeOf(Request request, RunInputs inputs, List<string> problems)
    {
        bool own = CalmTwin.Of(inputs) is not null;
        if (own && request.Surge is null && (request.From ?? request.For) is not null)
        {
            problems.Add($"{(request.From is null ? "--for" : "--from")} belongs to a surge, and the scenario has shocks of its own; add --surge \"10 %\" to lay one over it.");
            return null;
        }

        double? more = Read(request.Surge, ReserveOptions.More, problems);
        DateOnly? from = Read(request.From, ReserveOptions.Date, problems);
        int? days = Read(request.For, ReserveOptions.Days, problems);
        return problems.Count > 0 || (own && request.Surge is null) ? null : LaidSurge.Over(inputs, more, from, days);
    }

    private delegate T? Reader<T>(string text, out string problem)
        where T : struct;

    private static T? Read<T>(string? text, Reader<T> reader, List<string> problems)
        where T : struct
    {
        if (text is null)
        {
            return null;
        }

        T? value = reader(text, out string problem);
        Complain(value is null, problem, problems);
        return value;
    }

    private static void Complain(bool wrong, string problem, List<string> problems)
    {
        if (wrong)
        {
            problems.Add(problem);
        }
    }

    private static void Show(Screen screen, ReserveResult result)
    {
        screen.Out.WriteLine(ReserveWords.Finding(result).Replace('\u00a0', ' '));
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn(Markup.Escape($"{result.Plan.Role} added")).RightAligned())
            .AddColumn(new TableColumn("weeks until reviews are as before").RightAligned())
            .AddColumn(new TableColumn("weeks until clocks are").RightAligned())
            .AddColumn("slowest office");
        foreach (ReserveRow row in result.Rows)
        {
            table.AddRow(
                new Text(row.Added.ToString("#,0", CultureInfo.InvariantCulture)),
                new Text(Cell(row.Nation.Reviews)),
                new Text(Cell(row.Nation.Clocks)),
                new Text(Slowest(result, row)));
        }

        screen.OutConsole.Write(table);
        screen.Out.WriteLine($"Weeks from the shock until the nation does as well as today's {result.Plan.Today.ToString("#,0", CultureInfo.InvariantCulture)} {result.Plan.Role} do without it, on the same luck."
            + (result.Replications > 1 ? " In brackets: 95 % luck interval, conditional on the opening." : " No luck interval: one replication cannot tell luck from plan. Add --replications 10 to get one."));
    }

    private static string Cell(ReserveWeeks? weeks)
    {
        string luck = weeks is { IsNone: false, Estimate: { Low: { } low, High: { } high } } ? string.Create(CultureInfo.InvariantCulture, $" ({low:0.#} to {high:0.#})") : "";
        return ReserveWords.Short(weeks).Replace('\u00a0', ' ') + luck;
    }

    private static string Slowest(ReserveResult result, ReserveRow row)
    {
        RecoveryOf[] what = [.. new[] { RecoveryOf.Reviews, RecoveryOf.Clocks }.Where(w => row.Slowest(w) is not null).OrderByDescending(w => row.Slowest(w)!.Of(w)!.Estimate.Mean)];
        return what.Length == 0
            ? "none in trouble"
            : $"{result.Offices[row.Slowest(what[0])!.Office!.Value].Code}, {(what[0] == RecoveryOf.Clocks ? "clocks" : "reviews")}: {ReserveWords.Short(row.Slowest(what[0])!.Of(what[0])!)}".Replace('\u00a0', ' ');
    }

    private sealed record Request(string File, string? Add, string? Role, string? Surge, string? From, string? For, int? Replications, ulong? Seed, double? MemoryMb, bool Fresh, string? Out, bool Json)
    {
        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("recover", File)
            .With("--add", Add)
            .With("--role", Role)
            .With("--surge", Surge)
            .With("--from", From)
            .With("--for", For)
            .With("--replications", Replications)
            .With("--seed", Seed)
            .ToString();
    }
}
