using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>
/// The next state of an account while one command is decided, and what has to be written with it. A handler checks all it
/// needs first and changes nothing once it refuses.
/// </summary>
internal sealed class AccountDraft(ImporterNumber number, Account? before, CommandEnvelope asked, Rulebook book, long now)
{
    private readonly SortedSet<int> touched = [];
    private readonly List<ClosedCase> closed = [];
    private readonly List<LedgerRow> filed = [];

    public ImporterNumber Number => number;

    public Account? Before { get; } = before;

    public CommandEnvelope Asked => asked;

    public Rulebook Book => book;

    /// <summary>UTC seconds.</summary>
    public long Now => now;

    /// <summary>UTC day, by which routing goes.</summary>
    public int Today => SimTime.DayOf(now);

    /// <summary>As it is so far.</summary>
    public Account Account { get; set; } = before!;

    /// <summary>The case that the answer names.</summary>
    public int? About { get; set; }

    /// <summary>What the command brings has happened before.</summary>
    public bool Repeated { get; set; }

    public AccountTraits Traits => Account.TraitsUnder(book);

    public Verdict Close(Refusal refusal, string? reason)
    {
        if (refusal != Refusal.None)
        {
            Answer refused = new(asked.Id, refusal, reason, Before?.Version ?? 0, null, now);

            return new Verdict(Before, IsRemembered(refusal) ? new AccountEffects { Answers = [refused] } : AccountEffects.Nothing, refused);
        }

        bool changed = !ReferenceEquals(Account, Before);
        if (changed)
        {
            Account = Account with { Version = (Before?.Version ?? 0) + 1 };
        }

        Answer done = new(asked.Id, Refusal.None, null, Account.Version, About, now);
        return new Verdict(Account, new AccountEffects { Touched = [.. touched], Closed = [.. closed], Filed = [.. filed], Answers = [done] }, done, Repeated);
    }

    /// <summary>
    /// Whether the same question could be answered otherwise later: only then must the answer be kept. What is invalid stays
    /// invalid, and a version that is over does not come back.
    /// </summary>
    private bool IsRemembered(Refusal refusal) =>
        Before is not null && refusal is Refusal.NotThere or Refusal.WrongState or Refusal.TakenByAnother or Refusal.TooMany;

    /// <summary>Writes the natural key of this command into the ledger.</summary>
    public void Enter(int filedDay, string port, int heading, int lines = 0, long valueCents = 0, int? about = null)
    {
        NaturalKey key = asked.Command.Key ?? throw new InvalidOperationException($"{asked.Command.GetType().Name} has no natural key.");
        filed.Add(new LedgerRow(key.Kind, key.Number, number.Text, now, filedDay, port, heading, lines, valueCents, about, asked.Command.Content));
        Account = Account with { }; // a filing is a change, also where the account counts nothing
    }

    /// <summary>A case that is open, or null.</summary>
    public Case? Find(int caseNumber) => Account.Cases.GetValueOrDefault(caseNumber);

    public bool HasRoomFor(int cases) => Account.Cases.Count + cases <= Account.MostCases;

    /// <summary>Whether clocks can be reckoned from a day, and it is not in the future.</summary>
    public bool IsDay(int day) => day >= book.Days.First && day <= Math.Min(Today + 1, book.Days.Last);

    /// <summary>
    /// A case arises: it goes where routing says today, and gets its clock. One that comes after its clock ran out is over at
    /// once, as in a run.
    /// </summary>
    public int Open(WorkKind kind, string subject, string port, int heading, int filedDay, int valueDollars = 0, int entries = 1, int riskRank = 0, bool referred = false, long deadline = 0)
    {
        int office = book.Routing.OfficeFor(Traits, book.PortOf(port), Today);
        Case opened = new()
        {
            Number = Account.NextCase,
            Kind = kind,
            State = CaseState.Queued,
            Subject = subject,
            Office = book.Offices[office].Code,
            Port = port,
            Heading = heading,
            Seen = now,
            Due = SimTime.Never,
            Expires = SimTime.Never,
            Deadline = deadline,
            FiledDay = filedDay,
            ValueDollars = valueDollars,
            Entries = entries,
            RiskRank = riskRank,
            Referred = referred,
        };
        Account = Account with { NextCase = Account.NextCase + 1 };
        Queue(opened);
        About ??= opened.Number;
        return opened.Number;
    }

