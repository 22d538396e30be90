using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;

namespace CeeOrleans.Domain.Tests;

public sealed class AccountTests
{
    private static readonly PortCode LosAngeles = PortCode.Parse("2704");

    [Fact]
    public void A_command_on_no_account_is_refused_and_leaves_nothing()
    {
        Ledgered none = new(SmallPlan.Book);
        Answer answer = none.Do(new AssignManager("Bo"));
        Assert.Equal(Refusal.NoAccount, answer.Refusal);
        Assert.Null(none.Account);
        Assert.Empty(none.Last.Answers);
    }

    [Fact]
    public void A_repeated_identity_gets_the_same_answer_and_changes_nothing()
    {
        Ledgered a = Ledgered.Opened();
        Answer first = a.Do(new OpenInquiry("Q1", LosAngeles), "once");
        Account after = a.Account!;
        a.Now += 29L * SimTime.Day;
        Assert.Equal(first, a.Do(new AssignManager("another command"), "once"));
        Assert.Same(after, a.Account);
        Assert.Same(AccountEffects.Nothing, a.Last);
    }

    [Fact]
    public void An_identity_is_forgotten_after_thirty_days_and_a_natural_key_never()
    {
        Ledgered a = Ledgered.Opened();
        Answer first = a.Do(SmallPlan.Entry(1, WorkKind.DocumentReview), "once");
        Account after = a.Account!;
        a.Now += 400L * SimTime.Day;
        Answer again = a.Do(SmallPlan.Entry(1, WorkKind.DocumentReview), "once");
        Assert.Equal(first.Case, again.Case);
        Assert.Equal(a.Now, again.At);
        Assert.Same(after, a.Account);
        Assert.Empty(a.Last.Filed);
    }

    [Fact]
    public void The_same_entry_number_with_other_contents_is_refused()
    {
        Ledgered a = Ledgered.Opened();
        Assert.True(a.Do(SmallPlan.Entry(1)).Done);
        Assert.Equal(Refusal.OtherContents, a.Do(SmallPlan.Entry(1) with { ValueCents = 1 }).Refusal);
        Assert.Equal(1, a.Account!.Filed);
    }

    [Fact]
    public void A_refusal_that_depends_on_the_state_is_remembered_too()
    {
        Ledgered a = Ledgered.Opened();
        Assert.Equal(Refusal.NotThere, a.Do(new TakeCase(1), "too early").Refusal);
        a.Done(new OpenInquiry("Q1", LosAngeles));
        Assert.Equal(Refusal.NotThere, a.Do(new TakeCase(1), "too early").Refusal);
        Assert.True(a.Do(new TakeCase(1), "in time").Done);
    }

    [Fact]
    public void A_command_for_a_version_that_is_over_is_stale()
    {
        Ledgered a = Ledgered.Opened();
        long seen = a.Account!.Version;
        Assert.True(a.Do(new AssignManager("Bo"), ifVersion: seen).Done);
        Assert.Equal(Refusal.Stale, a.Do(new AssignManager("Cy"), ifVersion: seen).Refusal);
        Assert.Equal("Bo", a.Account!.Manager);
    }

    [Fact]
    public void An_entry_is_counted_and_opens_what_it_is_selected_for()
    {
        Ledgered a = Ledgered.Opened();
        Case review = a.Done(SmallPlan.Entry(1, WorkKind.DocumentReview));
        Assert.Equal((CaseState.Queued, "2704", WorkKind.DocumentReview), (review.State, review.Office, review.Kind));
        Assert.Equal(SimTime.StartOf(SimTime.DayOf(new DateOnly(2016, 2, 15))) + SmallPlan.Book.ClosingSecond, review.Due);
        Assert.Equal(new MonthTotal(552, 2704, 8471, 1, 3, 1_234_500), Assert.Single(a.Account!.Totals));
        Assert.Equal(1, Assert.Single(a.Account.Unliquidated).Entries);
        LedgerRow row = Assert.Single(a.Last.Filed);
        Assert.Equal((LedgerKind.Entry, "EN1-0000001-1", (int?)review.Number), (row.Kind, row.Number, row.Case));
    }

    [Fact]
    public void A_liquidated_entry_leaves_the_count_once()
    {
        Ledgered a = Ledgered.Opened();
        FileEntry entry = SmallPlan.Entry(1);
        a.Do(entry);
        a.Now += 320L * SimTime.Day;
        int day = SimTime.DayOf(a.Now);
        Assert.True(a.Do(new Liquidate(entry.Entry, day)).Done);
        Assert.True(a.Do(new Liquidate(entry.Entry, day)).Done);
        Assert.Equal(Refusal.OtherContents, a.Do(new Liquidate(entry.Entry, day - 1)).Refusal);
        Assert.Empty(a.Account!.Unliquidated);
        Assert.Equal(1, a.Account.Liquidated);
        Assert.Equal(Refusal.NotThere, a.Do(new Liquidate(EntryNumber.Of("EN1", 2), day)).Refusal);
    }

