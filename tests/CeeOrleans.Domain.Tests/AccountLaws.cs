using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CsCheck;

namespace CeeOrleans.Domain.Tests;

/// <summary>What holds for an account whatever is asked of it, in any order.</summary>
public sealed class AccountLaws
{
    private static readonly Gen<PortCode> Port = OneOf(PortCode.Parse("2704"), PortCode.Parse("2709"), PortCode.Parse("4601"), PortCode.Parse("9999"));
    private static readonly Gen<int> Number = Gen.Int[0, 12];
    private static readonly Gen<EntryNumber> Entry = Gen.Int[1, 8].Select(i => EntryNumber.Of("EN1", i));
    private static readonly int Today = SimTime.DayOf(SmallPlan.Monday);

    private static readonly Gen<AccountCommand> Command = Gen.OneOf(
        Gen.Select(Entry, Port, Gen.Int[8400, 8600], Gen.Enum<WorkKind>().Array[0, 2]).Select(x => (AccountCommand)new FileEntry(x.Item1, x.Item2, x.Item3, 1, 100, Today - 3, [.. x.Item4])),
        Gen.Select(Number, Gen.Enum<Outcome>(), Gen.Enum<WaitCause>()).Select(x => (AccountCommand)new FinishCase(x.Item1, x.Item2, x.Item3)),
        Number.Select(n => (AccountCommand)new TakeCase(n)),
        Number.Select(n => (AccountCommand)new TakeCase(n)),
        Number.Select(n => (AccountCommand)new PutBackCase(n)),
        Number.Select(n => (AccountCommand)new AnswerCase(n)),
        Number.Select(n => (AccountCommand)new CloseSilence(n)),
        Number.Select(n => (AccountCommand)new ExpireCase(n)),
        Gen.Select(Number, OneOf("2704", "4601", "001", "nowhere")).Select(x => (AccountCommand)new HandOverCase(x.Item1, x.Item2, "why")),
        Gen.Select(Number, Port).Select(x => (AccountCommand)new OpenInquiry($"Q{x.Item1}", x.Item2)),
        Gen.Select(Number, Entry, Gen.Bool, Gen.Bool).Select(x => (AccountCommand)new FileCorrection($"K{x.Item1}", x.Item2, x.Item3, x.Item4)),
        Gen.Select(Number, Gen.Enum<ProtestKind>(), Port).Select(x => (AccountCommand)new FileProtest($"P{x.Item1}", x.Item2, x.Item3, 8471, 1, Today - 30)),
        Gen.Select(Number, Gen.Int[27, 30], Entry).Select(x => (AccountCommand)new IssueNotice($"N{x.Item1}", x.Item2, x.Item3)),
        Gen.Select(Entry, Port, Gen.Enum<HoldCause>(), Gen.Bool).Select(x => (AccountCommand)new PlaceHold(x.Item1, x.Item2, x.Item3, 0, x.Item4)),
        Number.Select(n => (AccountCommand)new ReleaseHold(n)),
        Gen.Select(Entry, Gen.Int[-5, 5]).Select(x => (AccountCommand)new Liquidate(x.Item1, Today + x.Item2)),
        OneOf<string?>("001", "002", "003", null).Select(c => (AccountCommand)new AssignCenter(c)),
        OneOf("001", "002").Select(c => (AccountCommand)new AppealCenter(c, "why")),
        Gen.Bool.Select(b => (AccountCommand)new DecideAppeal(b, "why")),
        Gen.Int[-3, 40].Select(d => (AccountCommand)new FollowRouting(Today + d)));

    private static readonly Gen<(AccountCommand Command, string Actor, int Seconds)[]> Story =
        Gen.Select(Command, OneOf("ann", "bob"), Gen.Int[0, 6 * SimTime.Day]).Array[1, 40];

    [Fact]
    public void Every_story_keeps_the_account_whole() => Story.Sample(story =>
    {
        Ledgered a = Ledgered.Opened();
        HashSet<int> closed = [];
        foreach ((AccountCommand command, string actor, int seconds) in story)
        {
            a.Now += seconds;
            a.Actor = actor;
            Account before = a.Account!;
            Answer answer = a.Do(command, "x");
            Account after = a.Account!;
            bool changed = !ReferenceEquals(before, after);
            Assert.Equal(before.Version + (changed ? 1 : 0), after.Version);
            Assert.False(changed && !answer.Done, "a refusal changed the account");
            Assert.All(a.Last.Closed, c => Assert.True(closed.Add(c.Case.Number) && !after.Cases.ContainsKey(c.Case.Number)));

            // What is touched is all that changed: rows are derived from it.
            ImmutableSortedSet<int> differs = [.. before.Cases.Keys.Union(after.Cases.Keys).Where(n => !Equals(before.Cases.GetValueOrDefault(n), after.Cases.GetValueOrDefault(n)))];
            Assert.Subset(a.Last.Touched.ToHashSet(), differs.ToHashSet());
            Assert.All(after.Cases.Values, c => Whole(c, after));
            Assert.Equal(after.Filed - after.Liquidated, after.Unliquidated.Sum(w => w.Entries));

            // A repeat of the identity changes nothing, whatever it asks.
            Answer again = a.Do(new AssignManager("nobody"), "x", null);
            if (a.Account != after)
            {
                Assert.False(answer.Done, "a repeat changed the account");
            }

            if (answer.Done)
            {
                Assert.Equal(answer, again);
            }

            a.Forget("x");
        }
    }, iter: 3_000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Whole(Case c, Account account)
    {
        Assert.InRange(c.Number, 1, account.NextCase - 1);
        Assert.True(SmallPlan.Book.OfficeOf(c.Office) >= 0 && SmallPlan.Book.PortOf(c.Port) >= 0);
        Assert.Equal(c.State == CaseState.Taken, c.Assignee is not null);
        Assert.Equal(c.State == CaseState.Outside, c.Wait != WaitCause.None);
        Assert.True(c.State != CaseState.Outside || (c.Due == SimTime.Never && c.Expires == SimTime.Never));
        Assert.True(c.State == CaseState.Outside || WorkRules.For(c.Kind).Role != Domain.Offices.Role.PartnerAgencyOfficer);
    }
}
