using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Reports.Html;

/// <summary>The answer of a national run: sentences, the headline table, by kind, by office.</summary>
internal static class NationalAnswer
{
    /// <summary>Offices besides Centers in the table by office; all of them stand in measures.csv.</summary>
    public const int OtherOffices = 15;

    public static void Write(HtmlText html, ReportInput input)
    {
        MeasureTable m = input.Measures;
        html.Section("answer", "The answer");
        html.Raw("<div class=\"answer\">");
        foreach (string sentence in Sentences(input))
        {
            html.Paragraph(sentence);
        }

        html.Raw("</div>");
        html.Raw($"<p class=\"note\"><strong>What the baseline assumes.</strong> {HtmlText.E(Baseline(input.Run))}</p>");
        html.Paragraph(m.LuckNote);
        if (StoppingOutcome.Of(input.Run, m) is { } stopping)
        {
            html.Paragraph(stopping.Sentence);
        }

        html.Paragraph(MeasureTable.KnowledgeNote);
        Headline(html, m, input.Run.Inputs.Opening.Kind == OpeningKind.Given);
        ByKind(html, input);
        ByOffice(html, input);
    }

    /// <summary>The one assumption that makes most of the coverage gain (model section 1).</summary>
    internal static string Baseline(RunResult run)
    {
        int own = run.Inputs.Offices.Count(o => o.Kind == OfficeKind.Port);
        if (own > run.Inputs.Offices.Length / 2)
        {
            return $"In this scenario every port is its own desk ({own} desks). That is a sensitivity, not the baseline: import specialists sat at dozens of service ports. How many service offices there were makes most of the coverage gain that consolidation into Centers shows.";
        }

        return $"Before Centers, import specialists did not sit at every port: {Words.Plural(run.Inputs.Offices.Length, "service office does", "service offices do")} the post-release work of {run.Inputs.Ports.Length} ports. Their number is an assumption (40 to 120 are plausible), and this one choice makes most of the coverage gain that consolidation into Centers shows. The scenario national-own-desks shows the other extreme.";
    }

    private static IEnumerable<string> Sentences(ReportInput input)
    {
        MeasureTable m = input.Measures;
        RunResult run = input.Run;
        OfficeNames names = new(run);

        double onTime = m.Mean(MeasureNames.OnTime);
        if (double.IsFinite(onTime))
        {
            var kind = Kinds(run, m).Where(k => double.IsFinite(k.OnTime)).OrderBy(k => k.OnTime).FirstOrDefault();
            var office = Enumerable.Range(0, run.Offices.Length)
                .Where(o => run.Offices[o].Kind == OfficeKind.Center || !run.Offices.Any(x => x.Kind == OfficeKind.Center))
                .Select(o => (Office: o, OnTime: m.Mean(MeasureNames.OnTime, run.Offices[o].Code)))
                .Where(x => double.IsFinite(x.OnTime)).OrderBy(x => x.OnTime).ThenBy(x => x.Office).FirstOrDefault((-1, double.NaN));
            string worst = kind.Name is null ? "" : $" The worst kind is {kind.Name} ({Words.Percent(kind.OnTime)})";
            worst += office.Item1 < 0 ? (worst.Length > 0 ? "." : "") : $"{(worst.Length > 0 ? ", the" : " The")} worst {(run.Offices[office.Item1].Kind == OfficeKind.Center ? "Center" : "office")} {names.Label(office.Item1)} ({Words.Percent(office.Item2)}).";
            (double late, double due) = Late(run);
            string all = Words.InTime(late, due);
            yield return all.StartsWith("all", StringComparison.Ordinal)
                ? $"Of the work with a clock or target that fell due, {all} pieces were finished in time.{(late == 0 ? "" : worst)}"
                : $"{all} of the work with a clock or target that fell due was finished in time.{worst}";
        }

        double coverage = m.Mean(MeasureNames.Coverage);
        if (double.IsFinite(coverage))
        {
            yield return $"Of the summaries selected for a full review {Words.Percent(coverage)} were opened before they lapsed. Reviews found {Words.Dollars(m.Mean(MeasureNames.RevenueFound))}; what lapsed would have found {Words.Dollars(m.Mean(MeasureNames.RevenueForgone))} more.";
        }

        if (Backlog(run) is { Length: > 0 } backlog)
        {
            yield return backlog + Deemed(m);
        }

        double offices = m.Mean(MeasureNames.OfficesPerImporter);
        if (double.IsFinite(offices))
        {
            yield return $"An importer with decisions dealt with {Words.Value(offices, "per importer")} offices on average, and had {Words.Value(m.Mean(MeasureNames.TouchPoints), "per importer")} contacts if it had any. {Words.Percent(m.Mean(MeasureNames.Exposure))} of the questions (importer and heading) were decided by two or more offices.";
        }

        string[] bare = [.. run.Inputs.Kinds.Where(k => k.Unprotected).Select(k => k.Name)];
        yield return bare.Length == 0
            ? "Every kind of work has a clock, a target or a floor."
            : $"Left unprotected by any target or floor: {string.Join(", ", bare)} ({Words.Percent(m.Mean(MeasureNames.UnprotectedShare))} of service time).";

        if (Floors(run) is { Length: > 0 } floors)
        {
            yield return floors;
        }

        yield return Luck(input);
    }

