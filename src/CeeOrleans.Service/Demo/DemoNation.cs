using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Live;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Service.Demo;

/// <summary>
/// The synthetic nation as live accounts, derived when somebody looks: nothing is written before the first command. An account
/// has the entries that the projection draws for it until the service started, and of its work what a desk would not have done
/// yet. Costs under a millisecond for most, a tenth of a second for the largest.
/// </summary>
/// <param name="setup">Its horizon contains the present.</param>
/// <param name="profileOf">Name and address of importer n.</param>
/// <param name="now">UTC seconds: as of when.</param>
public sealed class DemoNation(Setup setup, Rulebook book, Func<int, AccountProfile> profileOf, long now) : IAccountSource
{
    /// <summary>A case may be open for this share of the time it is given; the last few are overdue.</summary>
    private const double OpenAtMost = 1.05;

    private const int MostCases = 4_000;

    /// <summary>An importer worth looking at: the electronics trusted trader with the most ports, or the first one.</summary>
    public ImporterNumber Spotlight => NumberOf(Math.Max(0, setup.Spotlight));

    /// <summary>The number of importer n: 00-NNNNNNN00. The prefix 00 is given to nobody.</summary>
    public static ImporterNumber NumberOf(int importer) => ImporterNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"00-{importer:0000000}00"));

    public int Importers => setup.Importers;

    /// <summary>Every importer as lists show it, ascending by number. About two seconds for 350,000.</summary>
    public AccountRow[] List()
    {
        AccountRow[] all = new AccountRow[setup.Importers];
        for (int i = 0; i < all.Length; i++)
        {
            ImporterFacts facts = Projector.Facts(setup, ImporterProfile.Create(setup.Inputs.Seed, i));
            all[i] = new AccountRow(
                NumberOf(i).Text,
                profileOf(i).Name,
                CompanyOf(facts),
                ManagerOf(facts),
                facts.Center < 0 ? null : book.Centers[facts.Center].Code,
                book.Trusted.Includes(facts.Membership),
                1);
        }

        return all;
    }

    /// <summary>Every importer with its entries and work. A minute for 350,000.</summary>
    public IEnumerable<Account> All() => Enumerable.Range(0, setup.Importers).Select(i => Find(NumberOf(i))!);

    public Account? Find(ImporterNumber number)
    {
        string text = number.Text;
        if (number.Form != ImporterNumberForm.Employer || !text.StartsWith("00-", StringComparison.Ordinal) || !text.EndsWith("00", StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(3, 7), NumberStyles.None, CultureInfo.InvariantCulture, out int importer) || importer >= setup.Importers)
        {
            return null;
        }

        ImporterProfile profile = ImporterProfile.Create(setup.Inputs.Seed, importer);
        ImporterFacts facts = Projector.Facts(setup, profile);
        long opened = SimTime.StartOf(setup.YearStart(-1));
        Account account = new()
        {
            Number = number,
            Version = 1,
            Opened = opened,
            Profile = profileOf(importer),
            Company = CompanyOf(facts),
            Membership = facts.Membership,
            Applied = (facts.Flags & AccountFlags.Applied) != 0,
            Center = facts.Center < 0 ? AccountCenter.Nowhere : new AccountCenter(book.Centers[facts.Center].Code, AssignmentReason.PredominantHeadings, opened),
            Manager = ManagerOf(facts),
        };
        return WithWork(WithEntries(account, profile), profile);
    }

    private static string? CompanyOf(ImporterFacts facts) => facts.CompanySize > 1 ? $"Company {facts.Company}" : null;

    private static string? ManagerOf(ImporterFacts facts) => facts.Membership.Ctpat ? $"Manager {facts.Company % 97}" : null;

    private Account WithEntries(Account account, ImporterProfile profile)
    {
        int today = SimTime.DayOf(now);
        int first = MonthOf(today) - Account.MonthsKept + 1;
        SortedDictionary<(int Month, int Port, int Heading), (long Entries, long Cents)> totals = [];
        SortedDictionary<int, int> weeks = [];
        long filed = 0;
        long liquidated = 0;
        for (int year = -1; year <= 0; year++)
        {
            foreach (DrawnEntry entry in Projector.Draw(setup, profile, year, 1).Where(e => e.Day <= today))
            {
                filed++;
                int posted = LiquidationSchedule.PostedOn(entry.Day + book.Work.LiquidationDays);
                if (posted <= today)
                {
                    liquidated++;
                }
                else
                {
                    int week = (posted + 3) / 7;
                    weeks[week] = weeks.GetValueOrDefault(week) + 1;
                }

                if (MonthOf(entry.Day) is var month && month >= first)
                {
                    (int, int, int) cell = (month, int.Parse(book.Ports[entry.Port].Code, CultureInfo.InvariantCulture), entry.Heading);
                    (long entries, long cents) = totals.GetValueOrDefault(cell);
                    totals[cell] = (entries + 1, cents + entry.ValueCents);
                }
            }
        }

        return account with
        {
            Filed = filed,
            Liquidated = liquidated,
            Unliquidated = [.. weeks.Select(w => new WeekCount(w.Key, w.Value))],
            Totals = [.. totals.Select(t => new MonthTotal(t.Key.Month, t.Key.Port, t.Key.Heading, t.Value.Entries, t.Value.Entries, t.Value.Cents))],
        };
    }

    private Account WithWork(Account account, ImporterProfile profile)
    {
        ImmutableSortedDictionary<int, Case> cases = CasesOf(profile);
        return account with { Cases = cases, NextCase = cases.Count + 1 };
    }

    /// <summary>The open work of an importer, by number from 1. A tenth of a millisecond for most.</summary>
    internal ImmutableSortedDictionary<int, Case> CasesOf(int importer) => CasesOf(ImporterProfile.Create(setup.Inputs.Seed, importer));

    private ImmutableSortedDictionary<int, Case> CasesOf(ImporterProfile profile)
    {
        var cases = ImmutableSortedDictionary.CreateBuilder<int, Case>();
        int number = 1;
        for (int year = -1; year <= 0; year++)
        {
            ProjectOrder order = new(setup.Hash, year, 1, 0, ProjectOrder.MaxCandidates, now - (200L * SimTime.Day));
            for (int next = 0; next >= 0;)
            {
                ProjectBatch batch = Projector.Project(setup, profile, order with { First = next });
                next = batch.Next;
                foreach (RoutedWork work in batch.Work.Where(w => w.Item.Seen <= now && cases.Count < MostCases))
                {
                    if (OpenCase(work, number) is { } open)
                    {
                        cases.Add(number++, open);
                    }
                }
            }
        }

        return cases.ToImmutable();
    }

    private Case? OpenCase(RoutedWork work, int number)
    {
        WorkItem item = work.Item;
        WorkRule rule = WorkRules.For(item.Kind);
        if (rule.Role == Domain.Offices.Role.PartnerAgencyOfficer)
        {
            return null;
        }

        (long due, long expires) = book.ClocksOf(item, work.Office);
        double given = Math.Max(1, Math.Min(due, item.Seen + (365L * SimTime.Day)) - item.Seen);
        double luck = unchecked((uint)((ulong)item.Id * 0x9E3779B97F4A7C15UL >> 32)) / 4294967296.0;
        return (now - item.Seen) / given > luck * OpenAtMost || expires <= now ? null : new Case
        {
            Number = number,
            Kind = item.Kind,
            State = CaseState.Queued,
            Subject = SubjectOf(item),
            Office = book.Offices[work.Office].Code,
            Port = book.Ports[item.Port].Code,
            Heading = item.Heading,
            Seen = item.Seen,
            Due = due,
            Expires = expires,
            Deadline = item.Deadline,
            FiledDay = item.FiledDay,
            ValueDollars = item.ValueDollars,
            Entries = item.Entries,
            RiskRank = item.RiskRank,
            Referred = item.Referred,
        };
    }

    /// <summary>
    /// Number of the entry that a case is about. The filer's code begins with 0D; the rest is made of importer and entry, so that two cases
    /// about one entry name the same one. A contact is about no entry and has a number of its own.
    /// </summary>
    private static string SubjectOf(in WorkItem item)
    {
        (int importer, int entry) = (WorkId.Importer(item.Id), WorkId.Entry(item.Id));
        return item.Kind == WorkKind.Contact
            ? string.Create(CultureInfo.InvariantCulture, $"Q-{WorkId.EntryYear(item.Id) + 2}{entry % 1_000_000:000000}")
            : EntryNumber.Of(string.Create(CultureInfo.InvariantCulture, $"0D{importer % 10}"), (int)((((long)importer / 10 * 37_199) + (entry * 2L) + (WorkId.EntryYear(item.Id) & 1)) % 10_000_000)).ToString();
    }

    private static int MonthOf(int day)
    {
        DateOnly date = SimTime.DateOf(day);
        return ((date.Year - 1970) * 12) + date.Month - 1;
    }
}
