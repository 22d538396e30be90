using System.Globalization;
using System.Text.RegularExpressions;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Doubts;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Reports.Staffing;

/// <summary>What is not known, and what it does to a staffing.</summary>
public static partial class StaffingStatement
{
    /// <summary>Heading of what the worlds say.</summary>
    public const string Unknown = "What is not known";

    /// <summary>With fewer compatible worlds than this no share is told: one world would be a tenth or more of it.</summary>
    private const int FewWorlds = 10;

    /// <summary>What the marked assumptions do to the answer: in how many worlds it holds, the people they ask for, and what moves these.</summary>
    public static IEnumerable<string> UnknownLines(StaffingResult result) => [.. DrawLines(result), .. WorldLines(result)];

    /// <summary>The worlds' part of it.</summary>
    public static IEnumerable<string> WorldLines(StaffingResult result)
    {
        if (result.Worlds is not { } w)
        {
            yield return result.Plan.Inputs.Population is null
                ? "What the marked assumptions do to it does not arise: a plain queue has none."
                : result.MoreToCome ? "In how many worlds that the published facts allow it holds is still being asked; nothing is known of it yet."
                : "In how many of the worlds that the published facts allow it holds was not asked, and neither which number would turn it: the same command with --worlds 64 asks.";
            yield break;
        }

        if (w.Compatible == 0)
        {
            yield return $"None of the {w.Sampled} worlds over the marked assumptions is compatible with the published facts, so nothing can be said about what they do to it.";
            yield break;
        }

        string fails = w.Holds == w.Compatible ? "" : Fails(result, w) + $"; missed there most: {string.Join(", ", w.MissedMost.Select(m => $"{m.Target} ({m.Worlds})"))}{Late(result, w)}";
        yield return w.Compatible < FewWorlds
            ? $"It holds in {w.Holds} of {Words.Plural(w.Compatible, "world", "worlds")} compatible with the published facts ({w.Sampled} sampled), too few for a share: --worlds 64 asks enough{fails}."
            : $"It holds in {Words.Percent((double)w.Holds / w.Compatible)} of the worlds compatible with the published facts ({w.Holds} of {w.Compatible}, {w.Sampled} sampled){fails}.";
        foreach (WorldNeed need in w.Needs)
        {
            yield return Need(result, need, w.Compatible);
            if (Turns(result, need) is { } turns)
            {
                yield return turns;
            }
        }
    }

    /// <summary>What other importers do to it: the certificate has those of one draw. None for a plain queue, which has no importers.</summary>
    public static IEnumerable<string> DrawLines(StaffingResult result)
    {
        if (result.Plan.Inputs.Population is null && result.Draws.IsEmpty)
        {
            yield break;
        }

        string files = double.IsFinite(result.Share) ? $", who file {Words.Percent(result.Share)} of the nation's summaries" : "";
        string one = string.Create(CultureInfo.InvariantCulture, $"All these years have the importers and the opening of one draw (seed {result.Plan.Inputs.Seed}{files})");
        if (result.Draws.IsEmpty)
        {
            yield return result.MoreToCome ? $"{one}; other draws are still being asked."
                : result.Desks.Length > StaffingService.FewDesks ? $"{one}: other importers of the same assumptions ask for somewhat other numbers. --office with --draws 8 says how different."
                : $"{one}: other importers of the same assumptions ask for somewhat other numbers, and --draws 8 says how different.";
            yield break;
        }

        int met = result.Draws.Count(d => d.Met);
        double[] shares = [.. result.Draws.Select(d => d.Share).Where(double.IsFinite).Order()];
        string drawn = shares.Length > 0 ? $" ({Words.Percent(shares[0])} to {Words.Percent(shares[^1])} of the summaries, as large importers fall)" : "";
        yield return $"{one}. In {Words.Plural(result.Draws.Length, "year", "years")} with other importers of the same assumptions{drawn}, each from an opening of its own, {(result.Plan.AsItStands ? "as many people meet" : "the answer meets")} every target in {met}{(met > 0 ? $", so in at least {Words.Percent(TrialShare.AtLeast(met, result.Draws.Length))} of years whoever the importers are, with 95\u00a0% confidence" : "")}.";
        foreach (DeskAnswer desk in result.Desks)
        {
            DeskNeed[] needs = [.. result.Draws.SelectMany(d => d.Needs).Where(n => n.Office == desk.Desk.Office && n.Role == desk.Desk.Role)];
            int[] people = [.. needs.Where(n => n.Unreachable.IsEmpty).Select(n => n.Need).Order()];
            if (people.Length > 0)
            {
                int beyond = needs.Length - people.Length;
                string late = beyond > 0 ? $" In {beyond} so much is overdue on the first day, under the people of this plan, that no number of {Plural(desk.Desk.Role)} is on time with it in the year." : "";
                yield return $"With those other importers a year asks for {Between(people)} {Plural(desk.Desk.Role)} at {Mark(result, desk.Desk.Office)}; {Enough(desk, people, needs.Length)}.{late}";
            }
        }
    }