    /// <summary>Means over replications of what fell due late, and of what fell due.</summary>
    private static (double Late, double Due) Late(RunResult run)
    {
        HashSet<WorkKind> pool = [.. run.Inputs.Kinds.Where(k => k.Rank == Rank.Pool).Select(k => k.Kind)];
        KindTotals[] rows = [.. run.Replications.SelectMany(r => r.Kinds).Where(k => !pool.Contains(k.Kind))];
        double n = run.Replications.Length;
        return (rows.Sum(k => k.Due - k.OnTime) / n, rows.Sum(k => k.Due) / n);
    }

    /// <summary>Open work after the first and the last full week: the same weekday, so that a week's rhythm is no trend. Empty with fewer than two.</summary>
    private static string Backlog(RunResult run)
    {
        int weeks = NationalCharts.FullWeeks(run);
        if (weeks < 2)
        {
            return "";
        }

        double n = run.Replications.Length;
        double At(int week, Func<WeekRow, long> stock) => Math.Round(run.Replications.SelectMany(r => r.Weeks).Where(w => w.Week == week).Sum(stock) / n);
        string Change(Func<WeekRow, long> stock) => $"{Words.Count(At(0, stock))} → {Words.Count(At(weeks - 1, stock))}";
        return $"Open work, after the first and after the last full week (the same weekday): with a clock {Change(w => w.OpenClocked)}, reviews of the pool {Change(w => w.OpenPool)}, waiting outside {Change(w => w.Outside)}.";
    }

    private static string Floors(RunResult run)
    {
        StatutoryFloor[] floors = !FactRuns.IsNation(run.Inputs) ? [] : [.. StatutoryFloor.Check([.. run.Replications.Select(r => r.Staffing)])];
        StatutoryFloor[] below = [.. floors.Where(f => !f.Kept)];
        return floors.Length == 0 ? ""
            : below.Length == 0 ? $"People on board keep the statutory floors ({string.Join(", ", floors.Select(f => $"{MeasureTable.RoleName(f.Role)}s {Words.Count(f.Least)} at the least, floor {Words.Count(f.Floor)}"))})."
            : $"People on board fall below a statutory floor: {string.Join("; ", below.Select(f => $"{MeasureTable.RoleName(f.Role)}s {Words.Count(f.Least)} at the least against {Words.Count(f.Floor)}, first on {f.FirstBelow!.Value.Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}"))}.";
    }

    /// <summary>How large luck is: of this run where it has replications, else of stored years of the same scenario.</summary>
    private static string Luck(ReportInput input)
    {
        ImmutableArray<ReplicationResult> years = input.Run.Replications.Length > 1 ? input.Run.Replications : input.StoredYears?.Replications ?? [];
        if (years.Length < 2)
        {
            return "How large luck is one replication cannot say: --replications 10 gives intervals, and the spread of ten years.";
        }

        MeasureTable table = MeasureTable.From(input.Run with { Replications = years });
        List<string> spreads = [];
        foreach ((string name, string word) in new[] { (MeasureNames.OnTime, "clocked work on time"), (MeasureNames.Coverage, "coverage"), (MeasureNames.RevenueForgone, "revenue forgone"), (MeasureNames.Filed, "summaries filed") })
        {
            double[] values = [.. (table.Find(name)?.PerReplication ?? []).Where(double.IsFinite)];
            if (values.Length > 1)
            {
                spreads.Add($"{word} {Words.Value(values.Min(), table.Find(name)!.Unit)} to {Words.Value(values.Max(), table.Find(name)!.Unit)}");
            }
        }

        string of = input.Run.Replications.Length > 1 ? $"over the {years.Length} years of this run" : $"over {years.Length} stored years of this scenario";
        return $"What luck alone does, {of}, from the lowest to the highest: {string.Join(", ", spreads)}.";
    }

