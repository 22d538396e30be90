using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Places whole people. Where a scenario gives a number, that many; the rest of the nation's people go where the
/// expected hours are, by largest remainder (ties to the lower office). A person keeps the zone of the office he or she
/// comes from, and the same identity, so the same leave, in every scenario.
/// </summary>
internal static class Placement
{
    public const int PeoplePerOffice = 2048;

    /// <summary>Roles that have desks.</summary>
    public static ImmutableArray<Role> Roles { get; } = [Role.ImportSpecialist, Role.EntrySpecialist];

    public static ImmutableArray<DeskSetup> Place(Setup setup)
    {
        List<DeskSetup> desks = [];
        foreach (Role role in Roles)
        {
            int offices = setup.Offices.Length;
            int?[] given = [.. Enumerable.Range(0, offices).Select(o => Given(setup, o, role))];
            int total = role == Role.ImportSpecialist ? setup.Inputs.People.ImportSpecialists : setup.Inputs.People.EntrySpecialists;
            if (role == Role.ImportSpecialist)
            {
                total -= Math.Min(total / 2, setup.Inputs.People.CenterOverhead * setup.Inputs.Centers.Count(c => c.Phases.Length > 0));
            }

            double[] before = Hours(setup, role, day: null);
            double[] after = Hours(setup, role, setup.Inputs.StartDay + setup.Inputs.Days - 1);
            int[] home = Counts(total, before, new int?[offices]);
            int[] now = Counts(total, after, given);
            ImmutableArray<Stint>[] people = [.. Move(setup, role, home, now).Select(p => p.ToImmutableArray())];
            ImmutableArray<(int, int)>[] covers = Covers(setup, people);
            desks.AddRange(people.Select((p, o) => new DeskSetup(o, role, p, covers[o])));
        }

        return [.. desks.Concat(Stationed(setup)).OrderBy(d => d.Office).ThenBy(d => d.Role)];
    }

    /// <summary>
    /// Partner-agency officers stationed at Centers, from the day a Center opens; they have a desk of their own there, come
    /// from their agency and not from an office, and cover each other.
    /// </summary>
    internal static IEnumerable<DeskSetup> Stationed(Setup setup)
    {
        int officers = setup.Inputs.People.AgencyOfficersPerCenter;
        if (officers == 0)
        {
            return [];
        }

        int ports = setup.Inputs.Offices.Length;
        ImmutableArray<Stint>[] people =
        [
            .. setup.Offices.Select((_, o) => o < ports || setup.Inputs.Centers[o - ports].Phases.Length == 0
                ? ImmutableArray<Stint>.Empty
                : [.. Enumerable.Range(0, officers).Select(i => new Stint(Identity(Role.PartnerAgencyOfficer, o, i), ZoneOf(setup, o), o) { FromDay = setup.Inputs.Centers[o - ports].Phases.Min(p => p.FromDay) })]),
        ];
        ImmutableArray<(int, int)>[] covers = Covers(setup, people);
        return people.Select((p, o) => new DeskSetup(o, Role.PartnerAgencyOfficer, p, covers[o]));
    }

    /// <summary>Whole people by largest remainder.</summary>
    internal static int[] Apportion(int total, IReadOnlyList<double> weights)
    {
        double sum = weights.Sum();
        int[] seats = new int[weights.Count];
        if (sum <= 0 || total <= 0)
        {
            return seats;
        }

        // Remainders are compared as whole millionths, so that the last bit of a sum never moves a person.
        long[] rest = new long[weights.Count];
        int placed = 0;
        for (int i = 0; i < seats.Length; i++)
        {
            double exact = total * weights[i] / sum;
            seats[i] = (int)Math.Floor(exact + 1e-9);
            rest[i] = (long)Math.Round((exact - seats[i]) * 1e6);
            placed += seats[i];
        }

        foreach (int i in Enumerable.Range(0, seats.Length).OrderByDescending(i => rest[i]).ThenBy(i => i).Take(total - placed))
        {
            seats[i]++;
        }

        return seats;
    }

    internal static int? Given(Setup setup, int office, Role role)
    {
        ImmutableArray<StaffInput> staff = office < setup.Inputs.Offices.Length
            ? setup.Inputs.Offices[office].Staff
            : setup.Inputs.Centers[office - setup.Inputs.Offices.Length].Staff;
        return staff.IsDefaultOrEmpty ? null : staff.Where(s => s.Role == role).Sum(s => s.People);
    }

