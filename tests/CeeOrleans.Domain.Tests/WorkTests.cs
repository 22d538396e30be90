using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;
using CsCheck;

namespace CeeOrleans.Domain.Tests;

public sealed class WorkTests
{
    private const uint Yes = 0;
    private const uint No = uint.MaxValue;
    private const uint Half = 0x8000_0000;
    private static readonly int Filed = SimTime.DayOf(new DateOnly(2016, 1, 4));
    private static readonly long Now = SimTime.StartOf(Filed + 40);

    private static readonly WorkInputs Inputs = SmallPlan.Work;

    private static Decision Finish(WorkKind kind, Luck luck, AccountFlags flags = AccountFlags.None, bool referred = false, long deadline = 0) => WorkRules.For(kind).Finish(
        new WorkItem { Id = 1, Arose = Now, Seen = Now, FiledDay = Filed, Kind = kind, Flags = flags, Referred = referred, Deadline = deadline, Entries = 1 }, Now, luck, Inputs);

    [Theory]
    [InlineData(WorkKind.QuotaEntry, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.HoldHelp, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.Determination, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.StatementException, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.Contact, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.PartnerReferral, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.AdCvdMessage, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.Reject, Yes, Yes, Yes, Yes, Outcome.Refiled, WorkKind.None)]
    [InlineData(WorkKind.Extension, Yes, Yes, Yes, Yes, Outcome.Issued, WorkKind.None)]
    [InlineData(WorkKind.DocumentReview, Yes, Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.FullReview, Yes, No, No, No, Outcome.Cf28, WorkKind.Cf28Issue)]
    [InlineData(WorkKind.FullReview, Half - 1, No, No, No, Outcome.Cf28, WorkKind.Cf28Issue)]
    [InlineData(WorkKind.FullReview, Half, Yes, Yes, Yes, Outcome.Cf29, WorkKind.Cf29Issue)]
    [InlineData(WorkKind.FullReview, Half + (Half / 2) - 1, No, No, No, Outcome.Cf29, WorkKind.Cf29Issue)]
    [InlineData(WorkKind.FullReview, Half + (Half / 2), Yes, Yes, Yes, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.FullReview, No, No, No, No, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.AdCvdReview, Yes, No, No, No, Outcome.Cf28, WorkKind.Cf28Issue)]
    [InlineData(WorkKind.Cf28Issue, Yes, No, No, No, Outcome.Issued, WorkKind.Cf29Issue)]
    [InlineData(WorkKind.Cf28Issue, No, No, No, No, Outcome.Issued, WorkKind.Cf28Reply)]
    [InlineData(WorkKind.Cf28Reply, Yes, No, No, No, Outcome.Cf29, WorkKind.Cf29Issue)]
    [InlineData(WorkKind.Cf28Reply, No, No, No, No, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.Cf29Issue, Yes, No, No, No, Outcome.Issued, WorkKind.Cf29Reply)]
    [InlineData(WorkKind.Cf29Issue, No, No, Yes, No, Outcome.Stands, WorkKind.ProtestIntake)]
    [InlineData(WorkKind.Cf29Issue, No, No, No, No, Outcome.Stands, WorkKind.None)]
    [InlineData(WorkKind.Cf29Reply, Yes, Yes, No, No, Outcome.Stands, WorkKind.ProtestIntake)]
    [InlineData(WorkKind.Cf29Reply, No, No, No, No, Outcome.Withdrawn, WorkKind.None)]
    [InlineData(WorkKind.CorrectionFirstLook, No, No, No, No, Outcome.Referred, WorkKind.CorrectionReview)]
    [InlineData(WorkKind.CorrectionReview, Yes, No, No, No, Outcome.Accepted, WorkKind.None)]
    [InlineData(WorkKind.CorrectionReview, No, Yes, No, No, Outcome.Denied, WorkKind.ProtestIntake)]
    [InlineData(WorkKind.RefundFirstLook, No, No, No, No, Outcome.Referred, WorkKind.RefundClaim)]
    [InlineData(WorkKind.RefundClaim, No, No, No, No, Outcome.Granted, WorkKind.None)]
    [InlineData(WorkKind.Protest, Yes, No, No, No, Outcome.Granted, WorkKind.None)]
    [InlineData(WorkKind.AcceleratedProtest, No, No, No, No, Outcome.Denied, WorkKind.None)]
    [InlineData(WorkKind.ExclusionProtest, Yes, No, No, No, Outcome.Granted, WorkKind.None)]
    [InlineData(WorkKind.AdCvdLiquidationEntry, No, No, No, No, Outcome.Referred, WorkKind.AdCvdLiquidationImport)]
    [InlineData(WorkKind.AdCvdLiquidationImport, No, Yes, No, No, Outcome.Accepted, WorkKind.None)]
    public void Luck_decides_what_follows(WorkKind kind, uint a, uint b, uint c, uint d, Outcome outcome, WorkKind next)
    {
        Decision decision = Finish(kind, new Luck(a, b, c, d));
        Assert.Equal((outcome, next), (decision.Outcome, decision.Then.Kind));
    }

