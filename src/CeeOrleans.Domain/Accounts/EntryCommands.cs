using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Domain.Accounts;

/// <summary>Entry summaries: filed, held, released, liquidated.</summary>
internal static class EntryCommands
{
    /// <summary>Kinds of review that targeting may choose for a summary.</summary>
    private static readonly WorkKind[] Selectable =
        [WorkKind.QuotaEntry, WorkKind.Reject, WorkKind.StatementException, WorkKind.AdCvdReview, WorkKind.DocumentReview, WorkKind.FullReview, WorkKind.PartnerReferral];

    public static (Refusal, string?) File(AccountDraft draft, FileEntry c)
    {
        if (draft.Book.PortOf(c.Port.Text) < 0)
        {
            return Refuse.NoPort(c.Port.Text);
        }

        if (c.Heading is < 101 or > 9999)
        {
            return Refuse.Invalid($"{c.Heading} is no heading; allowed: 101 to 9999.");
        }

        if (c.Lines is < 1 or > 999 || c.ValueCents is < 0 or > 100_000_000_000_00 || c.RiskRank is < 0 or > ushort.MaxValue)
        {
            return Refuse.Invalid("An entry summary has 1 to 999 lines, a value of at most 100 billion dollars and a rank of risk from 0 to 65,535.");
        }

        if (!draft.IsDay(c.FiledDay))
        {
            return Refuse.Invalid($"An entry summary can't be filed on {SimTime.DateOf(Math.Clamp(c.FiledDay, -700_000, 2_900_000)):yyyy-MM-dd}.");
        }

        if (c.Selected.Any(k => !Selectable.Contains(k) || !draft.Book.Knows(k)))
        {
            return Refuse.Invalid($"A summary is selected for one of {string.Join(", ", Selectable)}.");
        }

        if (c.Selected.Distinct().Count() != c.Selected.Length || !draft.HasRoomFor(c.Selected.Length))
        {
            return (Refusal.TooMany, $"A summary is selected once for each kind of review, and an account has at most {Account.MostCases} open cases.");
        }

        int week = WeekOf(LiquidationSchedule.PostedOn(c.FiledDay + draft.Book.Work.LiquidationDays));
        draft.Account = draft.Account with
        {
            Filed = draft.Account.Filed + 1,
            Unliquidated = Counted(draft.Account.Unliquidated, week, +1),
            Totals = Totalled(draft.Account.Totals, c, MonthOf(draft.Today)),
        };
        foreach (WorkKind kind in c.Selected)
        {
            draft.Open(kind, c.Entry.ToString(), c.Port.Text, c.Heading, c.FiledDay, (int)Math.Min(int.MaxValue, c.ValueCents / 100), riskRank: c.RiskRank, referred: c.Referred);
        }

        draft.Enter(c.FiledDay, c.Port.Text, c.Heading, c.Lines, c.ValueCents, draft.About);
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Hold(AccountDraft draft, PlaceHold c, LedgerRow? entry)
    {
        // Goods may be held before the summary is filed; whose entry it is else stays unsaid.
        if (entry is not null && entry.Account != draft.Number.Text)
        {
            return Refuse.NotThere($"Entry {c.Entry} is not one of this importer's.");
        }

        if (draft.Book.PortOf(c.Port.Text) < 0)
        {
            return Refuse.NoPort(c.Port.Text);
        }

        if (!Enum.IsDefined(c.Cause) || c.Heading is < 0 or > 9999)
        {
            return Refuse.Invalid("A hold has a cause, and a heading from 0 to 9999.");
        }

        if (draft.Account.Holds.Length >= Account.MostCases || (c.Determination && !draft.HasRoomFor(1)))
        {
            return (Refusal.TooMany, $"An account has at most {Account.MostCases} holds and as many open cases.");
        }

        int number = draft.Account.NextHold;
        draft.Account = draft.Account with
        {
            NextHold = number + 1,
            Holds = draft.Account.Holds.Add(new Hold(number, c.Entry.ToString(), c.Port.Text, c.Cause, draft.Now)),
        };
        if (c.Determination)
        {
            draft.Open(WorkKind.Determination, c.Entry.ToString(), c.Port.Text, c.Heading, draft.Today);
        }

        return Refuse.Nothing;
    }

    public static (Refusal, string?) Release(AccountDraft draft, ReleaseHold c)
    {
        int kept = draft.Account.Holds.RemoveAll(h => h.Number == c.Hold).Length;
        if (kept == draft.Account.Holds.Length)
        {
            return c.Hold > 0 && c.Hold < draft.Account.NextHold
                ? Refuse.WrongState($"Hold {c.Hold} is released already.")
                : Refuse.NotThere($"There is no hold {c.Hold}.");
        }

        draft.Account = draft.Account with { Holds = draft.Account.Holds.RemoveAll(h => h.Number == c.Hold) };
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Liquidate(AccountDraft draft, Liquidate c, LedgerRow? entry)
    {
        if (entry is null || entry.Account != draft.Number.Text)
        {
            return Refuse.NotThere($"The account has not filed entry {c.Entry}.");
        }

        if (c.Day < entry.FiledDay || !draft.IsDay(c.Day))
        {
            return Refuse.Invalid("An entry is liquidated after it was filed and not in the future.");
        }

        int week = WeekOf(LiquidationSchedule.PostedOn(entry.FiledDay + draft.Book.Work.LiquidationDays));
        draft.Account = draft.Account with
        {
            Liquidated = draft.Account.Liquidated + 1,
            Unliquidated = Counted(draft.Account.Unliquidated, week, -1),
        };
        draft.Enter(entry.FiledDay, entry.Port, entry.Heading);
        return Refuse.Nothing;
    }

    /// <summary>Months since January 1970.</summary>
    internal static int MonthOf(int day)
    {
        DateOnly date = SimTime.DateOf(day);
        return ((date.Year - 1970) * 12) + date.Month - 1;
    }

    /// <summary>Weeks since Monday 1969-12-29.</summary>
    internal static int WeekOf(int day) => (day + 3) / 7;

    private static ImmutableArray<WeekCount> Counted(ImmutableArray<WeekCount> weeks, int week, int by)
    {
        int i = 0;
        while (i < weeks.Length && weeks[i].Week < week)
        {
            i++;
        }

        if (i == weeks.Length || weeks[i].Week != week)
        {
            return weeks.Insert(i, new WeekCount(week, by));
        }

        int entries = weeks[i].Entries + by;
        return entries == 0 ? weeks.RemoveAt(i) : weeks.SetItem(i, new WeekCount(week, entries));
    }

    private static MonthTotals Totalled(MonthTotals totals, FileEntry c, int latest)
    {
        int month = MonthOf(c.FiledDay);
        int first = latest - Account.MonthsKept + 1;
        totals = totals.Since(first);
        return month < first ? totals : totals.Plus(
            new MonthTotal(month, int.Parse(c.Port.Text, System.Globalization.CultureInfo.InvariantCulture), c.Heading, 1, c.Lines, c.ValueCents),
            Account.MostTotalsAMonth);
    }
}
