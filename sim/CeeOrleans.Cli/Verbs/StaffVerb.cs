using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Staffing;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Staffing;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;
using Spectre.Console;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee staff</c>: the cheapest whole people that meet a scenario's targets, and how sure that is.</summary>
internal static class StaffVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "staff",
            "Finds the cheapest whole people, by office and role, that meet the scenario's targets in every office, and says how sure that is.",
            "cee staff scenarios/staffing-cees.yaml",
            "cee staff scenarios/staffing-cees.yaml --office ELE",
            "cee staff my-plan.yaml --as-it-stands --office ELE",
            "cee staff my-plan.yaml --worlds 64 --json");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file; its targets are what is to be met." });
        Option<string?> office = verb.With(new Option<string?>("--office") { HelpName = "OFFICE", Description = "Search the desks of one office only, by code, abbreviation or name; others stay as they are." });
        Option<bool> stands = verb.With(new Option<bool>("--as-it-stands") { Description = "Search nobody: certify the scenario's own people on fresh years." });
        Option<int?> years = verb.WithNumber("--years", "Fresh years of the certificate; default 29: all met says 90 % of years, 59 say 95 %.", 1, 1000);
        Option<int?> searchYears = verb.WithNumber("--search-years", "Years that the search looks at; default 8.", 1, 100);
        Option<int?> sure = verb.WithNumber("--sure", "Share of years to aim at, per cent: a reserve for worse years than those of the search; default 95; 0 keeps none.", 0, 99);
        Option<int?> worlds = verb.WithNumber("--worlds", "Also tries the answer in so many worlds over the marked assumptions, keeps those that the published facts allow, and says in how many it holds and which number would turn it; 64 are enough for a share and take a quarter of an hour on the nation. Default 0: not asked.", 0, 1024);
        Option<bool> leave = verb.With(new Option<bool>("--leave-unprotected") { Description = "Search although kinds of work have neither a target nor the word unprotected." });
        Option<ulong?> seed = verb.WithNumber("--seed", "Another seed: other importers and other luck.", 0UL, ulong.MaxValue);
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings, years and worlds." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/staffing-NAME-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new Request(
                parsed.GetRequiredValue(file),
                parsed.GetValue(office),
                parsed.GetValue(stands),
                parsed.GetValue(years),
                parsed.GetValue(searchYears),
                parsed.GetValue(sure),
                parsed.GetValue(worlds),
                parsed.GetValue(leave),
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
        DoubtScenario scenario = Read(rooms, request);
        if (scenario.Loaded.Inputs is not { } inputs)
        {
            return ScenarioErrors.Tell(error, scenario.Loaded.Errors, "Nothing was run.");
        }

        if (inputs.People.OverTime.On)
        {
            return ManyRuns.Usage(error, "staff", ["people come and go in this scenario; a staffing is searched for people who stand still (people over time: no)."]);
        }

        int? office = null;
        if (request.Office is not null && (office = OfficeOf(inputs, request.Office, out string problem)) is null)
        {
            return ManyRuns.Usage(error, "staff", [problem]);
        }

        if (office is { } taken && NamesOf(inputs).Single(o => o.Index == taken) is var named && !named.Names.Contains(request.Office, StringComparer.OrdinalIgnoreCase))
        {
            await error.WriteLineAsync($"cee: --office {request.Office} is taken as {named.Names[^1]} ({named.Names[0]}).").ConfigureAwait(false);
        }

        ImmutableArray<KindInput> missing = Protection.Missing(scenario.Loaded);
        if (!missing.IsEmpty && (!request.LeaveUnprotected || inputs.Targets.IsEmpty))
        {
            return Refuse(error, request.File, inputs, missing);
        }

        StaffingPlan plan = new(scenario)
        {
            Office = office,
            SearchYears = request.SearchYears ?? 8,
            Years = request.Years ?? 29,
            Sure = (request.Sure ?? 95) / 100.0,
            Passes = request.AsItStands ? 0 : StaffingPlan.MostPasses,
        };
        if (request.Worlds > 0 && inputs.Population is null)
        {
            return ManyRuns.Usage(error, "staff", ["--worlds: a plain queue has no marked assumptions: nothing in it is a guess about the world."]);
        }

        string hash = request.Worlds > 0 ? Setup.HashOf(inputs with { ScenarioHash = FormattableString.Invariant($"{plan.Hash}|{request.Worlds}") }) : plan.Hash;
        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, "staffing", request.File, hash), StaffingDocument.File) is not { } place)
        {
            return ExitCode.Conflict;
        }

        RunOptions options = new() { Silos = 0, Reuse = true, Fresh = request.Fresh, CacheFolder = rooms.PathOf(new RunOptions().CacheFolder) };
        StaffingResult? result;
        try
        {
            result = await ProgressDisplay.ShowAsync(
                rooms.Screen,
                1,
                shown => Interruption.OrStopAsync(() => SearchAsync(rooms, plan, request.Worlds ?? 0, options, shown, cancellation), cancellation)).ConfigureAwait(false);
        }
        catch (BrokenLawException broken)
        {
            return BrokenLaws.Tell(error, broken, "the search was given up. Every year finished before is kept.");
        }
        catch (ArgumentException wrong)
        {
            return ManyRuns.Usage(error, "staff", [wrong.Message.Split(" (Parameter")[0]]);
        }

        if (result is null)
        {
            await error.WriteLineAsync(request.Worlds > 0
                ? "cee: interrupted; what is finished is kept, and the same command goes on with the rest. Without --worlds it shows the answer that was found, at once if all its years were run."
                : "cee: interrupted; every finished year is kept, and the same command goes on with the others. With fewer years, --years 4, it shows the answer sooner.").ConfigureAwait(false);
            return ExitCode.Interrupted;
        }

        if (!result.Reached)
        {
            foreach (string line in StaffingStatement.OutOfReach(result))
            {
                await error.WriteLineAsync($"cee: {line.Replace('\u00a0', ' ')}").ConfigureAwait(false);
            }

            return ExitCode.TargetMissed;
        }

        return await KeepAsync(rooms, request, result, place, cancellation).ConfigureAwait(false);
    }

    private static async Task<StaffingResult> SearchAsync(Rooms rooms, StaffingPlan plan, int worlds, RunOptions options, IProgress<RunProgress> shown, CancellationToken cancellation)
    {
        double share = worlds > 0 ? 0.6 : 1;
        StaffingResult result = await new StaffingService(options, new Relay<StaffingProgress>(
            shown,
            p => new RunProgress(FormattableString.Invariant($"{p.Phase}, year {p.Year + 1} of {p.Of}"), 0, share * p.Fraction, 0, 0))).RunAsync(plan, cancellation).ConfigureAwait(false);
        if (worlds == 0 || !result.Reached)
        {
            return result;
        }

        Relay<DoubtProgress> relay = new(
            shown,
            p => new RunProgress(FormattableString.Invariant($"{p.Phase} {p.Done} of {p.Of}, {p.Kept} compatible"), 0, share + ((1 - share) * p.Fraction), 0, 0));
        StaffingWorlds asked = new(rooms.World, ManyRuns.Run(rooms));
        return result with { Worlds = await asked.AskAsync(result, worlds, options, relay, cancellation).ConfigureAwait(false) };
    }

    /// <summary>A scenario with what the command line asks of it.</summary>
    private static DoubtScenario Read(Rooms rooms, Request request)
    {
        return new DoubtScenario(Adjusted(rooms.Load(request.File)), overrides => Adjusted(rooms.LoadWith(request.File, overrides)));

        LoadedScenario Adjusted(LoadedScenario loaded) => loaded.Inputs is null
            ? loaded
            : loaded with { Inputs = loaded.Inputs with { Replications = 1, Seed = request.Seed ?? loaded.Inputs.Seed } };
    }

    private static int Refuse(TextWriter error, string file, RunInputs inputs, ImmutableArray<KindInput> missing)
    {
        error.WriteLine($"{file}: {(missing.Length == 1 ? "one kind of work has" : FormattableString.Invariant($"{missing.Length} kinds of work have"))} neither a target nor the word unprotected: {string.Join("; ", missing.Select(k => k.Name))}.");
        error.WriteLine("A staffing that meets the other targets may let these lie for ever. Add");
        foreach (string line in Protection.Lines(inputs, missing))
        {
            error.WriteLine("  " + line);
        }

        error.WriteLine(inputs.Targets.IsEmpty ? "cee: Nothing was run." : "cee: or say --leave-unprotected. Nothing was run.");
        return ExitCode.ScenarioInvalid;
    }

    /// <summary>An office by code, abbreviation or name, or the only one whose name begins or contains what was typed.</summary>
    private static int? OfficeOf(RunInputs inputs, string typed, out string problem)
    {
        (int Index, string[] Names)[] offices = NamesOf(inputs);
        problem = "";
        foreach (Func<string, bool> same in new Func<string, bool>[]
        {
            n => n.Equals(typed, StringComparison.OrdinalIgnoreCase),
            n => n.StartsWith(typed, StringComparison.OrdinalIgnoreCase),
            n => typed.Length >= 3 && typed.StartsWith(n, StringComparison.OrdinalIgnoreCase) && n.Length >= 2,
            n => typed.Length >= 3 && n.Contains(typed, StringComparison.OrdinalIgnoreCase),
        })
        {
            (int Index, string[] Names)[] found = [.. offices.Where(o => o.Names.Any(n => n.Length > 0 && same(n)))];
            if (found.Length == 1)
            {
                return found[0].Index;
            }

            if (found.Length > 1)
            {
                problem = $"--office {typed}: {string.Join(", ", found.Take(5).Select(o => $"{o.Names[0]} ({o.Names[^1]})"))}{(found.Length > 5 ? ", …" : "")} all have that name; say which by its code.";
                return null;
            }
        }

        ILookup<string, string> names = offices.SelectMany(o => o.Names).ToLookup(n => n.ToLowerInvariant());
        string near = Nearest.To(typed, names.Select(n => n.Key)) is { } name ? $" Did you mean {names[name].First()}?" : "";
        problem = $"--office {typed}: no such office.{near} Known: {string.Join(", ", inputs.Centers.Select(c => c.Short).Concat(inputs.Offices.Select(o => o.Code)).Take(16))}{(offices.Length > 16 ? ", …" : "")}.";
        return null;
    }

    /// <summary>What an office may be called by, its code or abbreviation first and its name last.</summary>
    private static (int Index, string[] Names)[] NamesOf(RunInputs inputs) =>
    [
        .. inputs.Offices.Select((o, i) => (i, new[] { o.Code, o.Name })),
        .. inputs.Centers.Select((c, i) => (inputs.Offices.Length + i, new[] { c.Short, c.Code, c.Name })),
    ];

    private static async Task<int> KeepAsync(Rooms rooms, Request request, StaffingResult result, string place, CancellationToken cancellation)
    {
        await ManyRuns.KeepAsync(
            rooms,
            place,
            StaffingDocument.File,
            folder => StaffingReport.Write(result, request.Repeat, folder, cancellation),
            files => StaffingDocument.From(result, request.Repeat, files).ToJson(),
            request.Json,
            () => Show(rooms.Screen, result),
            cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static void Show(Screen screen, StaffingResult result)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("office").AddColumn("role");
        foreach (string head in StaffingReport.Heads)
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        foreach (IReadOnlyList<string> row in StaffingReport.Rows(result))
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        screen.OutConsole.Write(table);
        foreach (string line in StaffingStatement.Of(result))
        {
            screen.Out.WriteLine(line.Replace('\u00a0', ' '));
        }
    }

    private sealed record Request(string File, string? Office, bool AsItStands, int? Years, int? SearchYears, int? Sure, int? Worlds, bool LeaveUnprotected, ulong? Seed, bool Fresh, string? Out, bool Json)
    {
        /// <summary>The command that gives the same digits again.</summary>
        public string Repeat => new CommandText("staff", File)
            .With("--office", Office)
            .With("--as-it-stands", AsItStands)
            .With("--years", Years)
            .With("--search-years", SearchYears)
            .With("--sure", Sure)
            .With("--worlds", Worlds)
            .With("--leave-unprotected", LeaveUnprotected)
            .With("--seed", Seed)
            .ToString();
    }
}
