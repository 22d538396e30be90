using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Tests;

/// <summary>
/// One body of rules: the decisions of fifty simulated importers over a quarter, sent as live commands with their times,
/// end in the same cases: state, kind of work, due time and office. In the middle the Centers take over and the backlog moves.
/// </summary>
public sealed class OneBodyOfRulesTests
{
    private const int Importers = 50;

    private static readonly RunInputs Inputs = Make();
    private static readonly Setup Setup = Setup.Compile(Inputs);
    private static readonly Rulebook Book = Rulebooks.Of(Inputs);

    /// <summary>A Tuesday while people are at work in every zone, so that some have a case in hand.</summary>
    private static readonly long Stop = SimTime.StartOf(SimTime.DayOf(new DateOnly(2016, 1, 5))) + (18 * SimTime.Hour);

    [Fact]
    public void Live_commands_with_the_decisions_of_a_run_end_in_its_cases()
    {
        Dictionary<CaseState, int> compared = [];
        HashSet<WorkKind> opened = [];
        HashSet<StepKind> seen = [];
        for (int importer = 0; importer < Importers; importer++)
        {
            List<WorkStep> steps = [];
            InlineHost host = new(Setup) { Opened = (_, kernel) => kernel.Watch(importer, steps.Add) };
            SmallNation.Run(Setup, host, Opening.Empty(Setup));
            Mirror mirror = new(importer);
            foreach (WorkStep step in steps.Where(x => x.Time <= Stop).Select((s, i) => (s, i)).OrderBy(x => x.s.Time).ThenBy(x => x.i).Select(x => x.s))
            {
                mirror.Follow(step);
                seen.Add(step.Kind);
            }

            mirror.Compare(Stop, compared);
            opened.UnionWith(mirror.Opened);
        }

        // The comparison is worth something only if it met every state, most kinds and every kind of step.
        Assert.All(Enum.GetValues<CaseState>(), s => Assert.True(compared.GetValueOrDefault(s) >= (s == CaseState.Taken ? 1 : s == CaseState.Outside ? 5 : 20), $"{s}: {compared.GetValueOrDefault(s)} cases"));
        Assert.Equal(Enum.GetValues<StepKind>().Order(), seen.Order());
        Assert.True(opened.Count >= 12, string.Join(", ", opened));
    }

    private static RunInputs Make()
    {
        RunInputs small = SmallNation.Inputs(centers: true);
        return small with
        {
            Days = 97,
            Opening = OpeningInput.Empty,
            Centers = [.. small.Centers.Select(c => c with { Phases = [new TakeOverPhase(small.StartDay + 45, null, Eligibility.AllAccounts)] })],
            Population = small.Population! with { Importers = Importers, SizeMedian = 400, SizeSigma = 1, SummariesPerYear = 40_000, ReferenceSummariesPerYear = 40_000 },
            Rates = small.Rates! with { PartnerReferral = 0.003, PoolBusinessDays = 10 },
            People = small.People with { ImportSpecialists = 4, EntrySpecialists = 3 },
        };
    }

    /// <summary>One importer's account, told what the run did.</summary>
    private sealed class Mirror
    {
        private readonly int number;
        private readonly ImporterNumber ior;
        private readonly ulong key = KeyedRandom.Key(Inputs.Seed, 1);
        private readonly Dictionary<(LedgerKind, string), LedgerRow> ledger = [];
        private readonly Dictionary<long, Told> cases = [];
        private Account? account;
        private int commands;
        private string actor = "desk";

        public Mirror(int number)
        {
            this.number = number;
            ior = ImporterNumber.Parse($"00-{number:0000000}00");
            ImporterFacts facts = Projector.Facts(Setup, ImporterProfile.Create(Inputs.Seed, number));
            Do(Setup.Start, new OpenAccount(new AccountProfile($"Importer {number}", "", "", "", ""), facts.Membership, (facts.Flags & AccountFlags.Applied) != 0, null, facts.Center < 0 ? null : Inputs.Centers[facts.Center].Code));
        }