    private static string Between(int[] ordered) => ordered[0] == ordered[^1] ? $"{ordered[0]}" : $"{ordered[0]} to {ordered[^1]}";

    /// <summary>"97 are enough in 13 of 25, today's 89 in 9".</summary>
    private static string Enough(DeskAnswer desk, IReadOnlyCollection<int> people, int of)
    {
        string today = desk.Today == desk.Answer ? "" : $", today's {desk.Today} in {people.Count(p => p <= desk.Today)}";
        return $"{desk.Answer} are enough in {people.Count(p => p <= desk.Answer)} of {of}{today}";
    }

    /// <summary>Where it fails: in the worlds that one input tells, else at the desks that are too small there.</summary>
    private static string Fails(StaffingResult result, WorldAnswer w)
    {
        if (w.Where.Length > 0 && !w.Where.StartsWith("no single", StringComparison.Ordinal))
        {
            return $", and fails where {w.Where}";
        }

        (Role Role, int Worlds)[] small =
        [
            .. w.Needs.Select(n => (n.Desk.Role, TooFew(result, n))).Where(s => s.Item2 > 0),
        ];
        if (result.Plan.Role is { } only && w.Compatible - w.Holds - small.Sum(s => s.Worlds) is > 0 and int rest)
        {
            Role other = only == Role.ImportSpecialist ? Role.EntrySpecialist : Role.ImportSpecialist;
            small = [.. small, (other, rest)];
            return $", and fails where {string.Join(" or ", small.Select(s => $"{Plural(s.Role)}{(s.Role == other ? ", who stay as they are here, alone" : "")} are too few ({Words.Plural(s.Worlds, "world", "worlds")})"))}";
        }

        return small.Length > 0 ? $", and fails where {string.Join(" or ", small.Select(s => $"{Plural(s.Role)} are too few ({Words.Plural(s.Worlds, "world", "worlds")})"))}"
            : w.Where.Length > 0 ? $", and {w.Where}" : "";
    }

    /// <summary>Worlds in which the answer's people are too few at a desk, or any number is.</summary>
    private static int TooFew(StaffingResult result, WorldNeed need)
    {
        int answer = result.Desks.Single(d => d.Desk == need.Desk).Answer;
        return need.OutOfReach + need.Worlds.Count(w => w.People > answer);
    }

    /// <summary>Why a desk that is large enough misses targets where the other is too small.</summary>
    private static string Late(StaffingResult result, WorldAnswer w)
    {
        int imports = w.Needs.Where(n => n.Desk.Role == Role.ImportSpecialist).Sum(n => TooFew(result, n));
        return !w.Needs.IsEmpty && w.Needs.Any(n => n.Desk.Role == Role.ImportSpecialist && result.Staff[n.Desk.Office].EntrySpecialists > 0) && w.Compatible - w.Holds > imports
            ? $"; where {Plural(Role.EntrySpecialist)} are too few, reviews that they refer late lapse at the import desk, however many sit there"
            : "";
    }

    /// <summary>The same in one short sentence, beside the answer.</summary>
    private static string Brief(StaffingResult result, WorldNeed need)
    {
        (double low, _, double high) = need.People;
        DeskAnswer desk = result.Desks.Single(d => d.Desk == need.Desk);
        int compatible = need.Worlds.Length + need.OutOfReach;
        return $"That stands on assumptions: {Words.Plural(compatible, "world", "worlds")} with other values of them that the published facts allow too {(compatible == 1 ? "asks" : "ask")} for {Math.Floor(low):0} to {Math.Ceiling(high):0} {Plural(need.Desk.Role)}{Beside(result, need, "")}; {Enough(desk, [.. need.Worlds.Select(w => w.People)], compatible)}.";
    }

