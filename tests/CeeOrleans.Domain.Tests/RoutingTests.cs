using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Routing;
using CsCheck;

namespace CeeOrleans.Domain.Tests;

public sealed class RoutingTests
{
    private static readonly Gen<HeadingTotals[]> Totals = Gen.Select(Gen.Int[101, 9999], Gen.Long[0, 50], Gen.Long[0, 200], Gen.Long[0, 1_000_000],
        (h, e, l, v) => new HeadingTotals(h, e, l, v)).Array[0, 12];

    // Two Centers: 0 takes test accounts at ports 0 and 1 from day 100 and everyone everywhere from day 200; 1 trusted traders from day 150.
    private static readonly RoutingTable Table = new(
        [10, 11, 11],
        [20, 21, -1],
        [
            [new TakeOverPhase(200, null, Eligibility.AllAccounts), new TakeOverPhase(100, new HashSet<int> { 0, 1 }, Eligibility.Applied)],
            [new TakeOverPhase(150, null, Eligibility.TrustedTraders)],
            [new TakeOverPhase(0, null, Eligibility.AllAccounts)],
        ]);

    private static int CenterOf(int heading) => heading >= 9800 ? -1 : heading / 1000;

    [Theory]
    [InlineData(AssignmentBasis.Entries, 8)]
    [InlineData(AssignmentBasis.Lines, 6)]
    [InlineData(AssignmentBasis.Value, 3)]
    public void The_bases_disagree_on_a_mixed_importer(AssignmentBasis basis, int center)
    {
        HeadingTotals[] mixed = [new(8471, 60, 80, 100), new(6403, 30, 900, 200), new(3004, 10, 20, 9_000), new(9801, 999, 9_999, 99_999)];
        Assert.Equal(center, CenterAssignment.Assign(mixed, basis, CenterOf, 10));
    }

    [Fact]
    public void Assignment_does_not_depend_on_the_order_of_rows() =>
        Gen.Select(Totals, Gen.Enum<AssignmentBasis>()).Sample((rows, basis) =>
            CenterAssignment.Assign(rows, basis, CenterOf, 10) == CenterAssignment.Assign(rows.Reverse().ToArray(), basis, CenterOf, 10));

    [Fact]
    public void A_tie_goes_to_the_lower_code_and_nothing_to_nobody()
    {
        Assert.Equal(3, CenterAssignment.Assign([new(8471, 5, 5, 5), new(3004, 5, 5, 5)], AssignmentBasis.Entries, CenterOf, 10));
        Assert.Equal(-1, CenterAssignment.Assign([new(9801, 5, 5, 5)], AssignmentBasis.Entries, CenterOf, 10));
        Assert.Equal(-1, CenterAssignment.Assign([], AssignmentBasis.Value, CenterOf, 10));
    }

    [Theory]
    [InlineData(AssignmentBasis.Entries, 8, 6)]
    [InlineData(AssignmentBasis.Lines, 6, 8)]
    [InlineData(AssignmentBasis.Value, 3, 6)]
    public void An_appeal_can_lead_to_the_Center_with_the_next_most(AssignmentBasis basis, int first, int second)
    {
        HeadingTotals[] mixed = [new(8471, 60, 80, 100), new(6403, 30, 900, 200), new(3004, 10, 20, 9_000), new(9801, 999, 9_999, 99_999)];
        Assert.Equal((first, second), CenterAssignment.FirstTwo(mixed, basis, CenterOf, 10));
        Assert.Equal((8, -1), CenterAssignment.FirstTwo([new(8471, 5, 5, 5), new(8542, 9, 9, 9), new(9801, 9, 9, 9)], basis, CenterOf, 10));
        Assert.Equal((3, 6), CenterAssignment.FirstTwo([new(8471, 5, 5, 5), new(6403, 5, 5, 5), new(3004, 5, 5, 5)], basis, CenterOf, 10));
        Assert.Equal((-1, -1), CenterAssignment.FirstTwo([], basis, CenterOf, 10));
    }

    [Theory]
    [InlineData(0, false, true, 0, 99, 10)]
    [InlineData(0, false, true, 0, 100, 20)]
    [InlineData(0, false, true, 2, 100, 11)]    // port of no phase yet
    [InlineData(0, true, false, 0, 199, 10)]    // trusted, but did not apply
    [InlineData(0, false, false, 2, 200, 20)]
    [InlineData(1, true, false, 2, 150, 21)]
    [InlineData(1, false, true, 2, 999, 11)]
    [InlineData(2, true, true, 1, 999, 11)]     // the Center has no office in this scenario
    [InlineData(-1, true, true, 1, 999, 11)]
    public void Work_goes_where_date_port_and_eligibility_say(int center, bool trusted, bool applied, int port, int day, int office) =>
        Assert.Equal(office, Table.OfficeFor(new AccountTraits(center, trusted, applied), port, day));

    [Fact]
    public void Routing_changes_only_on_its_days_and_between_two_offices() =>
        Gen.Select(Gen.Int[-1, 2], Gen.Bool, Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 300]).Sample((center, trusted, applied, port, day) =>
        {
            AccountTraits account = new(center, trusted, applied);
            int before = Table.OfficeFor(account, port, day);
            int after = Table.OfficeFor(account, port, day + 1);
            bool known = before == Table.PortOffice(port) || (center >= 0 && before == 20 + center);
            return known && (before == after || Table.ChangeDays.Contains(day + 1));
        });

    [Fact]
    public void Change_days_are_known_beforehand() => Assert.Equal([0, 100, 150, 200], Table.ChangeDays);

    [Fact]
    public void A_later_rule_takes_everyone_an_earlier_one_took() =>
        Gen.Select(Gen.Bool, Gen.Bool).Sample((trusted, applied) =>
        {
            AccountTraits account = new(0, trusted, applied);
            return !RoutingTable.IsEligible(account, Eligibility.Nobody) && RoutingTable.IsEligible(account, Eligibility.AllAccounts)
                && RoutingTable.IsEligible(account, Eligibility.Applied) == applied && RoutingTable.IsEligible(account, Eligibility.TrustedTraders) == trusted;
        });

    [Fact]
    public void Isa_needs_ctpat_and_trust_follows_its_definition()
    {
        Assert.Throws<ArgumentException>(() => new Membership(0, isa: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Membership(4, isa: false));
        Assert.False(default(Membership).Ctpat);
        Assert.True(new TrustedTraderDefinition().Includes(new Membership(2, isa: true)));
        Assert.False(new TrustedTraderDefinition().Includes(new Membership(1, isa: true)));
        Assert.False(new TrustedTraderDefinition().Includes(new Membership(3, isa: false)));
        Assert.True(new TrustedTraderDefinition(1, IsaRequired: false).Includes(new Membership(1, isa: false)));
    }
}