    [Fact]
    public void Of_two_who_take_a_case_one_gets_it_and_only_that_one_decides()
    {
        Ledgered a = Ledgered.Opened();
        int number = a.Done(SmallPlan.Entry(1, WorkKind.FullReview)).Number;
        Assert.Equal("ann", a.Done(new TakeCase(number)).Assignee);
        a.Actor = "bob";
        Assert.Equal(Refusal.TakenByAnother, a.Do(new TakeCase(number)).Refusal);
        Assert.Equal(Refusal.TakenByAnother, a.Do(new FinishCase(number, Outcome.Accepted)).Refusal);
        Assert.Equal(Refusal.TakenByAnother, a.Do(new HandOverCase(number, "4601", "leave")).Refusal);
        a.Actor = "ann";
        Assert.True(a.Do(new FinishCase(number, Outcome.Accepted)).Done);
        Assert.Equal((Outcome.Accepted, "ann"), (Assert.Single(a.Last.Closed).Outcome, a.Last.Closed[0].Actor));
        Assert.Equal(Refusal.WrongState, a.Do(new FinishCase(number, Outcome.Accepted)).Refusal);
    }

    [Fact]
    public void A_review_leads_through_a_request_and_its_answer_to_a_notice_that_stands()
    {
        Ledgered a = Ledgered.Opened();
        int number = a.Done(SmallPlan.Entry(1, WorkKind.FullReview)).Number;
        a.Do(new TakeCase(number));
        Assert.Equal(WorkKind.Cf28Issue, a.Done(new FinishCase(number, Outcome.Cf28)).Kind);
        a.Do(new TakeCase(number));
        Case waiting = a.Done(new FinishCase(number, Outcome.Issued));
        Assert.Equal((CaseState.Outside, WaitCause.Importer, a.Now + (30L * SimTime.Day)), (waiting.State, waiting.Wait, waiting.AnswerBy));
        Assert.Equal(Refusal.WrongState, a.Do(new TakeCase(number)).Refusal);
        a.Now += 5L * SimTime.Day;
        Case answered = a.Done(new AnswerCase(number));
        Assert.Equal((CaseState.Queued, WorkKind.Cf28Reply), (answered.State, answered.Kind));
        Assert.Equal(a.Now, answered.Seen);
        a.Do(new TakeCase(number));
        Assert.Equal(WorkKind.Cf29Issue, a.Done(new FinishCase(number, Outcome.Cf29)).Kind);
        a.Do(new TakeCase(number));
        Assert.Equal(WaitCause.Importer, a.Done(new FinishCase(number, Outcome.Issued)).Wait);
        Assert.Equal(Refusal.WrongState, a.Do(new CloseSilence(number)).Refusal);
        a.Now += 20L * SimTime.Day;
        Assert.True(a.Do(new CloseSilence(number)).Done);
        Assert.Equal(Outcome.Stands, Assert.Single(a.Last.Closed).Outcome);
        Assert.Equal([new OfficeContacts("2704", 2, SmallPlan.Monday + (5L * SimTime.Day))], a.Account!.Contacts);
    }

    [Fact]
    public void Silence_after_a_request_leads_to_a_notice()
    {
        Ledgered a = Ledgered.Opened();
        FileEntry entry = SmallPlan.Entry(1);
        a.Do(entry);
        int number = a.Done(new IssueNotice("N1", 28, entry.Entry)).Number;
        a.Now += 30L * SimTime.Day;
        Case notice = a.Done(new CloseSilence(number));
        Assert.Equal((WorkKind.Cf29Issue, CaseState.Queued), (notice.Kind, notice.State));
    }