    /// <summary>How many people the worlds ask for at a desk.</summary>
    internal static string Need(StaffingResult result, WorldNeed need, int compatible)
    {
        string where = $"at {Mark(result, need.Desk.Office)}";
        string beyond = need.OutOfReach > 0 ? $" In {need.OutOfReach} of them no number of people meets every target." : "";
        if (need.Worlds.IsEmpty)
        {
            return $"In none of the {compatible} worlds a number of {Plural(need.Desk.Role)} {where} meets every target of their work.";
        }

        (double low, double median, double high) = need.People;
        DeskAnswer desk = result.Desks.Single(d => d.Desk == need.Desk);
        int enough = need.Worlds.Count(w => w.People <= desk.Answer);
        int three = (int)Math.Ceiling(0.75 * compatible);
        string most = enough < three && need.Worlds.Length >= Math.Max(three, FewWorlds) ? $", {need.Worlds.Select(w => w.People).Order().ElementAt(three - 1)} in three of four" : "";
        string span = need.Worlds.Length < FewWorlds
            ? $"{need.Worlds.Min(w => w.People)} to {need.Worlds.Max(w => w.People)}"
            : $"{Math.Floor(low):0} to {Math.Ceiling(high):0} in the middle nine tenths of these worlds, {Math.Round(median):0} in their middle";
        int[] fresh = [.. result.Years.SelectMany(y => y.Needs).Where(n => n.Office == need.Desk.Office && n.Role == need.Desk.Role && n.Need > 0 && n.Unreachable.IsEmpty).Select(n => n.Need)];
        string year = fresh.Length > 0 ? $" ({fresh.Count(n => n <= need.AtBase)} of {fresh.Length} fresh years ask for no more)" : "";
        string cut = desk.Answer < desk.Today && 2 * enough < compatible
            ? $" To give {Words.Plural(desk.Today - desk.Answer, MeasureTable.RoleName(need.Desk.Role), Plural(need.Desk.Role))} away stands on less than the rest: in most worlds {desk.Answer} are too few."
            : "";
        return $"{NationalCharts.Upper(Plural(need.Desk.Role))} {where}, by what is not known: the first year of the search, with all that a pool grows by counted as lapsed, asks for {need.AtBase} under the assumptions as they stand{year}, and for {span}{Beside(result, need, ", always")}; {Enough(desk, [.. need.Worlds.Select(w => w.People)], compatible)}{most}.{beyond}{cut}";
    }

    /// <summary>What the worlds give the entry desk of the same office while they are asked about import specialists; nothing goes back the other way.</summary>
    private static string Beside(StaffingResult result, WorldNeed need, string always) =>
        need.Desk.Role == Role.ImportSpecialist && result.Staff[need.Desk.Office].EntrySpecialists is > 0 and int entry
            ? $"{always} beside as many {Plural(Role.EntrySpecialist)} as each asks for, {entry} or more"
            : "";

    /// <summary>What the catalogue says of an input, in brackets.</summary>
    private static string Note(string path) => Reference.InputCatalogue.Load().Find(path)?.Note is { Length: > 0 } note ? $" ({note})" : "";

    /// <summary>The people at an end of a range.</summary>
    internal static string End(int? people, string text) => people is { } p ? $"{p} at {DoubtCharts.Short(text)}" : $"no world that the facts allow at {DoubtCharts.Short(text)}";

    /// <summary>An assumption with this part of the largest swing turns nearly as much.</summary>
    private const double Close = 0.8;

    /// <summary>Swings up to this many people are what a year run anew differs by anyway.</summary>
    private const int Noise = 2;

    /// <summary>Up to which value of an assumption the answer is enough, on a straight line between the ends that were run; null where it is at both or at neither.</summary>
    public static string? Turning(NeedTurner turner, int atBase, int answer)
    {
        Assumption a = turner.Assumption;
        if (a.Value.Number <= a.Low.Number || a.Value.Number >= a.High.Number || atBase > answer)
        {
            return null;
        }

        ScenarioPath path = ScenarioPath.Find(a.Path, queue: false, out _)!;
        foreach ((int? people, PathValue end, string word) in new[] { (turner.AtHigh, a.High, "up to"), (turner.AtLow, a.Low, "down to") })
        {
            if (people > answer)
            {
                double part = (double)(answer - atBase) / (people.Value - atBase);
                return part == 0
                    ? $"{answer} are just enough where it stands, the reserve for luck spent"
                    : $"{answer} are enough {word} about {DoubtCharts.Short(Rounded(path.Between(a.Value.Text, end.Text, part, ratios: false).Text))}, on a straight line from where it stands to that end, and the reserve for luck is spent there";
            }
        }

        return null;
    }