        public HashSet<WorkKind> Opened { get; } = [];

        public void Follow(WorkStep step)
        {
            long chain = step.Item.Id & ~0x7FL;
            if (!cases.TryGetValue(chain, out Told? told))
            {
                told = cases[chain] = new Told { Case = Open(step) };
                Opened.Add(step.Item.Kind);
            }

            switch (step.Kind)
            {
                case StepKind.Seen:
                    if (told.InTransit)
                    {
                        Do(step.Time, new HandOverCase(told.Case, Book.Offices[step.Office].Code, "the run passed it on"));
                    }

                    if (told.Outside)
                    {
                        Do(step.Time, step.Item.Kind == WorkKind.Cf29Issue ? new CloseSilence(told.Case) : new AnswerCase(told.Case));
                    }

                    (told.InTransit, told.Outside) = (false, false);
                    told.Should(CaseState.Queued, step.Item.Kind, step.Office, step.Until);
                    break;
                case StepKind.Started:
                    Do(step.Time, new TakeCase(told.Case));
                    told.State = CaseState.Taken;
                    break;
                case StepKind.PutBack:
                    Do(step.Time, new PutBackCase(told.Case));
                    told.State = CaseState.Queued;
                    break;
                case StepKind.Finished:
                    Decision decision = WorkRules.For(step.Item.Kind).Finish(step.Item, step.Time, KeyedRandom.Draw(key, Purpose.Decision, (ulong)step.Item.Id, 0), Inputs.Work!);
                    WaitCause wait = decision.Then.ByRoute ? WaitCause.None : decision.Then.Cause;
                    Do(step.Time, new FinishCase(told.Case, step.Outcome, wait));
                    told.Over = decision.Then.Kind == WorkKind.None || decision.Then.ByRoute;
                    break;
                case StepKind.WaitsOutside:
                    told.Outside = true;
                    told.WaitsUntil = step.Until;
                    told.Should(CaseState.Outside, step.Item.Kind, step.Office, SimTime.Never);
                    break;
                case StepKind.Left:
                    if (told.InTransit)
                    {
                        Do(step.Time, new HandOverCase(told.Case, Book.Offices[step.Office].Code, "the run passed it on"));
                    }

                    if (account!.Cases.ContainsKey(told.Case))
                    {
                        Do(step.Time, new ExpireCase(told.Case));
                    }

                    told.Over = true;
                    break;
                case StepKind.PassedOn:
                    told.InTransit = true;
                    told.Target = step.Target;
                    actor = told.State == CaseState.Taken ? actor : "desk";
                    break;
                default:
                    throw new InvalidOperationException($"{step.Kind}");
            }
        }

        public void Compare(long end, Dictionary<CaseState, int> compared)
        {
            foreach (Told told in cases.Values)
            {
                if (told.InTransit)
                {
                    continue; // on its way: no office has it
                }

                if (!told.Over && told.Kind == WorkKind.PartnerReferral && told.WaitsUntil < end)
                {
                    Do(told.WaitsUntil, new AnswerCase(told.Case)); // its end leaves no step
                    told.Over = true;
                }

                Case? live = account!.Cases.GetValueOrDefault(told.Case);
                if (told.Over)
                {
                    Assert.Null(live);
                    continue;
                }

                Assert.NotNull(live);
                Assert.Equal((number, told.State, Book.Offices[told.Office].Code, told.Due), (number, live.State, live.Office, live.Due));

                // While the importer is silent the live world can't know what comes: a reply or the silence of thirty days.
                Assert.True(told.Kind == live.Kind || (live.Wait == WaitCause.Importer && live.Kind == WorkKind.Cf28Reply), $"{told.Kind} and {live.Kind}");
                compared[told.State] = compared.GetValueOrDefault(told.State) + 1;
            }

            Assert.Equal(cases.Values.Count(t => !t.Over), account!.Cases.Count);
        }