    [Fact]
    public void An_outcome_that_the_rule_does_not_know_is_refused()
    {
        Ledgered a = Ledgered.Opened();
        int number = a.Done(SmallPlan.Entry(1, WorkKind.DocumentReview)).Number;
        a.Do(new TakeCase(number));
        Answer refused = a.Do(new FinishCase(number, Outcome.Granted));
        Assert.Equal(Refusal.Invalid, refused.Refusal);
        Assert.Contains("allowed: Accepted, Referred", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_item_lapses_unless_somebody_opened_it()
    {
        Ledgered a = Ledgered.Opened();
        Case first = a.Done(SmallPlan.Entry(1, WorkKind.FullReview));
        Case second = a.Done(SmallPlan.Entry(2, WorkKind.FullReview));
        a.Do(new TakeCase(second.Number));
        a.Do(new PutBackCase(second.Number));
        Assert.Equal(Refusal.WrongState, a.Do(new ExpireCase(first.Number)).Refusal);
        a.Now = first.Expires;
        Assert.True(a.Do(new ExpireCase(first.Number)).Done);
        Assert.Equal(Outcome.Lapsed, Assert.Single(a.Last.Closed).Outcome);
        Assert.Equal(Refusal.WrongState, a.Do(new ExpireCase(second.Number)).Refusal);
    }

    [Fact]
    public void A_clock_of_law_that_ran_out_decides_even_while_somebody_works()
    {
        Ledgered a = Ledgered.Opened();
        Case protest = a.Done(new FileProtest("P1", ProtestKind.Accelerated, LosAngeles, 8471, 3, SimTime.DayOf(SmallPlan.Monday) - 20));
        a.Do(new TakeCase(protest.Number));
        a.Now = protest.Expires;
        Assert.Equal(Refusal.WrongState, a.Do(new FinishCase(protest.Number, Outcome.Granted)).Refusal);
        Assert.True(a.Do(new ExpireCase(protest.Number)).Done);
        Assert.Equal((Outcome.Deemed, null), (a.Last.Closed[0].Outcome, a.Last.Closed[0].Actor));
    }

    [Fact]
    public void A_case_handed_over_keeps_its_clock()
    {
        Ledgered a = Ledgered.Opened();
        Case review = a.Done(SmallPlan.Entry(1, WorkKind.DocumentReview));
        a.Now += 3L * SimTime.Day;
        Case passed = a.Done(new HandOverCase(review.Number, "4601", "leave"));
        Assert.Equal(("4601", review.Due, CaseState.Queued), (passed.Office, passed.Due, passed.State));
        Assert.Equal(Refusal.Invalid, a.Do(new HandOverCase(review.Number, "9999", "leave")).Refusal);
    }

    [Theory]
    [InlineData(BacklogRule.Moves, "001")]
    [InlineData(BacklogRule.Stays, "2704")]
    public void When_a_Center_takes_over_the_backlog_moves_or_stays(BacklogRule backlog, string office)
    {
        Ledgered a = Ledgered.Opened(SmallPlan.Make(backlog));
        int number = a.Done(SmallPlan.Entry(1, WorkKind.FullReview)).Number;
        a.Now = SimTime.StartOf(SmallPlan.TakeOver) + (10 * SimTime.Hour);
        Assert.True(a.Do(new FollowRouting(SmallPlan.TakeOver)).Done);
        Assert.Equal(office, a.Account!.Cases[number].Office);
        Assert.Equal("001", a.Done(SmallPlan.Entry(2, WorkKind.FullReview)).Office);
    }

    [Fact]
    public void A_granted_appeal_moves_the_account_and_its_cases()
    {
        Ledgered a = Ledgered.Opened();
        a.Now = SimTime.StartOf(SmallPlan.TakeOver) + (10 * SimTime.Hour);
        int number = a.Done(new OpenInquiry("Q1", LosAngeles)).Number;
        Assert.Equal(Refusal.WrongState, a.Do(new DecideAppeal(true, "none")).Refusal);
        Assert.True(a.Do(new AppealCenter("002", "mostly shirts")).Done);
        Assert.Equal(Refusal.WrongState, a.Do(new AppealCenter("002", "again")).Refusal);
        Assert.True(a.Do(new DecideAppeal(true, "agreed")).Done);
        Assert.Equal(("002", AssignmentReason.Appeal), (a.Account!.Center.Center, a.Account.Center.Reason));
        Assert.Equal("002", a.Account.Cases[number].Office);
    }

    [Fact]
    public void Headings_of_twelve_months_name_the_Center()
    {
        Ledgered a = Ledgered.Opened();
        Assert.Equal(Refusal.WrongState, a.Do(new AssignCenter(null)).Refusal);
        a.Do(SmallPlan.Entry(1) with { Heading = 6109 });
        a.Do(SmallPlan.Entry(2) with { Heading = 6110 });
        a.Do(SmallPlan.Entry(3));
        Assert.True(a.Do(new AssignCenter(null)).Done);
        Assert.Equal(("002", AssignmentReason.PredominantHeadings), (a.Account!.Center.Center, a.Account.Center.Reason));
    }

    [Fact]
    public void Holds_are_placed_helped_and_released()
    {
        Ledgered a = Ledgered.Opened();
        Assert.True(a.Do(new PlaceHold(EntryNumber.Of("EN1", 1), LosAngeles, HoldCause.Trade, 8471, Determination: true)).Done);
        Assert.Equal(WorkKind.Determination, Assert.Single(a.Account!.Cases).Value.Kind);
        Assert.Equal(WorkKind.HoldHelp, a.Done(new OpenInquiry("Q1", LosAngeles, Hold: 1)).Kind);
        Assert.True(a.Do(new ReleaseHold(1)).Done);
        Assert.Empty(a.Account!.Holds);
        Assert.Equal(Refusal.WrongState, a.Do(new ReleaseHold(1)).Refusal);
        Assert.Equal(Refusal.NotThere, a.Do(new OpenInquiry("Q2", LosAngeles, Hold: 1)).Refusal);
    }

    [Fact]
    public void An_entry_of_another_importer_is_refused_wherever_it_is_named_and_the_other_is_not()
    {
        LedgerRow theirs = new(LedgerKind.Entry, "EN1-0000001-0", "12-3456789ZZ", SmallPlan.Monday, 0, "2704", 8471, 1, 100, null, "");
        EntryNumber entry = EntryNumber.Of("EN1", 1);
        Account mine = Ledgered.Opened().Account!;
        foreach (AccountCommand command in new AccountCommand[] { new PlaceHold(entry, LosAngeles, HoldCause.Trade), new IssueNotice("N1", 28, entry), new FileCorrection("K1", entry, true, true), new Liquidate(entry, SimTime.DayOf(SmallPlan.Monday)) })
        {
            Assert.Equal(entry.ToString(), command.AboutEntry);
            Verdict verdict = AccountDesk.Decide(mine.Number, mine, new CommandEnvelope("c", "ann", command), new PastFacts(Entry: theirs), SmallPlan.Book, SmallPlan.Monday);
            Assert.Equal(Refusal.NotThere, verdict.Answer.Refusal);
            Assert.Same(mine, verdict.Account);
            Assert.DoesNotContain(theirs.Account, verdict.Answer.Reason!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_repeat_says_that_it_is_one()
    {
        Account mine = Ledgered.Opened().Account!;
        CommandEnvelope filing = new("once", "ann", SmallPlan.Entry(1));
        Verdict first = AccountDesk.Decide(mine.Number, mine, filing, PastFacts.Nothing, SmallPlan.Book, SmallPlan.Monday);
        Assert.False(first.Repeated);
        Assert.True(AccountDesk.Decide(mine.Number, first.Account, filing, new PastFacts(Answered: first.Answer), SmallPlan.Book, SmallPlan.Monday).Repeated);
        Assert.True(AccountDesk.Decide(mine.Number, first.Account, filing with { Id = "another" }, new PastFacts(Known: first.Effects.Filed.Single()), SmallPlan.Book, SmallPlan.Monday).Repeated);
    }

    [Fact]
    public void A_partner_agency_is_waited_for_and_its_answer_closes_the_case()
    {
        Ledgered a = Ledgered.Opened();
        Case referral = a.Done(SmallPlan.Entry(1, WorkKind.PartnerReferral));
        Assert.Equal((CaseState.Outside, WaitCause.PartnerAgency), (referral.State, referral.Wait));
        Assert.True(a.Do(new AnswerCase(referral.Number)).Done);
        Assert.Empty(a.Account!.Cases);
    }

    [Fact]
    public void A_case_near_its_liquidation_is_extended_by_a_piece_of_work_of_its_own()
    {
        Ledgered a = Ledgered.Opened();
        FileEntry entry = SmallPlan.Entry(1);
        a.Do(entry);
        a.Now += 250L * SimTime.Day;
        Case waiting = a.Done(new IssueNotice("N1", 28, entry.Entry));
        Assert.True(waiting.Extended);
        Case extension = Assert.Single(a.Account!.Cases.Values, c => c.Kind == WorkKind.Extension);
        Assert.Equal(SimTime.StartOf(entry.FiledDay + 314), extension.Due);
        Assert.Equal(extension.Due, extension.Expires);
    }

    [Fact]
    public void Totals_keep_thirteen_months_and_a_bounded_number_of_rows_a_month()
    {
        Ledgered a = Ledgered.Opened();
        int serial = 0;
        for (int month = 0; month < 20; month++)
        {
            for (int heading = 0; heading < 600; heading += month < 19 ? 100 : 1)
            {
                a.Do(SmallPlan.Entry(++serial) with { Heading = 8000 + heading, FiledDay = SimTime.DayOf(a.Now) });
            }

            a.Now += 31L * SimTime.Day;
        }

        Account account = a.Account!;
        Assert.Equal(serial, account.Filed);
        Assert.True(account.Totals.Select(t => t.Month).Distinct().Count() <= Account.MonthsKept);
        Assert.Equal(account.Totals.Order(), account.Totals);
        int last = account.Totals.Last().Month;
        Assert.Equal(Account.MostTotalsAMonth, account.Totals.Count(t => t.Month == last));
        Assert.Equal(600, account.Totals.Where(t => t.Month == last).Sum(t => t.Entries));
    }
}
