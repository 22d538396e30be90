using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>Whether plans can be compared year by year, and what is lost where they differ.</summary>
/// <param name="Refusal">Why they cannot be compared at all; empty when they can.</param>
/// <param name="Warnings">What weakens the pairing or stands in the difference beside the plan, each a sentence.</param>
public sealed record Pairing(string Refusal, ImmutableArray<string> Warnings)
{
    /// <summary>Looks at every plan against the first.</summary>
    /// <param name="plans">Two or more.</param>
    public static Pairing Of(IReadOnlyList<ComparedPlan> plans)
    {
        List<string> warnings = [];
        ImmutableArray<string> names = PlanNames.InSentences(plans);
        RunInputs a = plans[0].Inputs;
        for (int i = 1; i < plans.Count; i++)
        {
            RunInputs b = plans[i].Inputs;
            string two = $"{names[0]} and {names[i]}";
            if (a.Population is null != b.Population is null)
            {
                return new Pairing($"{two} cannot be compared: one is a plain queue and the other a nation.", []);
            }

            if (a.StartDay != b.StartDay || a.Days != b.Days)
            {
                return new Pairing($"{two} cannot be compared: their horizons differ ({Horizon(a)}; {Horizon(b)}). Give both the same horizon.", []);
            }

            if (a.Seed != b.Seed)
            {
                return new Pairing(FormattableString.Invariant($"{two} cannot be paired: their seeds differ ({a.Seed} and {b.Seed}), so their years do not share luck. Add --seed {a.Seed} to give all the same."), []);
            }

            if (a.ScenarioHash == b.ScenarioHash)
            {
                warnings.Add($"{two} are the same scenario: every difference is zero.");
            }

            if (a.Opening.Kind != b.Opening.Kind || Opening(a) != Opening(b))
            {
                warnings.Add($"{two} open differently ({Opening(a)}; {Opening(b)}): part of every difference is how the year begins and not the plan.");
            }

            if (a.Population is { } p && b.Population is { } q)
            {
                if (p.Importers != q.Importers)
                {
                    warnings.Add(FormattableString.Invariant($"{two} have {p.Importers:#,0} and {q.Importers:#,0} importers: only importers of the same number share luck, and sizes are shared out anew, so pairing is largely lost."));
                }
                else if (Volume(p) != Volume(q))
                {
                    warnings.Add($"{two} do not draw the same entries (volume or population differs): entries that both have keep their luck, the others are unpaired, and the difference is of plan and volume together.");
                }
            }

            if (a.CutSecond != b.CutSecond)
            {
                warnings.Add($"{two} hand over at different hours of the day (cut): their years begin at different moments.");
            }
        }

        return new Pairing("", [.. warnings.Distinct()]);
    }

    private static string Horizon(RunInputs inputs) =>
        FormattableString.Invariant($"{SimTime.DateOf(inputs.StartDay):yyyy-MM-dd}, {inputs.Days} days");

    private static string Opening(RunInputs inputs) => inputs.Opening.Kind switch
    {
        OpeningKind.Stationary => "stationary",
        OpeningKind.Given when inputs.Opening.Snapshot is { } snapshot => FormattableString.Invariant($"the live world as of {SimTime.Text(snapshot.Facts.AsOf)}, snapshot {snapshot.Facts.Hash[..12]}"),
        OpeningKind.Given => "a given backlog",
        _ => "empty",
    };

    /// <summary>Everything that decides which entries are drawn; lists by content, since records compare them by place.</summary>
    private static string Volume(PopulationInput p) => FormattableString.Invariant(
        $"{p.SummariesPerYear:R}|{p.SizeSigma:R}|{p.SizeMedian:R}|{p.SizeLimit:R}|{p.CompanyCorrelation:R}|{p.IorsOfLargeCompany:R}|{p.MostPorts}|{p.PortsExponent:R}|{p.Envelope:R}|{string.Join(',', p.ImporterShareByCenter)}|{string.Join(',', p.EntryShareByCenter)}|{string.Join(',', p.Season)}|{string.Join(',', p.Weekday)}|{p.Snapshot?.Facts.Hash}");
}
