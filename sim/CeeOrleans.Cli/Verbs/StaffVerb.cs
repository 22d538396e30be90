using System.Collections.Immutable;
using System.CommandLine;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Staffing;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Staffing;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee staff</c>: the cheapest whole people that meet a scenario's targets, and how sure that is.</summary>
internal static class StaffVerb
{
    /// <summary>Draws of other importers that --worlds asks for by itself.</summary>
    private const int UsualDraws = 8;

    private const string OtherDraws = StaffingStatement.Unknown + ": other importers";

    private const string OtherWorlds = StaffingStatement.Unknown + ": other values of the assumptions";

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "staff",
            "Finds the cheapest whole people, by office and role, that meet the scenario's targets in every office, and says how sure that is.",
            "cee staff scenarios/staffing-cees.yaml",
            "cee staff scenarios/staffing-cees.yaml --office electronics --role import",
            "cee staff scenarios/staffing-cees.yaml --office electronics --worlds 64",
            "cee staff my-plan.yaml --as-it-stands --office ELE",
            "cee staff my-plan.yaml --worlds 64 --json");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The scenario file; its targets are what is to be met." });
        Option<string?> office = verb.With(new Option<string?>("--office") { HelpName = "OFFICE", Description = "Search the desks of one office only, by code, abbreviation or name; others stay as they are." });
        Option<string?> role = verb.With(new Option<string?>("--role") { HelpName = "ROLE", Description = "Search one role only, import or entry; people of the other stay as they are, and targets of their work are not judged." });
        Option<bool> stands = verb.With(new Option<bool>("--as-it-stands") { Description = "Search nobody: certify the scenario's own people on fresh years. Exit code 4 where they meet the targets in fewer years than --sure asks for." });
        Option<int?> years = verb.WithNumber("--years", "Fresh years of the certificate; default 29: all met says 90 % of years, 59 say 95 %.", 1, 1000);
        Option<int?> searchYears = verb.WithNumber("--search-years", "Years that the search looks at; default 8.", 1, 100);
        Option<int?> sure = verb.WithNumber("--sure", "Share of years to aim at, per cent: a reserve for worse years than those of the search; default 95; 0 keeps none.", 0, 99);
        Option<int?> worlds = verb.WithNumber("--worlds", "Also asks what the marked assumptions do to the answer: draws so many worlds, each with other values in their ranges, leaves out those in which the nation as it is staffed today misses the published facts, and says how many people the others need (up to four desks), in how many the answer is enough, and which assumption would turn it. 64 are enough for a share and take a quarter of an hour on the nation. Default 0: not asked.", 0, 1024);
        Option<int?> draws = verb.WithNumber("--draws", "Also tries the answer on other importers of the same assumptions, so many draws, each a year from an opening of its own; at most 4 desks, so with --office. Default 8 with --worlds, else 0; 8 take some five minutes.", 0, 200);
        Option<bool> leave = verb.With(new Option<bool>("--leave-unprotected") { Description = "Search although kinds of work have neither a target nor the word unprotected." });
        Option<ulong?> seed = verb.WithNumber("--seed", "Another seed: other importers and other luck.", 0UL, ulong.MaxValue);
        Option<bool> fresh = verb.With(new Option<bool>("--fresh") { Description = "Ignore stored openings, years and worlds." });
        Option<string?> place = verb.With(new Option<string?>("--out") { HelpName = "DIR", Description = "Write to this folder instead of runs/staffing-NAME-HASH/." });
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print the result as one JSON document." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            new StaffRequest(
                parsed.GetRequiredValue(file),
                parsed.GetValue(office),
                parsed.GetValue(role),
                parsed.GetValue(stands),
                parsed.GetValue(years),
                parsed.GetValue(searchYears),
                parsed.GetValue(sure),
                parsed.GetValue(worlds),
                parsed.GetValue(draws),
                parsed.GetValue(leave),
                parsed.GetValue(seed),
                parsed.GetValue(fresh),
                parsed.GetValue(place),
                parsed.GetValue(json)),
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, StaffRequest request, CancellationToken cancellation)
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
        if (request.Office is not null && (office = DeskWords.OfficeOf(inputs, request.Office, out string problem)) is null)
        {
            return ManyRuns.Usage(error, "staff", [problem]);
        }

        if (office is { } taken && DeskWords.NamesOf(inputs).Single(o => o.Index == taken) is var named && !named.Names.Contains(request.Office, StringComparer.OrdinalIgnoreCase))
        {
            await error.WriteLineAsync($"cee: --office {request.Office} is taken as {named.Names[^1]} ({named.Names[0]}).").ConfigureAwait(false);
        }

        Role? only = null;
        if (request.Role is not null && (only = DeskWords.RoleOf(request.Role)) is null)
        {
            return ManyRuns.Usage(error, "staff", [$"--role {request.Role}: import or entry is allowed."]);
        }

        ImmutableArray<KindInput> missing = Protection.Missing(scenario.Loaded);
        if (!missing.IsEmpty && (!request.LeaveUnprotected || inputs.Targets.IsEmpty))
        {
            return StaffingScreen.Refuse(error, request.File, inputs, missing);
        }

        StaffingPlan plan = new(scenario)
        {
            Office = office,
            Role = only,
            SearchYears = request.SearchYears ?? 8,
            Years = request.Years ?? 29,
            Sure = (request.Sure ?? 95) / 100.0,
            Passes = request.AsItStands ? 0 : StaffingPlan.MostPasses,
        };
        if (request.Worlds == 1)
        {
            return ManyRuns.Usage(error, "staff", ["--worlds 1: one world says nothing; 2 or more are allowed, and 64 are enough for a share."]);
        }

        if (request.Worlds > 0 && inputs.Population is null)
        {
            return ManyRuns.Usage(error, "staff", ["--worlds: a plain queue has no marked assumptions: nothing in it is a guess about the world."]);
        }

        if (request.Draws > 0 && (inputs.Population is null || (office is null && DesksOf(inputs) > StaffingService.FewDesks)))
        {
            return ManyRuns.Usage(error, "staff", [inputs.Population is null
                ? "--draws: a plain queue has no importers; --seed gives it other luck."
                : $"--draws: other importers are asked about {StaffingService.FewDesks} desks at the most; say --office."]);
        }

        int draws = request.Draws ?? (request.Worlds > 0 && (office is not null || DesksOf(inputs) <= StaffingService.FewDesks) ? UsualDraws : 0);
        string hash = request.Worlds > 0 || draws > 0 ? Setup.HashOf(inputs with { ScenarioHash = FormattableString.Invariant($"{plan.Hash}|{request.Worlds}|{draws}") }) : plan.Hash;
        if (RunFolder.Claim(rooms, request.Out, RunFolder.PlaceOf(rooms.Folder, "staffing", request.File, hash), StaffingDocument.File) is not { } place)
        {
            return ExitCode.Conflict;
        }

        RunOptions options = new() { Silos = 0, Reuse = true, Fresh = request.Fresh, CacheFolder = rooms.PathOf(new RunOptions().CacheFolder) };
        try
        {
            StaffingResult? result = await ProgressDisplay.ShowAsync(
                rooms.Screen,
                1,
                shown => Interruption.OrStopAsync(() => SearchAsync(rooms, plan, options, shown, cancellation), cancellation)).ConfigureAwait(false);
            return result switch
            {
                null => await StoppedAsync(error, "every finished year is kept, and the same command goes on with the others. With fewer years of search, --search-years 4, it comes to an answer sooner").ConfigureAwait(false),
                { Reached: false } => StaffingScreen.OutOfReach(error, result),
                { YearsLeft: > 0 } => await PartAsync(rooms.Screen, request, result).ConfigureAwait(false),
                _ when request.Worlds > 0 || draws > 0 => await BeyondAsync(rooms, request, result, draws, options, place, cancellation).ConfigureAwait(false),
                _ => await KeepAsync(rooms, request, result, place, () => StaffingScreen.Show(rooms.Screen, result), cancellation).ConfigureAwait(false),
            };
        }
        catch (BrokenLawException broken)
        {
            return BrokenLaws.Tell(error, broken, "the search was given up. Every year finished before is kept.");
        }
        catch (ArgumentException wrong) when (wrong.ParamName is "plan" or "scenario")
        {
            return ManyRuns.Usage(error, "staff", [wrong.Message.Split(" (Parameter")[0]]);
        }
    }

    private static Task<StaffingResult> SearchAsync(Rooms rooms, StaffingPlan plan, RunOptions options, IProgress<RunProgress> shown, CancellationToken cancellation)
    {
        Told<ImmutableArray<(DeskName Desk, int People)>> found = new(desks =>
        {
            if (!plan.AsItStands)
            {
                string people = string.Join(" and ", desks.GroupBy(d => d.Desk.Role).OrderBy(g => g.Key).Select(g => FormattableString.Invariant($"{g.Sum(d => d.People):#,0} {MeasureTable.RoleName(g.Key)}s")));
                rooms.Screen.Note($"cee: the search asks for {people}; {plan.Years} fresh years now try them. Ctrl-C ends that and shows what the finished ones say.");
            }
        });
        return new StaffingService(options, Years(shown), found).RunAsync(plan, cancellation);
    }

    private static Relay<StaffingProgress> Years(IProgress<RunProgress> shown) =>
        new(shown, p => new RunProgress(FormattableString.Invariant($"{p.Phase}, year {p.Year + 1} of {p.Of}"), 0, p.Fraction, 0, 0));

    /// <summary>Desks with people in a scenario.</summary>
    private static int DesksOf(RunInputs inputs) => Setup.Compile(inputs).StaffByOffice().Sum(s => Setup.DeskRoles.Count(r => s.Of(r) > 0));

    /// <summary>Shows and keeps the answer, then asks other importers and the worlds about it and keeps it again with what they say.</summary>
    private static async Task<int> BeyondAsync(Rooms rooms, StaffRequest request, StaffingResult result, int draws, RunOptions options, string place, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        if (!request.Json)
        {
            StaffingResult first = result with { MoreToCome = true };
            await KeepAsync(rooms, request, first, place, () => StaffingScreen.Show(rooms.Screen, first, StaffingStatement.Unknown), cancellation).ConfigureAwait(false);
        }

        string stays = request.Json ? "" : " Ctrl-C leaves the answer above as it is.";
        string kept = request.Json
            ? "every finished year and world is kept, and the same command goes on with the others"
            : "the answer above stands, and its report is written. The same command goes on with what is left";
        StaffingResult whole = result;
        if (draws > 0)
        {
            await error.WriteLineAsync(FormattableString.Invariant($"cee: now {draws} {(draws == 1 ? "year" : "years")} with other importers of the same assumptions.{stays}")).ConfigureAwait(false);
            StaffingResult? drawn = await ProgressDisplay.ShowAsync(
                rooms.Screen,
                1,
                shown => Interruption.OrStopAsync(
                    async () => result with { Draws = await new OtherImporters(options, Years(shown)).AskAsync(result, draws, cancellation).ConfigureAwait(false) },
                    cancellation)).ConfigureAwait(false);
            if (drawn is null)
            {
                return await StoppedAsync(error, kept).ConfigureAwait(false);
            }

            whole = drawn;
            if (request.Worlds > 0 && !request.Json)
            {
                // The worlds take long: what the draws say is shown and kept before.
                StaffingResult second = whole with { MoreToCome = true };
                await KeepAsync(rooms, request, second, place, () => StaffingScreen.Tell(rooms.Screen, OtherDraws, StaffingStatement.DrawLines(second)), cancellation).ConfigureAwait(false);
            }
        }

        if (request.Worlds is > 0 and int worlds)
        {
            await error.WriteLineAsync(FormattableString.Invariant($"cee: now {worlds} worlds with other values of the marked assumptions; one counts if the nation, staffed as today, meets the published facts in it.{stays}")).ConfigureAwait(false);
            WorldAnswer? asked = await ProgressDisplay.ShowAsync(
                rooms.Screen,
                1,
                shown => Interruption.OrStopAsync(
                    () => new StaffingWorlds(rooms.Worlds, ManyRuns.Run(rooms)).AskAsync(whole, worlds, options, new Relay<DoubtProgress>(shown, Where), cancellation),
                    cancellation)).ConfigureAwait(false);
            if (asked is null)
            {
                return await StoppedAsync(error, kept).ConfigureAwait(false);
            }

            whole = whole with { Worlds = asked };
        }

        return await KeepAsync(
            rooms,
            request,
            whole,
            place,
            () => StaffingScreen.Tell(
                rooms.Screen,
                request.Worlds > 0 && draws > 0 ? OtherWorlds : StaffingStatement.Unknown,
                request.Worlds > 0 && draws > 0 ? StaffingStatement.WorldLines(whole) : StaffingStatement.UnknownLines(whole)),
            cancellation).ConfigureAwait(false);

        static RunProgress Where(DoubtProgress p) => new(
            p.Phase switch
            {
                "base runs" => "the answer and today's nation under the assumptions as they stand",
                "ends" => FormattableString.Invariant($"single assumptions at their ends, {p.Done} of {p.Of}"),
                _ => FormattableString.Invariant($"worlds, {p.Done} of {p.Of} run, {p.Kept} meet the published facts"),
            },
            0,
            p.Fraction,
            0,
            0);
    }

    private static async Task<int> StoppedAsync(TextWriter error, string kept)
    {
        await error.WriteLineAsync($"cee: interrupted; {kept}.").ConfigureAwait(false);
        return ExitCode.Interrupted;
    }

    /// <summary>An answer whose certificate was cut short: shown, not kept.</summary>
    private static async Task<int> PartAsync(Screen screen, StaffRequest request, StaffingResult result)
    {
        if (!request.Json)
        {
            StaffingScreen.Show(screen, result);
        }

        return await StoppedAsync(screen.Error, $"{result.Years.Length} of {result.Plan.Years} fresh years are finished and kept, and the same command goes on with the others. No report is written yet").ConfigureAwait(false);
    }

    /// <summary>A scenario with what the command line asks of it.</summary>
    private static DoubtScenario Read(Rooms rooms, StaffRequest request)
    {
        return new DoubtScenario(Adjusted(rooms.Load(request.File)), overrides => Adjusted(rooms.LoadWith(request.File, overrides)));

        LoadedScenario Adjusted(LoadedScenario loaded) => loaded.Inputs is null
            ? loaded
            : loaded with { Inputs = loaded.Inputs with { Replications = 1, Seed = request.Seed ?? loaded.Inputs.Seed } };
    }

    private static async Task<int> KeepAsync(Rooms rooms, StaffRequest request, StaffingResult result, string place, Action show, CancellationToken cancellation)
    {
        await ManyRuns.KeepAsync(
            rooms,
            place,
            StaffingDocument.File,
            folder => StaffingReport.Write(result, request.Repeat, folder, Path.GetRelativePath(place, rooms.PathOf(request.File)).Replace('\\', '/'), cancellation),
            files => StaffingDocument.From(result, request.Repeat, files).ToJson(),
            request.Json,
            show,
            cancellation).ConfigureAwait(false);
        if (!result.Plan.AsItStands || !result.FallsShort || result.MoreToCome)
        {
            return ExitCode.Ok;
        }

        await rooms.Screen.Error.WriteLineAsync(FormattableString.Invariant($"cee: the people of this scenario meet its targets in {result.YearsMet} of {result.Years.Length} fresh years; {result.Plan.Sure * 100:0.#} % of years were asked for (--sure). Without --as-it-stands the same command searches for people who do.")).ConfigureAwait(false);
        return ExitCode.TargetMissed;
    }

    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