    private static string Deemed(MeasureTable m)
    {
        double items = m.Mean(MeasureNames.Deemed);
        return items > 0 ? $" {Words.Count(items)} cases were decided by law because their clock ran out, worth {Words.Dollars(m.Mean(MeasureNames.DeemedValue))}." : " Nothing was decided by law for want of time.";
    }

    private static IEnumerable<(string Name, double OnTime)> Kinds(RunResult run, MeasureTable m) =>
        run.Inputs.Kinds.Select(k => (k.Name, m.Mean(MeasureNames.OnTime, kind: k.Name)));

    private static readonly (string Group, string[] Names)[] Groups =
    [
        ("Clocks and reviews", [MeasureNames.OnTime, MeasureNames.Deemed, MeasureNames.DeemedValue, MeasureNames.Coverage, MeasureNames.RevenueFound, MeasureNames.RevenueForgone, MeasureNames.UnprotectedItems, MeasureNames.UnprotectedShare]),
        ("What is open", [MeasureNames.OpenAtStart, MeasureNames.OpenAtEnd, MeasureNames.OpenAge, MeasureNames.OpenAgeP95]),
        ("The trade", [MeasureNames.TouchPoints, MeasureNames.OfficesPerImporter, MeasureNames.Exposure, MeasureNames.HoldDays, MeasureNames.HoldCost, MeasureNames.Cf28Cost]),
        ("Volume", [MeasureNames.Filed, MeasureNames.TouchedShare, MeasureNames.WorkItems, MeasureNames.Decisions]),
    ];

    /// <param name="given">What is open at the start comes in on the first day: it is told with the opening backlog, and is nothing before.</param>
    private static void Headline(HtmlText html, MeasureTable m, bool given)
    {
        // With one replication the note above says why there is no interval; a column of blanks says nothing.
        bool interval = m.Replications > 1;
        List<IReadOnlyList<string>> rows = [];
        void Add(string group, IEnumerable<(Measure? Measure, string Name)> measures)
        {
            IReadOnlyList<string>[] there = [.. measures.Where(x => x.Measure is not null).Select(x => Row(x.Measure!, x.Name, interval))];
            if (there.Length > 0)
            {
                rows.Add([group]);
                rows.AddRange(there);
            }
        }

        foreach ((string group, string[] names) in Groups)
        {
            Add(group, names.Where(n => !given || n != MeasureNames.OpenAtStart).Select(n => (m.Find(n), n)));
        }

        Add("People", Enum.GetValues<Role>().Select(MeasureTable.RoleName).SelectMany(role =>
            new[] { MeasureNames.People, MeasureNames.Utilisation, MeasureNames.ClockedLoad }.Select(n => (m.Find(n, MeasureTable.Everywhere, role), $"{role}s: {n}")))
            .Append((m.Find(MeasureNames.PositionCost), MeasureNames.PositionCost)));
        html.Table("The nation", interval ? ["measure", "#value", "#luck interval, 95 %", "unit"] : ["measure", "#value", "unit"], rows);
    }

    private static IReadOnlyList<string> Row(Measure x, string name, bool interval) => interval
        ? [name, Words.Value(x.Mean, x.Unit), Interval(x), x.Unit]
        : [name, Words.Value(x.Mean, x.Unit), x.Unit];

    /// <summary>The luck interval as text.</summary>
    internal static string Interval(Measure x) => x is not { Low: { } low, High: { } high } ? "one replication"
        : low.Equals(high) ? "the same in all"
        : $"{Words.Value(low, x.Unit)} to {Words.Value(high, x.Unit)}";

