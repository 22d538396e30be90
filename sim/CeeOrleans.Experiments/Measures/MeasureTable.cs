using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>
/// Every measure of a run, in a fixed order: the nation first, then by kind, by role, by office, by desk. Sums are
/// made inside a replication, from its integers; only then are replications averaged.
/// </summary>
public sealed class MeasureTable
{
    /// <summary>Office of a measure that is over all offices.</summary>
    public const string Everywhere = "all";

    /// <summary>What every report says about knowledge intervals until assumptions are sampled.</summary>
    public const string KnowledgeNote = "Knowledge interval (how much the marked assumptions move the answer): not computed here; cee doubt FILE computes it.";

    private readonly Dictionary<(string Name, string Office, string Role, string Kind), Measure> index;

    private MeasureTable(ImmutableArray<Measure> rows, int replications)
    {
        Rows = rows;
        Replications = replications;
        index = rows.ToDictionary(m => (m.Name, m.Office, m.Role, m.Kind));
    }

    public ImmutableArray<Measure> Rows { get; }

    public int Replications { get; }

    /// <summary>What the luck intervals mean, or how to get them.</summary>
    public string LuckNote => Replications >= 2
        ? FormattableString.Invariant($"Luck interval: 95 %, Student's t over {Replications} replications, corrected where they are skewed, conditional on the opening state they share.")
        : "No luck interval: one replication cannot tell luck from plan. Add --replications 10 to get one.";

    /// <summary>Makes the table of a run. Cost: one pass over the rows of each replication.</summary>
    /// <exception cref="ArgumentException">The run holds no finished replication.</exception>
    public static MeasureTable From(RunResult run)
    {
        if (run.Replications.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A run without a finished replication has no measures.", nameof(run));
        }

        return new MeasureTable(new Builder(run).Build(), run.Replications.Length);
    }

    /// <summary>A measure, or null when the run has none of that name, office, role and kind.</summary>
    public Measure? Find(string name, string office = Everywhere, string role = "", string kind = "") =>
        index.GetValueOrDefault((name, office, role, kind));

    /// <summary>Mean of a measure; NaN when there is none.</summary>
    public double Mean(string name, string office = Everywhere, string role = "", string kind = "") =>
        Find(name, office, role, kind)?.Mean ?? double.NaN;