    /// <summary>A stage begins now at the case's office: its clock starts. Kinds that no desk does wait outside instead.</summary>
    public void Queue(Case item)
    {
        if (WorkRules.For(item.Kind).Role == Offices.Role.PartnerAgencyOfficer)
        {
            WaitOutside(item, WaitCause.PartnerAgency, 0);
            return;
        }

        (long due, long expires) = book.ClocksOf(ItemOf(item with { Seen = now }), book.OfficeOf(item.Office));
        Case queued = item with { State = CaseState.Queued, Seen = now, Due = due, Expires = expires, Touched = false, Assignee = null, Wait = WaitCause.None, AnswerBy = 0 };
        if (expires <= now)
        {
            Keep(queued);
            End(queued, OutcomeOfExpiry(queued), null);
            return;
        }

        Keep(queued);
    }

    public void WaitOutside(Case item, WaitCause cause, long answerBy) => Keep(item with
    {
        State = CaseState.Outside,
        Seen = now,
        Due = SimTime.Never,
        Expires = SimTime.Never,
        Touched = false,
        Assignee = null,
        Wait = cause,
        AnswerBy = answerBy,
    });

    /// <summary>The case as it is from now on.</summary>
    public void Keep(Case item)
    {
        touched.Add(item.Number);
        Account = Account with { Cases = Account.Cases.SetItem(item.Number, item) };
    }

    /// <summary>The case is over.</summary>
    public void End(Case item, Outcome outcome, string? actor)
    {
        touched.Add(item.Number);
        closed.Add(new ClosedCase(item, outcome, now, actor));
        Account = Account with { Cases = Account.Cases.Remove(item.Number) };
    }

    /// <summary>An office and the importer were in contact.</summary>
    public void CountContact(string office)
    {
        ImmutableArray<OfficeContacts> all = Account.Contacts;
        int i = 0;
        while (i < all.Length && string.CompareOrdinal(all[i].Office, office) < 0)
        {
            i++;
        }

        Account = Account with
        {
            Contacts = i < all.Length && all[i].Office == office
                ? all.SetItem(i, new OfficeContacts(office, all[i].Contacts + 1, now))
                : all.Insert(i, new OfficeContacts(office, 1, now)),
        };
    }

    /// <summary>
    /// Passes a case to another office, which sees it now. A clock that runs goes along; where the law's clock and the
    /// planner's target differ, the law's.
    /// </summary>
    public void HandOver(Case item, string office)
    {
        bool pool = WorkRules.For(item.Kind).Rank == Rank.Pool;
        long clock = item.Expires < SimTime.Never ? item.Expires : item.Due;
        Case passed = item with { Office = office };
        if (item.State == CaseState.Outside)
        {
            Keep(passed);
            return;
        }

        Queue(passed with { Deadline = pool || clock >= SimTime.Never ? item.Deadline : clock });
    }

    /// <summary>
    /// The account's traits changed: where the plan lets the backlog move, every case whose office is another one now than
    /// it was under the old traits is handed over.
    /// </summary>
    public void FollowTraits(AccountTraits old)
    {
        AccountTraits fresh = Traits;
        if (old == fresh || book.Backlog != BacklogRule.Moves)
        {
            return;
        }

        Reroute((port) => (book.Routing.OfficeFor(old, port, Today), book.Routing.OfficeFor(fresh, port, Today)));
    }

    /// <summary>Hands over what routing sends elsewhere: the office before and the office after, by port.</summary>
    public void Reroute(Func<int, (int Before, int After)> offices)
    {
        foreach (Case item in Account.Cases.Values)
        {
            (int from, int to) = offices(book.PortOf(item.Port));
            if (from != to && book.Offices[to].Code != item.Office)
            {
                HandOver(item, book.Offices[to].Code);
            }
        }
    }

    public WorkItem ItemOf(Case item) => item.ToItem(book, Account.FlagsUnder(book.Trusted), Traits.Center);

    public static Outcome OutcomeOfExpiry(Case item) => WorkRules.For(item.Kind).Expiry == Expiry.LapsesUnopened ? Outcome.Lapsed : Outcome.Deemed;
}