    private static void ByKind(HtmlText html, ReportInput input)
    {
        MeasureTable m = input.Measures;
        html.Table(
            "By kind of work, with the role that does it",
            ["kind", "clock or target", "#arrived", "#on time", "#half touched within", "#nine in ten within", "#open at end", "#mean age open"],
            input.Run.Inputs.Kinds.Where(k => m.Find(MeasureNames.Arrived, kind: k.Name) is not null).Select(k => (IReadOnlyList<string>)
            [
                $"{k.Name} ({(k.Role == Role.ImportSpecialist ? "import" : k.Role == Role.EntrySpecialist ? "entry" : MeasureTable.RoleName(k.Role))})",
                ClockText(k) + (k.Unprotected ? ", unprotected" : ""),
                Words.Count(Math.Round(m.Mean(MeasureNames.Arrived, kind: k.Name))),
                k.Rank == Rank.Pool ? $"covered {Words.Percent(m.Mean(MeasureNames.Coverage, kind: k.Name))}" : InTime(input.Run, k.Kind),
                Words.Hours(m.Mean(MeasureNames.WaitP50, kind: k.Name)),
                Words.Hours(m.Mean(MeasureNames.WaitP90, kind: k.Name)),
                Words.Count(Math.Round(m.Mean(MeasureNames.OpenAtEnd, kind: k.Name))),
                m.Mean(MeasureNames.OpenAge, kind: k.Name) == 0 ? "none at a desk" : Words.Value(m.Mean(MeasureNames.OpenAge, kind: k.Name), "days"),
            ]));
        html.Paragraph("Age counts from the moment at which a desk sees a piece of work. What waits for the importer, for another outside party or for the next daily cut is open and has no age yet: \u201cnone at a desk\u201d means that all of it waits so.");
    }

    private static string InTime(RunResult run, WorkKind kind)
    {
        KindTotals[] rows = [.. run.Replications.SelectMany(r => r.Kinds).Where(k => k.Kind == kind)];
        double n = run.Replications.Length;
        return Words.InTime(rows.Sum(k => k.Due - k.OnTime) / n, rows.Sum(k => k.Due) / n);
    }

    private static string ClockText(KindInput kind)
    {
        WorkClock clock = kind.Target ?? kind.Clock;
        string days = clock.Days.ToString(CultureInfo.InvariantCulture);
        return clock.Unit switch
        {
            ClockUnit.SameDay => "same day",
            ClockUnit.BusinessDays => clock.Days == 1 ? "1 business day" : $"{days} business days",
            ClockUnit.CalendarDays => $"{days} days",
            _ => kind.Rank == Rank.Pool ? "lapses at its cut-off" : "none",
        };
    }

    private static void ByOffice(HtmlText html, ReportInput input)
    {
        MeasureTable m = input.Measures;
        RunResult run = input.Run;
        OfficeNames names = new(run);
        int[] all = [.. Enumerable.Range(0, run.Offices.Length)
            .Where(o => m.Find(MeasureNames.Arrived, run.Offices[o].Code) is not null)
            .OrderByDescending(o => run.Offices[o].Kind == OfficeKind.Center)
            .ThenByDescending(o => m.Mean(MeasureNames.Arrived, run.Offices[o].Code)).ThenBy(o => o)];
        int centers = all.Count(o => run.Offices[o].Kind == OfficeKind.Center);
        int[] shown = [.. all.Take(centers + OtherOffices)];
        string role1 = MeasureTable.RoleName(Role.ImportSpecialist);
        string role2 = MeasureTable.RoleName(Role.EntrySpecialist);
        html.Table(
            (centers > 0 ? "By Center, and the largest other offices" : "By office, the largest first") + (shown.Length < all.Length ? $" ({shown.Length} of {all.Length}; the rest in measures.csv)" : ""),
            ["office", "#arrived", "#on time", "#coverage", "#forgone", "#open at end", "#mean age open, days", "#import specialists", "#busy", "#clocked load", "#entry specialists", "#busy", "#clocked load"],
            shown.Select(o =>
            {
                string code = run.Offices[o].Code;
                return (IReadOnlyList<string>)
                [
                    names.Label(o),
                    Words.Count(Math.Round(m.Mean(MeasureNames.Arrived, code))),
                    Words.Percent(m.Mean(MeasureNames.OnTime, code)),
                    Words.Percent(m.Mean(MeasureNames.Coverage, code)),
                    Words.Dollars(m.Mean(MeasureNames.RevenueForgone, code)),
                    Words.Count(Math.Round(m.Mean(MeasureNames.OpenAtEnd, code))),
                    Words.Value(m.Mean(MeasureNames.OpenAge, code), "days").Split('\u00a0')[0],
                    Words.Count(m.Mean(MeasureNames.People, code, role1)),
                    Words.Percent(m.Mean(MeasureNames.Utilisation, code, role1)),
                    Load(m.Mean(MeasureNames.ClockedLoad, code, role1)),
                    Words.Count(m.Mean(MeasureNames.People, code, role2)),
                    Words.Percent(m.Mean(MeasureNames.Utilisation, code, role2)),
                    Load(m.Mean(MeasureNames.ClockedLoad, code, role2)),
                ];
            }));
    }

    private static string Load(double load) => double.IsFinite(load) ? load.ToString("0.00", CultureInfo.InvariantCulture) : "–";
}