    /// <summary>Role as files and screens name it.</summary>
    public static string RoleName(Role role) => role switch
    {
        Role.ImportSpecialist => "import specialist",
        Role.EntrySpecialist => "entry specialist",
        Role.PartnerAgencyOfficer => "partner-agency officer",
        Role.AccountManager => "account manager",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    /// <summary>Collects values by replication; a measure without any number in any replication is dropped.</summary>
    private sealed class Builder(RunResult run)
    {
        private const double Year = 365.0;

        private readonly List<Measure> rows = [];
        private readonly RunInputs inputs = run.Inputs;
        private readonly Recovery? recovery = run.CalmWeeks.Length == run.Replications.Length ? Recovery.Of(run.Inputs) : null;
        private readonly ImmutableArray<ReplicationResult> reps = run.Replications;
        private readonly SmallCells cells = new(run.Inputs);
        private readonly Dictionary<WorkKind, KindInput> kinds = run.Inputs.Kinds.ToDictionary(k => k.Kind);

        public ImmutableArray<Measure> Build()
        {
            Nation();
            foreach (KindInput kind in inputs.Kinds)
            {
                ByKind(kind);
            }

            Desks(Everywhere, _ => true);
            Industries();
            Recover(Everywhere, null);
            OpeningBacklog();
            ILookup<int, KindTotals>[] byOffice = [.. reps.Select(r => r.Kinds.ToLookup(k => k.Office))];
            for (int o = 0; o < run.Offices.Length; o++)
            {
                if (cells.ShowsOffice(run.Offices[o].Code))
                {
                    ByOffice(o, byOffice);
                }
            }

            return [.. rows];
        }

        private void Nation()
        {
            Flow(Everywhere, [.. reps.Select(r => (IReadOnlyList<KindTotals>)r.Kinds)]);
            Add(MeasureNames.Filed, "summaries", r => r.Summaries.Filed);
            Share(MeasureNames.TouchedShare, r => r.Summaries.Touched, r => r.Summaries.Filed);
            Add(MeasureNames.ImportValue, "dollars", r => r.Summaries.ValueCents / 100.0);
            Share(MeasureNames.CtpatEntryShare, r => r.Summaries.CtpatFiled, r => r.Summaries.Filed);
            Share(MeasureNames.CtpatValueShare, r => r.Summaries.CtpatValueCents, r => r.Summaries.ValueCents);
            Add(MeasureNames.WorkItems, "items", r => r.WorkItems);
            Add(MeasureNames.Decisions, "decisions", r => r.Decisions);
            Add(MeasureNames.UnprotectedItems, "items", r => r.Kinds.Where(Unprotected).Sum(k => k.Arrived));
            Share(MeasureNames.UnprotectedShare, r => r.Kinds.Where(Unprotected).Sum(k => k.ServiceSeconds), r => r.Kinds.Sum(k => k.ServiceSeconds));
            if (inputs.Population is null)
            {
                return;
            }

            Add(MeasureNames.TouchPoints, "per importer", r => Ratio(r.Accounts.TouchPoints, r.Accounts.ImportersTouched));
            Add(MeasureNames.TouchPointsInAll, "contacts", r => r.Accounts.TouchPoints);
            Add(MeasureNames.ImportersTouched, "importers", r => r.Accounts.ImportersTouched);
            Add(MeasureNames.OfficesPerImporter, "per importer", r => Ratio(r.Accounts.OfficesOfImporters, r.Accounts.ImportersDecided));
            Share(MeasureNames.Exposure, r => r.Accounts.QuestionsExposed, r => r.Accounts.Questions);
            Share(MeasureNames.OffIndustry, r => r.Accounts.OffIndustryDecisions, r => r.Accounts.CenterDecisions);
            Share(MeasureNames.OutsideModalOffice, r => r.Accounts.OutsideModalOffice, r => r.Accounts.QuestionDecisions);
            Share(MeasureNames.HeadingExposure, r => r.Accounts.HeadingsExposed, r => r.Accounts.Headings);
            Mechanisms();
            AccountManagers();
            if (inputs.Routing.AppealShare > 0)
            {
                Add(MeasureNames.Appealed, "importers", r => r.Industries.Sum(x => x.Appealed));
                Add(MeasureNames.AppealsGranted, "importers", r => r.Industries.Sum(x => x.AppealsGranted));
            }

            Add(MeasureNames.Exams, "exams", r => r.Ports.Sum(p => p.Exams));
            Add(MeasureNames.HoldDays, "days", ImporterCost.HoldDays);
            Add(MeasureNames.HoldCost, "dollars", r => ImporterCost.OfHolds(r, inputs.Money));
            Add(MeasureNames.Cf28Cost, "dollars", r => ImporterCost.OfCf28(r, inputs.Money));
            Add(MeasureNames.PositionCost, "dollars", r => (r.Desks.Sum(d => d.PersonDays) + OverheadDays()) * inputs.Money.PositionDollarsPerYear / Year);
            Add(MeasureNames.AdCvdReleased, "entries", r => r.AdCvd.Released);
            Add(MeasureNames.AdCvdStock, "entries", r => r.AdCvd.ClosingStock);
        }

        /// <summary>Caseloads follow from the companies that take part; the managers' work is at no desk.</summary>
        private void AccountManagers()
        {
            double Managers(ReplicationResult r) => inputs.AccountManagers.PeopleFor(r.Accounts.CompaniesTakingPart);

            // Present hours of a year (model section 3): 2,087 paid less 10 holidays, 21 days of leave, 9 sick, 5 training.
            const double PresentHours = 2_087 - (8 * (10 + 21 + 9 + 5));
            Add(MeasureNames.AccountManagers, "people", Managers);
            Add(MeasureNames.Caseload, "companies", r => Ratio(r.Accounts.CompaniesTakingPart, Managers(r)));
            Share(MeasureNames.CaseloadTime, r => r.Accounts.CompaniesTakingPart * inputs.AccountManagers.ContactsPerYear * inputs.AccountManagers.HoursPerContact, r => Managers(r) * PresentHours);
        }

        /// <summary>What only the switched mechanisms count.</summary>
        private void Mechanisms()
        {
            if (inputs.Uniformity is not null)
            {
                const double Millionth = 1e-6;
                Share(MeasureNames.Disagreement, r => r.Accounts.DisagreementMillionths * Millionth, r => r.Accounts.AmbiguousQuestions);
                Share(MeasureNames.DisagreementSameOffice, r => r.Accounts.DisagreementSameOfficeMillionths * Millionth, r => r.Accounts.AmbiguousSameOffice);
                Share(MeasureNames.DisagreementTwoOffices, r => r.Accounts.DisagreementTwoOfficesMillionths * Millionth, r => r.Accounts.AmbiguousTwoOffices);
                Share(MeasureNames.SameOfficePairs, r => r.Accounts.SameOfficeMillionths * Millionth, r => r.Accounts.AmbiguousQuestions);
            }

            if (inputs.Memory is not null)
            {
                Add(MeasureNames.RepeatsOwn, "items", r => r.Accounts.RepeatsOwn);
                Add(MeasureNames.RepeatsElsewhere, "items", r => r.Accounts.RepeatsElsewhere);
            }
        }

        /// <summary>Person-days of the Centers' overhead, who have no desk.</summary>
        private long OverheadDays() => inputs.Centers.Where(c => c.Phases.Length > 0)
            .Sum(c => (long)inputs.People.CenterOverhead * Math.Clamp(inputs.StartDay + inputs.Days - c.Phases.Min(p => p.FromDay), 0, inputs.Days));

        private bool Unprotected(KindTotals k) => kinds.TryGetValue(k.Kind, out KindInput? input) && input.Unprotected;

        private bool IsPool(KindTotals k) => kinds.TryGetValue(k.Kind, out KindInput? input) && input.Rank == Rank.Pool;

        /// <summary>Clocks, coverage, money and open work of a set of rows.</summary>
        private void Flow(string office, IReadOnlyList<KindTotals>[] rowsOf, string kind = "")
        {
            Put(MeasureNames.OnTime, office, "", kind, "share", MeasureScale.Share, i => Ratio(Clocked(rowsOf[i]).Sum(k => k.OnTime), Clocked(rowsOf[i]).Sum(k => k.Due)));
            Put(MeasureNames.Coverage, office, "", kind, "share", MeasureScale.Share, i => Ratio(Pool(rowsOf[i]).Sum(k => k.Opened), Pool(rowsOf[i]).Sum(k => k.Opened + k.Lapsed)));
            bool pool = rowsOf.Any(r => r.Any(k => k.YieldFoundCents + k.YieldForgoneCents != 0));
            if (pool)
            {
                Put(MeasureNames.RevenueFound, office, "", kind, "dollars", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.YieldFoundCents) / 100.0);
                Put(MeasureNames.RevenueForgone, office, "", kind, "dollars", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.YieldForgoneCents) / 100.0);
            }

            Put(MeasureNames.OpenAge, office, "", kind, "days", MeasureScale.Amount, i => Ratio(rowsOf[i].Sum(k => k.OpenAgeSeconds), rowsOf[i].Sum(k => k.OpenAtEnd)) / 86_400);
            DurationSketch[] ages = [.. rowsOf.Select(list => Merge(list, k => k.OpenAge))];
            Put(MeasureNames.OpenAgeP95, office, "", kind, "days", MeasureScale.Amount, i => ages[i].Quantile(0.95) / 86_400);
            Put(MeasureNames.OpenAtStart, office, "", kind, "items", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.OpenAtStart));
            Put(MeasureNames.OpenAtEnd, office, "", kind, "items", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.OpenAtEnd));
            Put(MeasureNames.Arrived, office, "", kind, "items", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.Arrived + (office == Everywhere ? 0 : k.Received)));
            Put(MeasureNames.Finished, office, "", kind, "items", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.Finished));
            Put(MeasureNames.HoursOfWork, office, "", kind, "staff hours", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.ServiceSeconds) / 3600.0);
            Put(MeasureNames.Deemed, office, "", kind, "items", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.Deemed));
            Put(MeasureNames.DeemedValue, office, "", kind, "dollars", MeasureScale.Amount, i => rowsOf[i].Sum(k => k.DeemedValueDollars));
        }

        private IEnumerable<KindTotals> Clocked(IReadOnlyList<KindTotals> list) => list.Where(k => !IsPool(k));

        private IEnumerable<KindTotals> Pool(IReadOnlyList<KindTotals> list) => list.Where(IsPool);

        private void ByKind(KindInput kind)
        {
            IReadOnlyList<KindTotals>[] rowsOf = [.. reps.Select(r => (IReadOnlyList<KindTotals>)[.. r.Kinds.Where(k => k.Kind == kind.Kind)])];
            if (rowsOf.All(r => r.All(k => k.Arrived + k.Received + k.OpenAtStart == 0)))
            {
                return;
            }

            Flow(Everywhere, rowsOf, kind.Name);
            DurationSketch[] waits = [.. rowsOf.Select(list => Merge(list, k => k.Wait))];
            Put(MeasureNames.WaitMean, Everywhere, "", kind.Name, "hours", MeasureScale.Amount, i => Ratio(rowsOf[i].Sum(k => k.WaitSeconds), rowsOf[i].Sum(k => k.FirstTouched)) / 3600);
            Put(MeasureNames.WaitP50, Everywhere, "", kind.Name, "hours", MeasureScale.Amount, i => waits[i].Quantile(0.50) / 3600);
            Put(MeasureNames.WaitP90, Everywhere, "", kind.Name, "hours", MeasureScale.Amount, i => waits[i].Quantile(0.90) / 3600);
            Put(MeasureNames.WaitP95, Everywhere, "", kind.Name, "hours", MeasureScale.Amount, i => waits[i].Quantile(0.95) / 3600);
            Put(MeasureNames.SojournMean, Everywhere, "", kind.Name, "hours", MeasureScale.Amount, i => Ratio(rowsOf[i].Sum(k => k.SojournSeconds), rowsOf[i].Sum(k => k.Finished + k.Lapsed + k.Deemed + k.Withdrawn + k.Passed)) / 3600);
        }

        /// <summary>The waits of many offices together.</summary>
        private static DurationSketch Merge(IEnumerable<KindTotals> list, Func<KindTotals, DurationSketch> sketch)
        {
            DurationSketch all = new();
            foreach (KindTotals k in list)
            {
                all.Merge(sketch(k));
            }

            return all;
        }

        private void ByOffice(int office, ILookup<int, KindTotals>[] byOffice)
        {
            string code = run.Offices[office].Code;
            IReadOnlyList<KindTotals>[] rowsOf = [.. byOffice.Select(l => (IReadOnlyList<KindTotals>)[.. l[office]])];
            if (rowsOf.Any(r => r.Any(k => k.Arrived + k.Received + k.OpenAtStart != 0)))
            {
                Flow(code, rowsOf);
            }

            Desks(code, d => d.Office == office);
            Recover(code, office);
        }

        /// <summary>Only after a shock, and with its twin: when clocks and reviews are as without it, everywhere or at one office.</summary>
        private void Recover(string code, int? office)
        {
            if (recovery is not null)
            {
                Recover(code, office, RecoveryOf.Clocks, MeasureNames.WeeksToRecover, MeasureNames.Recovered);
                Recover(code, office, RecoveryOf.Reviews, MeasureNames.WeeksToRecoverReviews, MeasureNames.ReviewsRecovered);
            }
        }

        private void Recover(string code, int? office, RecoveryOf of, string weeks, string reached)
        {
            ImmutableArray<RecoveryWeek>[] after = [.. reps.Select(r => Recovery.Weeks(inputs, r.Weeks, of, office))];
            if (after.All(r => r.All(w => w.Of == 0)))
            {
                return;
            }

            RecoveryTime[] times = [.. after.Select((r, i) => recovery!.Time(r, Recovery.Weeks(inputs, run.CalmWeeks[i], of, office)))];
            Put(weeks, code, "", "", "weeks", MeasureScale.Amount, i => times[i].Weeks);
            Put(reached, code, "", "", "share", MeasureScale.Share, i => times[i].Reached ? 1 : 0);
        }

        /// <summary>Only with a given backlog: how long it lasts, in all, by kind, by office, and by both.</summary>
        private void OpeningBacklog()
        {
            if (inputs.Opening.Kind != OpeningKind.Given)
            {
                return;
            }

            // Of the live world a cell of one or two importers is theirs, and not shown.
            Gone(Everywhere, "", _ => true);
            foreach (IGrouping<WorkKind, OpeningTotals> kind in reps.SelectMany(r => r.Opening).GroupBy(o => o.Kind).Where(k => cells.Shows("", k.Key)).OrderBy(g => g.Key))
            {
                Gone(Everywhere, kinds[kind.Key].Name, x => x.Kind == kind.Key);
            }

            foreach (int office in reps.SelectMany(r => r.Opening).Select(x => x.Office).Distinct().Where(o => cells.Shows(run.Offices[o].Code, WorkKind.None)).Order())
            {
                Gone(run.Offices[office].Code, "", x => x.Office == office);
                foreach (WorkKind kind in reps.SelectMany(r => r.Opening).Where(x => x.Office == office).Select(x => x.Kind).Distinct().Where(k => cells.Shows(run.Offices[office].Code, k)).Order())
                {
                    Gone(run.Offices[office].Code, kinds[kind].Name, x => x.Office == office && x.Kind == kind);
                }
            }
        }

        private void Gone(string office, string kind, Func<OpeningTotals, bool> of)
        {
            Put(MeasureNames.OpeningMostGone, office, "", kind, "days", MeasureScale.Amount, i => OpeningGone.MostDays(inputs, reps[i].Opening.Where(of)));
            Put(MeasureNames.OpeningAllGone, office, "", kind, "days", MeasureScale.Amount, i => OpeningGone.AllDays(inputs, reps[i].Opening.Where(of)));
            Put(MeasureNames.OpeningLeft, office, "", kind, "items", MeasureScale.Amount, i => reps[i].Opening.Where(of).Sum(x => x.Left));
        }

        private void Desks(string office, Func<DeskTotals, bool> of)
        {
            foreach (Role role in Enum.GetValues<Role>())
            {
                DeskTotals[][] desks = [.. reps.Select(r => r.Desks.Where(d => d.Role == role && of(d)).ToArray())];
                if (desks.All(d => d.Length == 0))
                {
                    continue;
                }

                string name = RoleName(role);
                Put(MeasureNames.People, office, name, "", "people", MeasureScale.Amount, i => desks[i].Sum(d => d.PersonDays) / (double)inputs.Days);
                Put(MeasureNames.Utilisation, office, name, "", "share", MeasureScale.Share, i => Ratio(desks[i].Sum(d => d.BusySeconds), desks[i].Sum(d => d.BusySeconds + d.IdleSeconds)));
                Put(MeasureNames.ClockedLoad, office, name, "", "ratio", MeasureScale.Amount, i => Ratio(desks[i].Sum(d => d.ClockedArrivedSeconds), desks[i].Sum(d => d.CapacitySeconds)));
            }
        }

        private void Industries()
        {
            for (int c = 0; c < inputs.Centers.Length; c++)
            {
                string code = inputs.Centers[c].Code;
                IndustryTotals?[] of = [.. reps.Select(r => r.Industries.FirstOrDefault(x => x.Center == c))];
                if (of.Any(x => x is { Importers: > 0 } && x.Importers < SmallCells.LeastOf(inputs)))
                {
                    continue;
                }

                Put(MeasureNames.AccountsTaken, code, "", "", "importers", MeasureScale.Amount, i => of[i]?.AccountsTaken ?? double.NaN);
                if (inputs.Routing.AppealShare > 0)
                {
                    Put(MeasureNames.Appealed, code, "", "", "importers", MeasureScale.Amount, i => of[i]?.Appealed ?? double.NaN);
                    Put(MeasureNames.AppealsGranted, code, "", "", "importers", MeasureScale.Amount, i => of[i]?.AppealsGranted ?? double.NaN);
                }

                Put(MeasureNames.Filed, code, "", "", "summaries", MeasureScale.Amount, i => of[i]?.Filed ?? double.NaN);
                Put(MeasureNames.HoldDays, code, "", "", "days", MeasureScale.Amount, i => of[i] is { } x ? x.ExamDelaySeconds / 86_400.0 : double.NaN);
            }
        }

        private void Add(string name, string unit, Func<ReplicationResult, double> value) =>
            Put(name, Everywhere, "", "", unit, MeasureScale.Amount, i => value(reps[i]));

        private void Share(string name, Func<ReplicationResult, double> part, Func<ReplicationResult, double> whole) =>
            Put(name, Everywhere, "", "", "share", MeasureScale.Share, i => Ratio(part(reps[i]), whole(reps[i])));

        private void Put(string name, string office, string role, string kind, string unit, MeasureScale scale, Func<int, double> value)
        {
            ImmutableArray<double> values = [.. Enumerable.Range(0, reps.Length).Select(value)];
            if (values.Any(double.IsFinite))
            {
                rows.Add(new Measure(name, office, role, kind, unit, scale, values));
            }
        }

        private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;
    }
}