    internal static int[] Counts(int total, double[] hours, int?[] given)
    {
        int fixedPeople = given.Sum(g => g ?? 0);
        int[] counts = Apportion(Math.Max(0, total - fixedPeople), [.. hours.Select((h, i) => given[i] is null ? h : 0)]);
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = given[i] ?? counts[i];
        }

        return counts;
    }

    /// <summary>
    /// Who sits where. People of an office stay while it needs them, in order of their number; the others go, in order
    /// of (office, number), each to the office that lacks the largest part of what it needs. Offices that need more than
    /// the nation has get people of their own.
    /// </summary>
    internal static Stint[][] Move(Setup setup, Role role, int[] home, int[] now)
    {
        List<Stint>[] seats = [.. now.Select(_ => new List<Stint>())];
        List<Stint> movers = [];
        for (int o = 0; o < home.Length; o++)
        {
            for (int i = 0; i < home[o]; i++)
            {
                Stint person = new(Identity(role, o, i), ZoneOf(setup, o), o);
                if (i < now[o])
                {
                    seats[o].Add(person);
                }
                else
                {
                    movers.Add(person);
                }
            }
        }

        int missing = 0;
        int[] need = [.. now.Select((n, o) => n - seats[o].Count)];
        missing = need.Sum();
        int[] given = new int[now.Length];
        for (int k = 0; k < movers.Count && k < missing; k++)
        {
            int best = -1;
            long bestLack = long.MinValue;
            for (int o = 0; o < now.Length; o++)
            {
                long lack = ((long)need[o] * (k + 1)) - ((long)given[o] * missing);
                if (given[o] < need[o] && lack > bestLack)
                {
                    best = o;
                    bestLack = lack;
                }
            }

            given[best]++;
            seats[best].Add(movers[k]);
        }

        for (int o = 0; o < now.Length; o++)
        {
            for (int i = seats[o].Count; i < now[o]; i++)
            {
                seats[o].Add(new Stint(Identity(role, o, (PeoplePerOffice / 2) + i), ZoneOf(setup, o), o));
            }
        }

        return [.. seats.Select(s => s.ToArray())];
    }

    internal static int Identity(Role role, int office, int number) => (((int)role * 1024) + office) * PeoplePerOffice + number;

    internal static int ZoneOf(Setup setup, int office) => office < setup.Inputs.Offices.Length
        ? setup.Inputs.Offices[office].Zone
        : setup.Inputs.Centers[office - setup.Inputs.Offices.Length].Zone;

    /// <summary>Expected case hours a year by office: the weights that people are placed by.</summary>
    /// <param name="day">Day whose routing counts; null for a nation without Centers.</param>
    internal static double[] Hours(Setup setup, Role role, int? day)
    {
        int offices = setup.Offices.Length;
        double[] hours = new double[offices];
        if (setup.Inputs.Population is not { } population)
        {
            return hours;
        }

        OfficeLoad load = setup.Totals.LoadOn(setup, day);
        double[,] size = load.Size;
        double[] adcvd = load.AdCvd;
        double[] importers = load.Importers;
        RateInput r = setup.Inputs.Rates!;
        WorkInputs w = setup.Inputs.Work!;
        FateTable fates = new(setup);
        double Time(WorkKind kind) => (setup.Kinds[(int)kind]?.MeanSeconds ?? 0) / 3600;

        double cf29 = Time(WorkKind.Cf29Issue) + (w.Cf29Answered.Fraction * Time(WorkKind.Cf29Reply));
        double cf28 = Time(WorkKind.Cf28Issue) + (w.Cf28Silent.Fraction * cf29)
            + ((1 - w.Cf28Silent.Fraction) * (Time(WorkKind.Cf28Reply) + (w.Cf28ReplyToCf29.Fraction * cf29)));
        double message = Time(WorkKind.AdCvdMessage) * r.AdCvdMessagesPerYear / population.ReferenceSummariesPerYear;
        for (int o = 0; o < offices; o++)
        {
            double all = 0;
            for (int k = 0; k < 3; k++)
            {
                double entries = size[o, k] * setup.VolumeFactor;
                all += entries;
                double spared = k == 2 ? w.TrustedAdverse.Fraction : 1;
                double chain = spared * ((w.ReviewToCf28.Fraction * cf28) + (w.ReviewToCf29.Fraction * cf29));
                double reviewed = fates.Share(k * 2, Fate.FullReview) + (r.DocumentReview * r.Referred);
                hours[o] += entries * (role == Role.ImportSpecialist
                    ? (reviewed * (Time(WorkKind.FullReview) + chain))
                        + (fates.Share(0, Fate.Correction) * Time(WorkKind.CorrectionReview))
                        + (fates.Share(0, Fate.Refund) * Time(WorkKind.RefundClaim))
                        + (fates.Share(0, Fate.HoldHelp) * Time(WorkKind.HoldHelp))
                        + (fates.Share(0, Fate.Determination) * Time(WorkKind.Determination))
                        + (r.ProtestAsEntered * Time(WorkKind.Protest))
                        + message
                    : (r.DocumentReview * Time(WorkKind.DocumentReview))
                        + (fates.Share(0, Fate.QuotaEntry) * Time(WorkKind.QuotaEntry))
                        + (r.Reject * Time(WorkKind.Reject))
                        + (r.StatementException * Time(WorkKind.StatementException))
                        + (fates.Share(0, Fate.Correction) * Time(WorkKind.CorrectionFirstLook))
                        + (fates.Share(0, Fate.Refund) * Time(WorkKind.RefundFirstLook))
                        + (r.ProtestAsEntered * Time(WorkKind.ProtestIntake)));
            }

            double ordered = adcvd[o] * setup.VolumeFactor;
            hours[o] += ordered * (role == Role.ImportSpecialist
                ? (fates.Share(1, Fate.AdCvdReview) * (Time(WorkKind.AdCvdReview) + (w.ReviewToCf28.Fraction * cf28) + (w.ReviewToCf29.Fraction * cf29)))
                    + (fates.Share(1, Fate.Suspended) * Time(WorkKind.AdCvdLiquidationImport))
                : fates.Share(1, Fate.Suspended) * Time(WorkKind.AdCvdLiquidationEntry));
            if (role == Role.ImportSpecialist)
            {
                double contacts = r.ContactPerYear * ((r.ContactFlatShare * importers[o] / setup.ContactImporters) + ((1 - r.ContactFlatShare) * all / population.ReferenceSummariesPerYear));
                hours[o] += contacts * Time(WorkKind.Contact);
            }
        }

        return hours;
    }

    /// <summary>
    /// Which office covers which desk, from when on: the nearest office with the role that has people on that day. A new
    /// row for each day on which some desk of the role empties or fills.
    /// </summary>
    /// <param name="people">The people of one role by office.</param>
    internal static ImmutableArray<(int FromDay, int Office)>[] Covers(Setup setup, ImmutableArray<Stint>[] people)
    {
        IEnumerable<int> dates = people.SelectMany(p => p.SelectMany(s => new[] { s.FromDay, s.UntilDay })).Where(d => d is > int.MinValue and < int.MaxValue).Distinct().Order();
        List<(int, int)>[] covers = [.. people.Select(_ => new List<(int, int)>())];
        bool[]? before = null;
        foreach (int day in dates.Prepend(int.MinValue))
        {
            bool[] staffed = [.. people.Select(p => p.Any(s => s.Holds(day)))];
            if (before is not null && staffed.SequenceEqual(before))
            {
                continue;
            }

            before = staffed;
            int[] count = [.. people.Select(p => p.Count(s => s.Holds(day)))];
            for (int o = 0; o < covers.Length; o++)
            {
                int cover = CoverOf(setup, count, o);
                if (covers[o].Count == 0 || covers[o][^1].Item2 != cover)
                {
                    covers[o].Add((day, cover));
                }
            }
        }

        return [.. covers.Select(c => c.ToImmutableArray())];
    }

    /// <summary>The nearest office with the role: same district, else same state, else same zone, else any; then by code.</summary>
    private static int CoverOf(Setup setup, int[] people, int office)
    {
        int ports = setup.Inputs.Offices.Length;
        IEnumerable<int> others = Enumerable.Range(0, people.Length).Where(o => o != office && people[o] > 0);
        if (office >= ports)
        {
            return others.OrderBy(o => o < ports).ThenByDescending(o => people[o]).ThenBy(o => o).FirstOrDefault(-1);
        }

        OfficeInput home = setup.Inputs.Offices[office];
        (int, int, int) Distance(int at)
        {
            if (at >= ports)
            {
                return (4, 0, at);
            }

            OfficeInput o = setup.Inputs.Offices[at];
            int step = o.Code.Length == 4 && home.Code.Length == 4 && o.Code[..2] == home.Code[..2] ? 0 : o.State == home.State ? 1 : o.Zone == home.Zone ? 2 : 3;
            return (step, Math.Abs(Number(o.Code) - Number(home.Code)), at);
        }

        return others.OrderBy(Distance).FirstOrDefault(-1);
    }

    private static int Number(string code) => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;
}