    /// <summary>An assumption of which the facts allow no world at the end that would ask for more: where the slope of the other end passes the answer; null for others.</summary>
    public static string? Beyond(NeedTurner turner, int atBase, int answer)
    {
        Assumption a = turner.Assumption;
        (int? run, PathValue at, PathValue missing) = turner.AtHigh is null ? (turner.AtLow, a.Low, a.High) : (turner.AtHigh, a.High, a.Low);
        if (run is not { } people || (turner.AtLow is not null && turner.AtHigh is not null) || atBase - people <= Noise || atBase > answer)
        {
            return null;
        }

        double part = (double)(answer - atBase) / (people - atBase);
        double limit = (missing.Number - a.Value.Number) / (at.Number - a.Value.Number);
        return part < limit || !double.IsFinite(limit)
            ? null
            : $"{a.Path} is allowed by the facts at one end alone (now {DoubtCharts.Short(a.Value.Text)}, {people} at {DoubtCharts.Short(at.Text)}); by the slope to that end, {answer} are passed at about {DoubtCharts.Short(Rounded(ScenarioPath.Find(a.Path, queue: false, out _)!.Between(a.Value.Text, at.Text, part, ratios: false).Text))}.";
    }

    /// <summary>A value between two ends has digits that say nothing.</summary>
    private static string Rounded(string value) => Decimals().Replace(
        LongMinutes().Replace(Words.Readable(value), m => string.Create(CultureInfo.InvariantCulture, $"{double.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture) / 60:0.#} h")),
        m => double.Parse(m.ValueSpan, CultureInfo.InvariantCulture).ToString("0.#", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(\d{3,}(?:\.\d+)?) min")]
    private static partial Regex LongMinutes();

    [GeneratedRegex(@"\d+\.\d{2,}")]
    private static partial Regex Decimals();

    /// <summary>Which assumptions move the number of people at a desk; null where none was tried.</summary>
    internal static string? Turns(StaffingResult result, WorldNeed need)
    {
        int answer = result.Desks.Single(d => d.Desk == need.Desk).Answer;
        NeedTurner[] alone = [.. need.Turners.Where(t => t.AtLow is not null || t.AtHigh is not null)];
        if (alone.Length == 0 || alone[0].Swing(need.AtBase) == 0)
        {
            return null;
        }

        string first = string.Join("; ", alone.Where(t => t.Swing(need.AtBase) > 0).Take(3).Select(t => $"{t.Assumption.Path}, now {DoubtCharts.Short(t.Assumption.Value.Text)} ({End(t.AtLow, t.Assumption.Low.Text)}, {End(t.AtHigh, t.Assumption.High.Text)})"));
        NeedTurner[] over = [.. alone.Where(t => Math.Max(t.AtLow ?? 0, t.AtHigh ?? 0) > Math.Max(answer, need.AtBase + Noise))];
        string turned = over.Length == 0
            ? $" None of the {alone.Length} that were tried asks alone for more than {answer}."
            : $" Each of these asks alone for more than {answer} at an end of its range: {string.Join(", ", over.Select(t => t.Assumption.Path))}.";
        string beyond = string.Concat(alone.Select(t => Beyond(t, need.AtBase, answer)).OfType<string>().Select(b => $" {b}"));
        string[] near = [.. alone.Skip(1).Where(t => t.Swing(need.AtBase) >= Close * alone[0].Swing(need.AtBase)).Select(t => t.Assumption.Path)];
        string close = near.Length > 0 ? $" Nearly as much turns on {string.Join(" and ", near)}." : "";
        string scale = double.IsFinite(result.Share) && alone[0].Assumption.Path.StartsWith("population.entry share.", StringComparison.Ordinal)
            ? $" (the share is what draws scatter around: at {DoubtCharts.Short(alone[0].Assumption.Value.Text)} these importers file {Words.Percent(result.Share)}, and others ask for other numbers)"
            : "";
        NeedTurner[] told = [.. need.Turners.Where(t => t.Told).OrderByDescending(t => Math.Abs(t.Correlation))];
        string together = told.Length == 0 ? $" Over the worlds, in which all move at once, no single one stands out from chance: they add up." : $" Over all worlds together the number follows {string.Join(", ", told.Take(3).Select(t => t.Assumption.Path))} more closely than chance would.";
        return $"What would turn the number of {Plural(need.Desk.Role)} most, each alone at the ends of its range: {first}. Measure {alone[0].Assumption.Path} first{Note(alone[0].Assumption.Path)}{(Turning(alone[0], need.AtBase, answer) is { } turning ? $": {turning}{scale}" : "")}.{close}{turned}{beyond}{together}";
    }
}
