using System.Globalization;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Recoveries;
using CeeOrleans.Reports.Charts;

namespace CeeOrleans.Reports.Recoveries;

/// <summary>The finding of a reserve in words.</summary>
public static class ReserveWords
{
    /// <summary>What happens: the surge that was laid, or the shocks of the scenario.</summary>
    public static string Shock(ReserveResult r)
    {
        string[] names = [.. r.Recovery.Spans.Select(s => s.Name).Distinct()];
        return r.Plan.Surge is not { } surge ? string.Join(" and ", names)
            : names.Length == 1 ? surge.Said
            : $"{surge.Said}, with {string.Join(" and ", names.Where(n => n != "volume surge"))}";
    }

    /// <summary>The answer in one sentence.</summary>
    public static string Finding(ReserveResult r)
    {
        ReserveRow today = r.Rows[0];
        RecoveryOf[] troubled = [.. new[] { RecoveryOf.Reviews, RecoveryOf.Clocks }.Where(w => today.Nation.Of(w) is { IsNone: false })];
        if (troubled.Length > 0)
        {
            return NationalCharts.Upper(string.Join("; ", troubled.Select(w => Part(r, w)))) + (troubled.Length == 1 ? $"; {Subject(troubled[0] == RecoveryOf.Clocks ? RecoveryOf.Reviews : RecoveryOf.Clocks)} of the nation stay as they are." : ".");
        }

        string[] offices = [.. new[] { RecoveryOf.Reviews, RecoveryOf.Clocks }.Where(w => today.Slowest(w) is not null).Select(w => $"{Subject(w)} at {Name(r, today.Slowest(w)!)} ({Weeks(today.Slowest(w)!.Of(w)!)})")];
        return $"No reserve is needed for the nation as a whole: today's {People(r, r.Plan.Today)} keep its reviews and clocks as they are"
            + (offices.Length == 0 ? ", and those of every office." : $"; the slowest office is not so well off: {string.Join(", ", offices)}.");
    }

    /// <summary>Weeks with what is known of them: "9 weeks", "37 weeks or more, not within the horizon".</summary>
    public static string Weeks(ReserveWeeks weeks) => weeks.IsNone ? "none"
        : weeks.Reached == 0 ? $"{Number(weeks)} or more: not within the horizon"
        : weeks.IsBound ? $"{Number(weeks)} or more: within the horizon in {Words.Percent(weeks.Reached)} of replications"
        : Number(weeks);

    /// <summary>An office as it is named in tables.</summary>
    public static string Name(ReserveResult r, ReserveOffice office) =>
        office.Office is { } o ? $"{r.Offices[o].Code} {r.Offices[o].Name}" : "the nation";

    /// <summary>The same in few words, for tables: "9 weeks", "≥ 37 weeks".</summary>
    public static string Short(ReserveWeeks? weeks) => weeks is null ? "–" : weeks.IsNone ? "none" : (weeks.IsBound ? "≥\u00a0" : "") + Number(weeks);

    internal static string Subject(RecoveryOf what) => what == RecoveryOf.Clocks ? "clocks" : "reviews";

    internal static string Number(ReserveWeeks weeks) => RecoveryCharts.Weeks(Math.Round(weeks.Estimate.Mean, 1));

    private static string People(ReserveResult r, int number) => $"{number.ToString("#,0", CultureInfo.InvariantCulture)} {(number == 1 ? r.Plan.Role[..^1] : r.Plan.Role)}";

    private static string Part(ReserveResult r, RecoveryOf what)
    {
        ReserveWeeks today = r.Rows[0].Nation.Of(what)!;
        string subject = what == RecoveryOf.Clocks ? "clocks are met" : "reviews are done";
        if (today.IsBound)
        {
            string never = $"{subject} as before only after {Number(today)} or more with today's {People(r, r.Plan.Today)}, {(today.Reached == 0 ? "not" : "and not always")} within the horizon";
            return First(r, what, w => !w.IsBound) is { } back
                ? $"{never}; {People(r, back.Added)} more {(back.Added == 1 ? "brings" : "bring")} that to {Number(back.Nation.Of(what)!)}{Luck(back.Nation.Of(what)!, today)}"
                : $"{never}, and {People(r, r.Rows[^1].Added)} more do not change that";
        }

        if (First(r, what, w => !w.IsBound && w.Estimate.Mean <= today.Estimate.Mean / 2) is { } half)
        {
            ReserveWeeks weeks = half.Nation.Of(what)!;
            return weeks.IsNone
                ? $"{People(r, half.Added)} more {(half.Added == 1 ? "spares" : "spare")} the {Number(today)} until {subject} as before{Luck(weeks, today)}"
                : $"{People(r, half.Added)} more at least {(half.Added == 1 ? "halves" : "halve")} the time until {subject} as before, from {Number(today)} to {Number(weeks)}{Luck(weeks, today)}";
        }

        ReserveWeeks last = r.Rows[^1].Nation.Of(what)!;
        return $"{subject} as before after {Number(today)}, and even {People(r, r.Rows[^1].Added)} more do not halve that ({Weeks(last)})";
    }

    /// <summary>The fewest people that do it beyond luck; where luck can tell of none, the fewest that do it.</summary>
    private static ReserveRow? First(ReserveResult r, RecoveryOf what, Func<ReserveWeeks, bool> does)
    {
        ReserveRow[] rows = [.. r.Rows.Skip(1).Where(row => row.Nation.Of(what) is { } w && does(w))];
        return rows.FirstOrDefault(row => row.Nation.Of(what)!.IsBelow(r.Rows[0].Nation.Of(what)!)) ?? rows.FirstOrDefault();
    }

    private static string Luck(ReserveWeeks weeks, ReserveWeeks today) => weeks.IsBelow(today) ? "" : " (which may be luck)";
}