        private int Open(WorkStep step)
        {
            WorkItem item = step.Item;
            PortCode port = PortCode.Parse(Inputs.Ports[item.Port].Code);
            int year = WorkId.EntryYear(item.Id);
            string name = $"{year}/{WorkId.Entry(item.Id)}";
            EntryNumber entry = EntryNumber.Of($"Y{year + 16:00}", WorkId.Entry(item.Id) % 10_000_000);
            FileEntry filed = new(entry, port, item.Heading, 1, item.ValueDollars * 100L, item.FiledDay, [], item.RiskRank, item.Referred);
            switch (item.Kind)
            {
                case WorkKind.DocumentReview or WorkKind.FullReview or WorkKind.AdCvdReview or WorkKind.QuotaEntry or WorkKind.Reject or WorkKind.StatementException or WorkKind.PartnerReferral:
                    return Do(step.Time, filed with { Selected = [item.Kind] }).Case!.Value;
                case WorkKind.CorrectionFirstLook or WorkKind.RefundFirstLook:
                    Do(step.Time, filed);
                    return Do(step.Time, new FileCorrection(name, entry, item.Kind == WorkKind.RefundFirstLook, Reviewed: true)).Case!.Value;
                case WorkKind.ProtestIntake or WorkKind.AcceleratedProtest or WorkKind.ExclusionProtest:
                    ProtestKind kind = item.Kind == WorkKind.ProtestIntake ? ProtestKind.Ordinary : item.Kind == WorkKind.AcceleratedProtest ? ProtestKind.Accelerated : ProtestKind.Exclusion;
                    return Do(step.Time, new FileProtest(name, kind, port, item.Heading, item.Entries, item.FiledDay, item.ValueDollars)).Case!.Value;
                case WorkKind.Contact:
                    return Do(step.Time, new OpenInquiry(name, port, item.Heading)).Case!.Value;
                case WorkKind.HoldHelp:
                    Do(step.Time, new PlaceHold(entry, port, HoldCause.Trade));
                    return Do(step.Time, new OpenInquiry(name, port, item.Heading, account!.Holds[^1].Number)).Case!.Value;
                case WorkKind.Determination:
                    return Do(step.Time, new PlaceHold(entry, port, HoldCause.Trade, item.Heading, Determination: true)).Case!.Value;
                default:
                    return Do(step.Time, new OpenWork(name, item.Kind, port, item.Heading, item.FiledDay, item.ValueDollars, item.Entries, item.RiskRank, item.Referred, item.Deadline)).Case!.Value;
            }
        }

        private Answer Do(long now, AccountCommand command)
        {
            PastFacts past = new(
                null,
                command.Key is { } k ? ledger.GetValueOrDefault((k.Kind, k.Number)) : null,
                command.AboutEntry is { } entry ? ledger.GetValueOrDefault((LedgerKind.Entry, entry)) : null);
            Verdict verdict = AccountDesk.Decide(ior, account, new CommandEnvelope($"c{++commands}", actor, command), past, Book, now);
            Assert.True(verdict.Answer.Done, $"importer {number}, {SimTime.Text(now)}, {command}: {verdict.Answer.Reason}");
            account = verdict.Account;
            foreach (LedgerRow row in verdict.Effects.Filed)
            {
                ledger.Add((row.Kind, row.Number), row);
            }

            return verdict.Answer;
        }
    }

    /// <summary>What the run says about a case.</summary>
    private sealed class Told
    {
        public required int Case { get; init; }

        public CaseState State { get; set; } = CaseState.Queued;

        public WorkKind Kind { get; private set; }

        public int Office { get; private set; }

        public long Due { get; private set; }

        public bool Over { get; set; }

        public bool Outside { get; set; }

        public long WaitsUntil { get; set; }

        public bool InTransit { get; set; }

        public int Target { get; set; }

        public void Should(CaseState state, WorkKind kind, int office, long due) => (State, Kind, Office, Due, Over) = (state, kind, office, due, false);
    }
}
