using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Reports.Sweeps;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee sweep</c>: a grid over any input.</summary>
internal static class SweepVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "sweep",
            "Runs a scenario over ranges of its inputs and shows how the measures answer. Finished points are kept: an interrupted sweep goes on where it was.",
            "cee sweep scenarios/national-ports.yaml --vary \"people.import specialists=850..1000:50 people\"",
            "cee sweep scenarios/smoke.yaml --vary \"rates.selected=1 %..3 %:0.5 %\" --vary \"people.direct share=65 %,75 %,85 %\" --replications 10",
            "cee sweep scenarios/mm1.yaml --vary queue.servers=1,2,3 --measure \"wait p95 of case\" --json");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file." });
        Option<string[]> vary = verb.With(new Option<string[]>("--vary")
        {
            HelpName = "PATH=VALUES",
            Description = "An input by its path, and its values: from..to:step, or a list with commas. Give it more than once for a grid.",
            Arity = ArgumentArity.OneOrMore,
            Required = true,
        });
        Option<string[]> measure = verb.With(new Option<string[]>("--measure") { HelpName = "NAME", Description = "A measure to show: NAME [of KIND or ROLE] [at OFFICE]. May be given more than once; default: the headline." });
        Option<int?> replications = verb.WithNumber("--replications", "Independent repetitions of each point; default: as the scenario says. Two or more give luck intervals.", 1, 10_000);
        Option<ulong?> seed = verb.WithNumber("--seed", "Another seed: other luck in the same world.", 0UL, ulong.MaxValue);
        Option<int?> silos = verb.WithNumber("--silos", "Orleans silos in this process; default 0: plain threads, which have no importers to activate at each point. The digits are the same.", 0, 16);
        Option<double?> memory = verb.WithMemory();
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings and replications." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/sweep-NAME-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(file),
                parsed.GetValue(vary) ?? [],
                parsed.GetValue(measure) ?? [],
                parsed.GetValue(replications),
                parsed.GetValue(seed),
                parsed.GetValue(silos) ?? 0,
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
        if (loaded.Inputs is null || !loaded.Errors.IsEmpty)
        {
            return ScenarioErrors.Tell(error, loaded.Errors, "Nothing was run.");
        }

        List<string> problems = [];
        ImmutableArray<SweepAxis> axes = Axes(request.Vary, loaded.Inputs, problems);
        List<MeasureChoice> measures = ManyRuns.Measures(request.Measures, loaded.Inputs, problems);
        if (problems.Count == 0 && SweepPlan.PointsOf(axes) is int count and > SweepPlan.MostPoints)
        {
            string sizes = string.Join(" × ", axes.Select(a => a.Values.Length.ToString(CultureInfo.InvariantCulture)));
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"--vary: the grid has {sizes} = {count:#,0} points; {SweepPlan.MostPoints:#,0} are allowed. Take larger steps or fewer inputs."));
        }

        if (problems.Count > 0)
        {
            return ManyRuns.Usage(error, "sweep", problems);
        }

        (SweepPlan? plan, ImmutableArray<string> errors) = SweepPlan.Make(
            loaded,
            axes,
            overrides => rooms.LoadWith(request.File, overrides),
            inputs => inputs.Fixed(request.Replications) with { Seed = request.Seed ?? inputs.Seed });
        if (plan is null)
        {
            foreach (string line in errors)
            {
                await error.WriteLineAsync(line).ConfigureAwait(false);
            }

            await error.WriteLineAsync($"cee: the scenario is not valid at every point. Nothing was run.").ConfigureAwait(false);
            return ExitCode.ScenarioInvalid;
        }

        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, "sweep", request.File, plan.Hash), SweepDocument.File) is not { } place)
        {
            return ExitCode.Conflict;
        }

        SweepOptions options = PointRuns.Options(rooms, request.Silos, request.Fresh, request.MemoryMb);
        (SweepResult? sweep, int exit) = await PointRuns.RunAsync(
            rooms,
            plan,
            options,
            "",
            "",
            progress => SweepService.RunAsync(plan, [.. measures], options, ManyRuns.Run(rooms), progress, cancellation),
            s => s.Partial,
            cancellation).ConfigureAwait(false);
        if (sweep is null)
        {
            return exit;
        }

        return await KeepAsync(rooms, request, sweep, place, cancellation).ConfigureAwait(false);
    }

    private static ImmutableArray<SweepAxis> Axes(IReadOnlyList<string> texts, RunInputs inputs, List<string> problems)
    {
        List<SweepAxis> axes = [];
        foreach (string text in texts)
        {
            SweepAxis? axis = SweepAxis.Parse(text, inputs.Population is null, out ImmutableArray<string> wrong);
            problems.AddRange(wrong.Select(p => $"--vary {p}"));
            if (axis is not null && axes.Any(a => a.Path == axis.Path))
            {
                problems.Add($"--vary {axis.Path}: is given twice");
            }
            else if (axis is not null)
            {
                axes.Add(axis);
            }
        }

        return [.. axes];
    }

    private static async Task<int> KeepAsync(Rooms rooms, Request request, SweepResult sweep, string place, CancellationToken cancellation)
    {
        await ManyRuns.KeepAsync(
            rooms,
            place,
            SweepDocument.File,
            folder => SweepReport.Write(sweep, request.Repeat, folder, cancellation),
            files => SweepDocument.From(sweep, request.Repeat, files).ToJson(),
            request.Json,
            () => Show(rooms.Screen, sweep),
            cancellation).ConfigureAwait(false);

        foreach (MeasureChoice none in sweep.Measures.Where((_, i) => sweep.Finished.All(o => o.Chosen[i] is null)))
        {
            await rooms.Screen.Error.WriteLineAsync($"cee: no point has a value of {none.Label}; cee run FILE writes all measures there are to measures.csv.").ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private static void Show(Screen screen, SweepResult sweep)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (SweepAxis axis in sweep.Plan.Axes)
        {
            table.AddColumn(new TableColumn(Markup.Escape(axis.Path)));
        }

        bool interval = sweep.Finished.Any(o => o.Chosen.Any(m => m is { Low: not null }));
        foreach (MeasureChoice measure in sweep.Measures)
        {
            table.AddColumn(new TableColumn(Markup.Escape(measure.Label)).RightAligned());
        }

        foreach (PointOutcome outcome in sweep.Finished)
        {
            List<Text> cells = [.. outcome.Point.Values.Select(v => new Text(v.Text))];
            foreach (Measure? m in outcome.Chosen)
            {
                string luck = m is { Low: { } low, High: { } high } ? $" ({Terminal.Words.Value(low, m.Unit)} to {Terminal.Words.Value(high, m.Unit)})" : "";
                cells.Add(new Text(m is null ? "–" : Terminal.Words.Value(m.Mean, m.Unit) + luck));
            }

            table.AddRow(cells);
        }

        foreach (Reports.Charts.ChartSeries chart in Reports.Charts.SweepCharts.Of(sweep))
        {
            screen.Item(chart.Finding);
        }

        screen.OutConsole.Write(table);
        screen.Out.WriteLine(interval
            ? "In brackets: 95 % luck interval, conditional on the opening."
            : "No luck interval: one replication cannot tell luck from plan. Add --replications 10 to get one.");
    }

    private sealed record Request(string File, IReadOnlyList<string> Vary, IReadOnlyList<string> Measures, int? Replications, ulong? Seed, int Silos, double? MemoryMb, bool Fresh, string? Out, bool Json)
    {
        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("sweep", File)
            .With("--vary", Vary)
            .With("--measure", Measures)
            .With("--replications", Replications)
            .With("--seed", Seed)
            .ToString();
    }
}