    [Theory]
    [InlineData(0.00, 300, WaitCause.Headquarters)]
    [InlineData(0.0499, 300, WaitCause.Headquarters)]
    [InlineData(0.0501, 250, WaitCause.LeadCase)]
    [InlineData(0.1499, 250, WaitCause.LeadCase)]
    [InlineData(0.1501, 30, WaitCause.Laboratory)]
    [InlineData(0.2499, 30, WaitCause.Laboratory)]
    [InlineData(0.2501, 45, WaitCause.FurtherInformation)]
    [InlineData(0.5999, 45, WaitCause.FurtherInformation)]
    [InlineData(0.6001, 0, WaitCause.None)]
    [InlineData(0.9999, 0, WaitCause.None)]
    public void A_protest_waits_for_whom_it_must_in_the_shares_of_all_protests(double word, long delay, WaitCause cause) =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt).Sample((b, c, d) =>
        {
            FollowUp next = Finish(WorkKind.ProtestIntake, new Luck((uint)(word * 4294967296.0), b, c, d)).Then;
            return (next.Kind, next.DelaySeconds, next.Cause) == (WorkKind.Protest, delay, cause);
        });

    [Fact]
    public void Shares_of_fates_that_exclude_each_other_add_up_and_stop_at_1()
    {
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Sample((a, b) =>
            Math.Abs((Share.Of(a) + Share.Of(b)).Fraction - Math.Min(1, a + b)) <= 2.4e-10 && Share.Of(a) + Share.Of(b) == Share.Of(b).Add(Share.Of(a)));
        Assert.Equal(Share.Of(1), Share.Of(0.7) + Share.Of(0.7));
    }

    [Fact]
    public void A_late_protest_covers_as_many_entries_as_an_early_one()
    {
        // Words on a grid instead of luck: half of all adverse decisions are protested, a protest covers 1 to 16 entries.
        WorkInputs inputs = Inputs with { ProtestEntries = [.. Enumerable.Range(1, 16).Select(n => (ushort)n)] };
        WorkItem item = new() { Id = 1, Arose = Now, Seen = Now, FiledDay = Filed, Kind = WorkKind.Cf29Issue };
        double Mean(uint when) => Enumerable.Range(0, 1 << 17)
            .Select(i => WorkRules.For(WorkKind.Cf29Issue).Finish(item, Now, new Luck(No, No, (uint)i * 16_383, when), inputs).Then)
            .Where(f => f.Kind == WorkKind.ProtestIntake)
            .Average(f => f.Entries);

        Assert.Equal(8.5, Mean(Yes), 0.1);
        Assert.Equal(8.5, Mean(No), 0.1);
    }

    [Fact]
    public void A_work_item_is_as_small_as_it_says() => Assert.Equal(56, System.Runtime.CompilerServices.Unsafe.SizeOf<WorkItem>());

    [Fact]
    public void A_referred_document_goes_to_full_review() =>
        Assert.Equal(WorkKind.FullReview, Finish(WorkKind.DocumentReview, default, referred: true).Then.Kind);

    [Fact]
    public void A_trusted_trader_is_spared_unless_its_own_luck_says_otherwise()
    {
        Assert.Equal(Outcome.Accepted, Finish(WorkKind.FullReview, new Luck(Yes, No, Yes, Yes), AccountFlags.Trusted).Outcome);
        Assert.Equal(Outcome.Cf28, Finish(WorkKind.FullReview, new Luck(Yes, Yes, Yes, Yes), AccountFlags.Trusted).Outcome);
        Assert.Equal(Outcome.Cf28, Finish(WorkKind.FullReview, new Luck(Yes, No, Yes, Yes), AccountFlags.Ctpat | AccountFlags.Isa).Outcome);
    }

    [Fact]
    public void More_time_is_thirty_days_more()
    {
        Assert.Equal(24L * SimTime.Day, Finish(WorkKind.Cf28Issue, new Luck(No, No, No, No)).Then.DelaySeconds);
        Assert.Equal(54L * SimTime.Day, Finish(WorkKind.Cf28Issue, new Luck(No, Yes, No, No)).Then.DelaySeconds);
        Assert.Equal(30L * SimTime.Day, Finish(WorkKind.Cf28Issue, new Luck(Yes, No, No, No)).Then.DelaySeconds);
    }

    [Fact]
    public void A_protest_is_filed_within_180_days_after_the_posted_liquidation() =>
        Gen.Select(Gen.UInt, Gen.Int[0, 700]).Sample((when, late) =>
        {
            long now = SimTime.StartOf(Filed + late);
            WorkItem item = new() { Id = 1, Arose = now, Seen = now, FiledDay = Filed, Kind = WorkKind.Cf29Issue };
            FollowUp protest = WorkRules.For(WorkKind.Cf29Issue).Finish(item, now, new Luck(No, No, Yes, when), Inputs).Then;
            long stands = now + (Inputs.Cf29Days * (long)SimTime.Day);
            long from = Math.Max(stands, SimTime.StartOf(LiquidationSchedule.PostedOn(Filed + 314)));
            long filed = now + protest.DelaySeconds;
            return protest.ByRoute && protest.Cause == WaitCause.Liquidation && filed >= from && filed < from + (180L * SimTime.Day);
        });

    [Fact]
    public void The_six_months_of_a_lifted_suspension_run_through_both_steps() =>
        Assert.Equal(12_345, Finish(WorkKind.AdCvdLiquidationEntry, default, deadline: 12_345).Then.Deadline);

    [Fact]
    public void A_protest_takes_longer_for_more_entries_up_to_twenty()
    {
        WorkRule protest = WorkRules.For(WorkKind.Protest);
        Assert.Equal(1, protest.TimeFactor(8, Inputs), 1e-12);
        Assert.Equal(protest.TimeFactor(20, Inputs), protest.TimeFactor(500, Inputs));
        Assert.Equal(72, WorkRules.For(WorkKind.AdCvdLiquidationEntry).TimeFactor(72, Inputs));
    }

    [Fact]
    public void Every_kind_has_one_rule()
    {
        WorkKind[] kinds = [.. Enum.GetValues<WorkKind>().Where(k => k is not WorkKind.None and not WorkKind.Plain)];
        Assert.Equal(kinds.Order(), WorkRules.All.Select(r => r.Kind));
        Assert.Equal(kinds.Length, WorkRules.All.Select(r => r.Name).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkRules.For(WorkKind.None));
    }

    [Fact]
    public void A_share_of_0_never_hits_and_of_1_always() => Gen.UInt.Sample(u => !Share.Of(0).Hits(u) && Share.Of(1).Hits(u));

    [Fact]
    public void A_share_is_met_to_the_word() => Gen.Double[0, 1].Sample(p =>
    {
        Share share = Share.Of(p);
        ulong threshold = (ulong)Math.Round(p * 4294967296.0);
        return Math.Abs(share.Fraction - p) <= 1.2e-10 && (threshold == 0 || share.Hits((uint)(threshold - 1))) && (threshold > uint.MaxValue || !share.Hits((uint)threshold));
    });

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_outside_0_to_1_is_refused(double p) => Assert.Throws<ArgumentOutOfRangeException>(() => Share.Of(p));

    [Fact]
    public void A_delay_grows_with_its_word_and_stays_in_its_table()
    {
        DelayTable table = new([.. Enumerable.Range(0, DelayTable.Steps + 1).Select(i => (long)i * i)]);
        Gen.Select(Gen.UInt, Gen.UInt).Sample((a, b) => a > b || table.At(a) <= table.At(b));
        Assert.Equal(0, table.At(0));
        Assert.InRange(table.At(uint.MaxValue), 1023 * 1023, 1024 * 1024);
        Assert.Equal(7, DelayTable.Constant(7).At(123_456_789));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelayTable([1, 2, 3]));
    }

    [Fact]
    public void An_identity_comes_back() =>
        Gen.Select(Gen.Int[0, WorkId.MaxImporter], Gen.Int[-16, 47], Gen.Int[0, WorkId.MaxEntry], Gen.Int[0, 254]).Sample((importer, year, entry, stage) =>
        {
            long id = WorkId.Pack(importer, year, entry, stage);
            return id >= 0 && WorkId.Importer(id) == importer && WorkId.EntryYear(id) == year && WorkId.Entry(id) == entry && WorkId.Stage(id) == stage
                && WorkId.NextStage(id) == WorkId.Pack(importer, year, entry, stage + 1);
        });

    [Fact]
    public void An_identity_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkId.Pack(WorkId.MaxImporter + 1, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkId.Pack(0, 48, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkId.Pack(-1, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkId.Pack(0, -17, 0, 0));
        Assert.Throws<InvalidOperationException>(() => WorkId.NextStage(WorkId.Pack(1, 1, 1, 255)));
    }
}
