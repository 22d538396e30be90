using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>One number of one of those affected.</summary>
/// <param name="Verdict">With the error shared out over everything that is judged in this dimension.</param>
public sealed record AffectedRow(string Measure, string Unit, PairedEstimate Estimate, Verdict Verdict);

/// <summary>What the change does to somebody as a whole.</summary>
public enum Effect : byte
{
    /// <summary>No number that is good or bad differs beyond luck.</summary>
    NotShown = 0,

    /// <summary>Something gets better and nothing worse.</summary>
    Gains = 1,

    /// <summary>Something gets worse and nothing better.</summary>
    Loses = 2,

    /// <summary>Something gets better and something worse.</summary>
    Mixed = 3,

    /// <summary>Its volume changes; whether that is good is not for a simulation to say.</summary>
    Shifts = 4,
}

/// <summary>An office, Center, port or group of importers under two plans.</summary>
/// <param name="Dimension">"office", "Center", "port", or what <see cref="ImporterStrata.Text"/> says.</param>
public sealed record AffectedGroup(string Dimension, string Code, string Name, ImmutableArray<AffectedRow> Rows)
{
    public Effect Effect
    {
        get
        {
            bool better = Rows.Any(r => r.Verdict == Verdict.Better);
            bool worse = Rows.Any(r => r.Verdict == Verdict.Worse);
            return better && worse ? Effect.Mixed
                : better ? Effect.Gains
                : worse ? Effect.Loses
                : Rows.Any(r => r.Verdict is Verdict.Higher or Verdict.Lower) ? Effect.Shifts
                : Effect.NotShown;
        }
    }
}

/// <summary>
/// Who gains and who loses: offices that work under both plans, Centers, and ports. The false-alarm chance of 5 % is
/// shared out over all numbers of a dimension (Bonferroni), so that of fifty offices not two or three seem to gain by
/// luck. Importers are told apart by size and number of ports, by trust, and by industry; each of the three covers all of them.
/// </summary>
public static class WhoGains
{
    /// <summary>What port work that stays at the port's office is called.</summary>
    public const string KeptWork = "post-release work done at the port's own office";

    private static readonly string[] OfOffices = [MeasureNames.OnTime, MeasureNames.Coverage, MeasureNames.OpenAge, MeasureNames.Deemed, MeasureNames.Arrived, MeasureNames.HoursOfWork, MeasureNames.People, MeasureNames.Utilisation];

    private static readonly string[] OfCenters = [MeasureNames.AccountsTaken, MeasureNames.HoldDays];

    /// <summary>Everybody that both plans have, offices first, then Centers, ports and importers; each in the order of the scenario.</summary>
    /// <param name="measures">What both plans have.</param>
    public static ImmutableArray<AffectedGroup> Of(PlanOutcome a, PlanOutcome b, ImmutableArray<ComparedMeasure> measures)
    {
        ILookup<string, ComparedMeasure> byOffice = measures.Where(m => m.Office != MeasureTable.Everywhere && m.Kind.Length == 0).ToLookup(m => m.Office, StringComparer.Ordinal);
        List<Candidate> offices = [];
        List<Candidate> centers = [];
        foreach (var office in b.Offices)
        {
            offices.Add(new Candidate(office.Code, office.Name, [.. byOffice[office.Code].Where(m => OfOffices.Contains(m.Name)).Select(m => (m.Role.Length > 0 ? $"{m.Name}, {m.Role}s" : m.Name, m.Unit, m.Sense, m.Estimate))]));
            if (office.Kind == OfficeKind.Center)
            {
                centers.Add(new Candidate(office.Code, office.Name, [.. byOffice[office.Code].Where(m => OfCenters.Contains(m.Name)).Select(m => (m.Name, m.Unit, m.Sense, m.Estimate))]));
            }
        }

        Dictionary<string, PortWork> portsOfB = b.Ports.ToDictionary(p => p.Code, StringComparer.Ordinal);
        IEnumerable<Candidate> ports = a.Ports.Where(p => portsOfB.ContainsKey(p.Code)).Select(p => new Candidate(
            p.Code, p.Name, [(KeptWork, "items", Sense.Neutral, PairedEstimate.Of(p.Kept.AsSpan(), portsOfB[p.Code].Kept.AsSpan()))]));
        return [.. Judge("office", offices), .. Judge("Center", centers), .. Judge("port", ports), .. Importers(a, b)];
    }

    /// <summary>As tables write it.</summary>
    public static string Text(this Effect effect) => effect switch
    {
        Effect.Gains => "gains",
        Effect.Loses => "loses",
        Effect.Mixed => "gains and loses",
        Effect.Shifts => "other volume",
        _ => "no difference shown",
    };

    private static IEnumerable<AffectedGroup> Importers(PlanOutcome a, PlanOutcome b)
    {
        // By name, too: where one plan has a Center more, the place of its industry is that of accounts without one in the other.
        ILookup<(StratumBy By, int Index, string Name), StratumOutcome> ofB = b.Importers.ToLookup(s => (s.By, s.Index, s.Name));
        return a.Importers.Where(s => ofB.Contains((s.By, s.Index, s.Name))).GroupBy(s => s.By).OrderBy(g => g.Key).SelectMany(g => Judge(g.Key.Text(), g.Select(s =>
        {
            StratumOutcome other = ofB[(s.By, s.Index, s.Name)].First();
            return new Candidate(s.Index.ToString(CultureInfo.InvariantCulture), s.Name, [.. s.Measures.Zip(other.Measures, (x, y) => (x.Name, x.Unit, x.Sense, PairedEstimate.Of(x.Values.AsSpan(), y.Values.AsSpan())))]);
        })));
    }

    private static IEnumerable<AffectedGroup> Judge(string dimension, IEnumerable<Candidate> candidates)
    {
        Candidate[] there = [.. candidates.Where(c => !c.Rows.IsEmpty)];
        double alpha = ComparedMeasure.Alpha / Math.Max(1, there.Sum(c => c.Rows.Count(r => !r.Estimate.Identical)));
        return there.Select(c => new AffectedGroup(dimension, c.Code, c.Name, [.. c.Rows.Select(r => new AffectedRow(r.Measure, r.Unit, r.Estimate, Verdicts.Of(r.Estimate, r.Sense, alpha)))]));
    }

    private sealed record Candidate(string Code, string Name, ImmutableArray<(string Measure, string Unit, Sense Sense, PairedEstimate Estimate)> Rows);
}
