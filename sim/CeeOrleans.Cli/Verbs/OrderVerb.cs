using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CeeOrleans.Cli.Orders;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Comparisons;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Orders;
using CeeOrleans.Reports.Orders;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee order</c>: in which order the remaining Centers should open.</summary>
internal static class OrderVerb
{
    private const int DefaultReplications = 3;

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "order",
            "Ranks the orders in which the Centers that are not open yet can open, given what a year may bring.",
            "cee order scenarios/expansion-2012-2016.yaml --openings 4 --first 2012-09-01",
            "cee order my-plan.yaml --openings 3 --positions 40 --measure coverage --replications 10",
            "cee order my-plan.yaml --openings 5 --classes 2 --json");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file, with people over time. Centers that it opens later than --first, or never, are the question." });
        Option<int?> openings = verb.WithNumber("--openings", "Most Centers that open in a year; default 2.", 1, 50);
        Option<int?> positions = verb.WithNumber("--positions", "Most positions a year for the overhead of new Centers (people.center overhead each); default no limit.", 0, 100_000);
        Option<int?> classes = verb.WithNumber("--classes", "Most classes of new people a year for them (people.class size each); default no limit.", 0, 1_000);
        Option<string?> first = verb.With(new Option<string?>("--first") { HelpName = "DATE", Description = "Day of the first opening, for example 2012-09-01; default the first day of the horizon." });
        Option<string?> measure = verb.With(new Option<string?>("--measure") { HelpName = "NAME", Description = "Rank by this national measure, \"coverage\" or \"wait p90: contact\"; default revenue found." });
        Option<int?> replications = verb.WithNumber("--replications", "Independent repetitions of each plan, paired by luck; default 3.", 1, 1_000);
        Option<ulong?> seed = verb.WithNumber("--seed", "Another seed: other luck in the same world.", 0UL, ulong.MaxValue);
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings and replications." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/order-NAME-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(file),
                new YearlyLimits(parsed.GetValue(openings) ?? 2, parsed.GetValue(positions), parsed.GetValue(classes)),
                parsed.GetValue(first),
                parsed.GetValue(measure),
                parsed.GetValue(replications) ?? DefaultReplications,
                parsed.GetValue(seed),
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
        ContestMeasure? measure = MeasureOf(request.Measure ?? MeasureNames.RevenueFound, inputs, problems);
        int? first = null;
        if (request.First is { } typed)
        {
            if (DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
                && SimTime.DayOf(date) >= inputs.StartDay && SimTime.DayOf(date) < inputs.StartDay + inputs.Days)
            {
                first = SimTime.DayOf(date);
            }
            else
            {
                problems.Add(FormattableString.Invariant($"--first {typed}: a date inside the horizon is allowed, {SimTime.DateOf(inputs.StartDay):yyyy-MM-dd} to {SimTime.DateOf(inputs.StartDay + inputs.Days - 1):yyyy-MM-dd}."));
            }
        }

        if (problems.Count > 0 || measure is null)
        {
            return ManyRuns.Usage(error, "order", problems);
        }

        OrderPlan? plan = OrderPlan.Make(inputs.Fixed(request.Replications) with { Seed = request.Seed ?? inputs.Seed }, request.Limits, first, out string obstacleInPlan);
        if (plan is null)
        {
            await error.WriteLineAsync($"cee: {request.File}: {obstacleInPlan}. Nothing was run.").ConfigureAwait(false);
            return ExitCode.ScenarioInvalid;
        }

        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, "order", request.File, plan.Ordered(plan.Remaining).ScenarioHash), OrderDocument.File) is not { } place)
        {
            return ExitCode.Conflict;
        }

        RunOptions options = new() { Silos = 0, Fresh = request.Fresh, CacheFolder = rooms.PathOf(new RunOptions().CacheFolder) };
        OrderResult? result;
        try
        {
            OrderService service = new(rooms.Worlds.RunAsync, ManyRuns.Run(rooms));
            result = await ProgressDisplay.ShowAsync(
                rooms.Screen,
                1,
                shown => Interruption.OrStopAsync(() => service.RunAsync(plan, measure, options, new Relay<(int Done, int Of, string What)>(shown, Where), cancellation), cancellation)).ConfigureAwait(false);
        }
        catch (BrokenLawException broken)
        {
            return BrokenLaws.Tell(error, broken, "the ranking was given up. Every run finished before is kept.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            result = null;
        }

        if (result is null)
        {
            await error.WriteLineAsync("cee: interrupted; every finished run is kept, and the same command goes on with the others.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }

        return await KeepAsync(rooms, request, result, place, cancellation).ConfigureAwait(false);
    }

    private static ContestMeasure? MeasureOf(string text, RunInputs inputs, List<string> problems)
    {
        ImmutableArray<ContestMeasure> known = ContestMeasure.Known(inputs);
        ContestMeasure? found = known.FirstOrDefault(m => m.Label.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            problems.Add($"--measure \"{text}\": no measure that is good or bad has this name{(Nearest.To(text, known.Select(m => m.Label)) is { } near ? $"; did you mean \"{near}\"?" : $"; known are {string.Join(", ", known.Where(m => m.Kind.Length == 0).Select(m => m.Label))}")}.");
        }

        return found;
    }

    private static async Task<int> KeepAsync(Rooms rooms, Request request, OrderResult result, string place, CancellationToken cancellation)
    {
        await ManyRuns.KeepAsync(
            rooms,
            place,
            OrderDocument.File,
            folder => OrderReport.Write(result, request.Repeat, folder, cancellation),
            files => OrderDocument.From(result, request.Repeat, files).ToJson(),
            request.Json,
            () => Show(rooms.Screen, result),
            cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static void Show(Screen screen, OrderResult result)
    {
        foreach (string line in OrderReport.Answer(result))
        {
            screen.Item(line);
        }

        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("rank").RightAligned()).AddColumn("order")
            .AddColumn(new TableColumn(Markup.Escape(result.Measure.Label)).RightAligned())
            .AddColumn(new TableColumn("behind the best").RightAligned()).AddColumn("may be best");
        foreach ((RankedOrder order, int i) in result.Orders.Select((o, i) => (o, i)))
        {
            table.AddRow(
                new Text((i + 1).ToString(CultureInfo.InvariantCulture)),
                new Text(OrderReport.NamesOf(result, order.Order)),
                new Text(Terminal.Words.Value(order.Value.Mean, result.Unit)),
                new Text(Terminal.Words.Value(order.BehindBest.Difference.Mean, result.Unit)),
                new Text(order.MayBeBest ? "yes" : "no"));
        }

        screen.OutConsole.Write(table);
    }

    private static RunProgress Where((int Done, int Of, string What) at) =>
        new(FormattableString.Invariant($"plan {at.Done + 1} of about {at.Of}: {at.What}"), 0, Math.Min(1, at.Done / (double)at.Of), 0, 0);

    private sealed record Request(string File, YearlyLimits Limits, string? First, string? Measure, int Replications, ulong? Seed, bool Fresh, string? Out, bool Json)
    {
        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("order", File)
            .With("--openings", (int?)Limits.Openings)
            .With("--positions", Limits.Positions)
            .With("--classes", Limits.Classes)
            .With("--first", First)
            .With("--measure", Measure)
            .With("--replications", (int?)Replications)
            .With("--seed", Seed)
            .ToString();
    }
}
