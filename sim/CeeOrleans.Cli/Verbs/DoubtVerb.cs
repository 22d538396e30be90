using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Doubts;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Plan;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee doubt</c>: the knowledge interval, and which number to go and measure first.</summary>
internal static class DoubtVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "doubt",
            "Says how much the marked assumptions move the answer: the knowledge interval over worlds that the published facts allow, and which number to go and measure first.",
            "cee doubt scenarios/national-ports.yaml",
            "cee doubt scenarios/national-cees.yaml --against scenarios/national-ports.yaml --measure coverage",
            "cee doubt my-plan.yaml --points 128 --json");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file." });
        Option<string?> against = verb.With(new Option<string?>("--against") { HelpName = "OTHER", Description = "A scenario to hold it against in every world." });
        Option<int?> points = verb.WithNumber("--points", "Worlds to sample; default 64.", 8, 1024);
        Option<int?> ends = verb.WithNumber("--ends", "How many of the strongest assumptions are run alone at both ends; default 6.", 0, 50);
        Option<string[]> measure = verb.With(new Option<string[]>("--measure") { HelpName = "NAME", Description = "A measure to show: NAME [of KIND or ROLE] [at OFFICE]; the first one is the decision. Default: the headline, coverage first." });
        Option<int?> replications = verb.WithNumber("--replications", "Independent repetitions of each world; default 1. Two or more give luck intervals beside.", 1, 100);
        Option<ulong?> seed = verb.WithNumber("--seed", "Another seed: another sample and other luck.", 0UL, ulong.MaxValue);
        Option<double?> memory = verb.WithMemory();
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings and replications." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/doubt-NAME-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(file),
                parsed.GetValue(against),
                parsed.GetValue(points),
                parsed.GetValue(ends),
                parsed.GetValue(measure) ?? [],
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
        DoubtScenario scenario = Read(rooms, request, request.File);
        DoubtScenario? rival = request.Against is null ? null : Read(rooms, request, request.Against);
        ImmutableArray<ScenarioError> errors = [.. scenario.Loaded.Errors, .. rival?.Loaded.Errors ?? []];
        if (!errors.IsEmpty || scenario.Loaded.Inputs is null)
        {
            return ScenarioErrors.Tell(error, errors, "Nothing was run.");
        }

        List<string> problems = [];
        List<MeasureChoice> measures = ManyRuns.Measures(request.Measures, scenario.Inputs, problems);
        if (request.Measures.Count == 0)
        {
            measures = [.. measures.OrderBy(m => m.Name == MeasureNames.Coverage ? 0 : 1)];
        }

        DoubtPlan? plan = null;
        if (problems.Count == 0)
        {
            try
            {
                plan = DoubtPlan.Make(scenario, rival, [.. measures], request.Points ?? 64);
            }
            catch (ArgumentException wrong)
            {
                problems.Add(wrong.Message.Split(" (Parameter")[0]);
            }
        }

        if (plan is null)
        {
            return ManyRuns.Usage(error, "doubt", problems);
        }

        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, "doubt", request.File, plan.Hash), DoubtDocument.File) is not { } place)
        {
            return ExitCode.Conflict;
        }

        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"cee: {plan.Sample.Length} worlds over {plan.Assumptions.Length} assumptions; the opening is made once and serves all of them.")).ConfigureAwait(false);
        DoubtOptions options = new()
        {
            Ends = request.Ends ?? 6,
            Sweep = PointRuns.Options(rooms, 0, request.Fresh, request.MemoryMb),
        };
        DoubtResult? doubt;
        try
        {
            DoubtService service = new(rooms.Worlds.RunAsync, ManyRuns.Run(rooms));
            doubt = await ProgressDisplay.ShowAsync(
                rooms.Screen,
                1,
                shown => Interruption.OrStopAsync(() => service.RunAsync(plan, options, new Relay<DoubtProgress>(shown, Where), cancellation), cancellation)).ConfigureAwait(false);
        }
        catch (BrokenLawException broken)
        {
            return BrokenLaws.Tell(error, broken, "the worlds were given up. Every run finished before is kept.");
        }

        if (doubt is null || doubt.Partial)
        {
            await error.WriteLineAsync("cee: interrupted; every finished run is kept, and the same command goes on with the others.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }

        return await KeepAsync(rooms, request, doubt, place, cancellation).ConfigureAwait(false);
    }

    /// <summary>A scenario with what the command line asks of it. One replication is enough where common luck carries the comparison.</summary>
    private static DoubtScenario Read(Rooms rooms, Request request, string file)
    {
        return new DoubtScenario(Adjusted(rooms.Load(file)), overrides => Adjusted(rooms.LoadWith(file, overrides)));

        LoadedScenario Adjusted(LoadedScenario loaded) => loaded.Inputs is null
            ? loaded
            : loaded with { Inputs = loaded.Inputs.Fixed(request.Replications ?? 1) with { Seed = request.Seed ?? loaded.Inputs.Seed } };
    }

    private static async Task<int> KeepAsync(Rooms rooms, Request request, DoubtResult doubt, string place, CancellationToken cancellation)
    {
        await ManyRuns.KeepAsync(
            rooms,
            place,
            DoubtDocument.File,
            folder => DoubtReport.Write(doubt, request.Repeat, folder, cancellation),
            files => DoubtDocument.From(doubt, request.Repeat, files).ToJson(),
            request.Json,
            () => Show(rooms.Screen, doubt),
            cancellation).ConfigureAwait(false);

        if (doubt.Inconsistent)
        {
            await rooms.Screen.Error.WriteLineAsync($"cee: the ranges contradict the published facts: {doubt.Kept.Count()} of {doubt.Worlds.Length} worlds are compatible. {DoubtReport.Misses(doubt)}").ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private static void Show(Screen screen, DoubtResult doubt)
    {
        screen.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{doubt.Kept.Count()} of {doubt.Worlds.Length} worlds are compatible with the published facts."));
        foreach (string line in DoubtReport.Answer(doubt))
        {
            screen.Item(line);
        }

        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn("assumption").AddColumn("value").AddColumn("range")
            .AddColumn(new TableColumn("rank correlation").RightAligned())
            .AddColumn(new TableColumn("at the low end").RightAligned()).AddColumn(new TableColumn("at the high end").RightAligned());
        foreach (Turner t in doubt.Turners.Take(12))
        {
            table.AddRow(
                new Text(t.Assumption.Path),
                new Text(t.Assumption.Value.Text),
                new Text($"{t.Assumption.Low.Text} to {t.Assumption.High.Text}"),
                new Text(t.Correlation.ToString("0.00", CultureInfo.InvariantCulture) + (t.Told ? " *" : "")),
                new Text(End(t.AtLow, t.LowFate)),
                new Text(End(t.AtHigh, t.HighFate)));
        }

        screen.OutConsole.Write(table);
        screen.Out.WriteLine($"At the ends: {DoubtCharts.DecisionName(doubt)}. * told from chance.");

        string End(double value, string fate) => double.IsFinite(value) ? DoubtCharts.DecisionText(doubt, value).Replace('\u00a0', ' ') : fate.Length > 0 ? "not compatible" : "";
    }

    private static RunProgress Where(DoubtProgress at) =>
        new(FormattableString.Invariant($"{at.Phase} {at.Done} of {at.Of}{(at.Phase == "worlds" ? FormattableString.Invariant($", {at.Kept} compatible") : "")}"), 0, at.Fraction, 0, 0);

    private sealed record Request(string File, string? Against, int? Points, int? Ends, IReadOnlyList<string> Measures, int? Replications, ulong? Seed, double? MemoryMb, bool Fresh, string? Out, bool Json)
    {
        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("doubt", File)
            .With("--against", Against)
            .With("--points", Points)
            .With("--ends", Ends)
            .With("--measure", Measures)
            .With("--replications", Replications)
            .With("--seed", Seed)
            .ToString();
    }
}
