using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Staffing;
using CeeOrleans.Reports.Charts;

namespace CeeOrleans.Reports.Staffing;

/// <summary>What is not known, and what it does to a staffing.</summary>
public static partial class StaffingStatement
{
    /// <summary>Heading of what the worlds say.</summary>
    public const string Unknown = "What is not known";

    /// <summary>With fewer compatible worlds than this no share is told: one world would be a tenth or more of it.</summary>
    private const int FewWorlds = 10;

    /// <summary>What the marked assumptions do to the answer: in how many worlds it holds, the people they ask for, and what moves these.</summary>
    public static IEnumerable<string> WorldLines(StaffingResult result)
    {
        if (result.Worlds is not { } w)
        {
            yield return result.Plan.Inputs.Population is null
                ? "What the marked assumptions do to it does not arise: a plain queue has none."
                : "In how many of the worlds that the published facts allow it holds was not asked, and neither which number would turn it: the same command with --worlds 64 asks.";
            yield break;
        }

        if (w.Compatible == 0)
        {
            yield return $"None of the {w.Sampled} worlds over the marked assumptions is compatible with the published facts, so nothing can be said about what they do to it.";
            yield break;
        }

        string fails = w.Holds == w.Compatible ? "" : Fails(result, w) + $"; missed there most: {string.Join(", ", w.MissedMost.Select(m => $"{m.Target} ({m.Worlds})"))}";
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

    /// <summary>Where it fails: in the worlds that one input tells, else at the desks that are too small there.</summary>
    private static string Fails(StaffingResult result, WorldAnswer w)
    {
        if (w.Where.Length > 0 && !w.Where.StartsWith("no single", StringComparison.Ordinal))
        {
            return $", and fails where {w.Where}";
        }

        (Role Role, int Worlds)[] small =
        [
            .. w.Needs.Select(n => (n.Desk.Role, n.OutOfReach + n.Worlds.Count(x => x.People > result.Desks.Single(d => d.Desk == n.Desk).Answer))).Where(s => s.Item2 > 0),
        ];
        return small.Length > 0 ? $", and fails where {string.Join(" or ", small.Select(s => $"{Plural(s.Role)} are too few ({Words.Plural(s.Worlds, "world", "worlds")})"))}"
            : w.Where.Length > 0 ? $", and {w.Where}" : "";
    }

    /// <summary>The same in one short sentence, beside the answer.</summary>
    private static string Brief(StaffingResult result, WorldNeed need)
    {
        (double low, _, double high) = need.People;
        int answer = result.Desks.Single(d => d.Desk == need.Desk).Answer;
        int compatible = need.Worlds.Length + need.OutOfReach;
        return $"That stands on assumptions: {Words.Plural(compatible, "world", "worlds")} with other values of them that the published facts allow too {(compatible == 1 ? "asks" : "ask")} for {Math.Floor(low):0} to {Math.Ceiling(high):0} {Plural(need.Desk.Role)}, and {answer} are enough in {need.Worlds.Count(w => w.People <= answer)}.";
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
        int answer = result.Desks.Single(d => d.Desk == need.Desk).Answer;
        int enough = need.Worlds.Count(w => w.People <= answer);
        int three = (int)Math.Ceiling(0.75 * compatible);
        string most = enough < three && need.Worlds.Length >= Math.Max(three, FewWorlds) ? $", {need.Worlds.Select(w => w.People).Order().ElementAt(three - 1)} in three of four" : "";
        string span = need.Worlds.Length < FewWorlds
            ? $"{need.Worlds.Min(w => w.People)} to {need.Worlds.Max(w => w.People)}"
            : $"{Math.Floor(low):0} to {Math.Ceiling(high):0} in the middle nine tenths of these worlds, {Math.Round(median):0} in their middle";
        return $"{NationalCharts.Upper(Plural(need.Desk.Role))} {where}, by what is not known: the same year asks for {need.AtBase} under the assumptions as they stand, and for {span}; {answer} are enough in {enough} of {compatible}{most}.{beyond}";
    }

    /// <summary>What the catalogue says of an input, in brackets.</summary>
    private static string Note(string path) => Reference.InputCatalogue.Load().Find(path)?.Note is { Length: > 0 } note ? $" ({note})" : "";

    /// <summary>The people at an end of a range.</summary>
    internal static string End(int? people, string text) => people is { } p ? $"{p} at {DoubtCharts.Short(text)}" : $"no world that the facts allow at {DoubtCharts.Short(text)}";

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
        NeedTurner[] over = [.. alone.Where(t => t.AtLow > answer || t.AtHigh > answer)];
        string turned = over.Length == 0
            ? $" None of the {alone.Length} that were tried asks alone for more than {answer}."
            : $" Each of these asks alone for more than {answer} at an end of its range: {string.Join(", ", over.Select(t => t.Assumption.Path))}.";
        NeedTurner[] told = [.. need.Turners.Where(t => t.Told).OrderByDescending(t => Math.Abs(t.Correlation))];
        string together = told.Length == 0 ? "" : $" Over all worlds together the number follows {string.Join(", ", told.Take(3).Select(t => t.Assumption.Path))} more closely than chance would.";
        return $"What would turn the number of {Plural(need.Desk.Role)} most, each alone at the ends of its range: {first}. Measure {alone[0].Assumption.Path} first{Note(alone[0].Assumption.Path)}.{turned}{together}";
    }
}
