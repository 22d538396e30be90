using System.Net;
using System.Text;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Testing;

namespace CeeOrleans.Service.Tests;

/// <summary>Commands as JSON: each comes back, and what is broken is told and never breaks anything.</summary>
public sealed class CommandJsonTests(Served served)
{
    private static readonly EntryNumber Entry = EntryNumber.Of("EN1", 7);
    private static readonly PortCode Port = PortCode.Parse("2704");

    private static AccountCommand[] All =>
    [
        new OpenAccount(new AccountProfile("A & B \"C\"", "1 Main St", "Reno", "NV", "89501"), new Membership(3, true), true, "ACME", "001"),
        new ChangeProfile(new AccountProfile("Söhne", "", "", "", "")),
        new ChangeMembership(new Membership(1, false), false, null),
        new AssignManager("Bo"),
        new AssignManager(null),
        new AssignCenter("002"),
        new AssignCenter(null),
        new AppealCenter("002", "why"),
        new DecideAppeal(true, "why"),
        SmallPlan.Entry(3, WorkKind.DocumentReview, WorkKind.QuotaEntry) with { Referred = true, RiskRank = 9 },
        new PlaceHold(Entry, Port, HoldCause.PartnerAgency, 8471, true),
        new ReleaseHold(2),
        new OpenInquiry("Q1", Port, 8471, 3),
        new IssueNotice("N1", 28, Entry),
        new AnswerCase(1),
        new CloseSilence(1),
        new FileCorrection("K1", Entry, true, false),
        new Liquidate(Entry, 17_000),
        new FileProtest("P1", ProtestKind.Accelerated, Port, 8471, 12, 16_000, 5),
        new OpenWork("W1", WorkKind.AdCvdMessage, Port, 7208, 16_000, 1, 2, 3, true, 1_454_338_800),
        new TakeCase(1),
        new PutBackCase(1),
        new FinishCase(1, Outcome.Referred, WaitCause.FurtherInformation),
        new HandOverCase(1, "001", "why"),
        new ExpireCase(1),
        new FollowRouting(16_900),
    ];

    [Fact]
    public void Every_command_comes_back()
    {
        foreach (AccountCommand command in All)
        {
            AccountCommand back = CommandJson.Read(CommandJson.Write(command));
            Assert.Equal(
                command is FileEntry f ? f with { Selected = [] } : command,
                back is FileEntry b ? b with { Selected = [] } : back);
            Assert.Equal((command as FileEntry)?.Selected.ToArray() ?? [], (back as FileEntry)?.Selected.ToArray() ?? []);
        }

        Assert.Equal(CommandJson.Names.Order(), All.Select(c => System.Text.Json.JsonDocument.Parse(CommandJson.Write(c)).RootElement.GetProperty("command").GetString()!).Distinct().Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"command\":7}")]
    [InlineData("{\"command\":\"\\ud800\"}")]
    [InlineData("{\"command\":\"take case\"}")]
    [InlineData("{\"command\":\"take case\",\"case\":1,\"case\":2}")]
    [InlineData("{\"command\":\"take case\",\"case\":1.5}")]
    [InlineData("{\"command\":\"take case\",\"case\":99999999999}")]
    [InlineData("{\"command\":\"take case\",\"case\":{\"a\":{\"b\":{\"c\":1}}}}")]
    [InlineData("{\"command\":\"finish case\",\"case\":1,\"outcome\":\"won\"}")]
    [InlineData("{\"command\":\"open account\",\"name\":\"x\",\"ctpatTier\":9}")]
    [InlineData("{\"command\":\"open account\",\"name\":\"x\",\"isa\":true}")]
    public void A_broken_command_is_told(string json) =>
        Assert.NotEmpty(Assert.Throws<CommandFormatException>(() => CommandJson.Read(Encoding.UTF8.GetBytes(json))).Errors);

    [Theory]
    [InlineData("{\"command\":\"liquidate\",\"day\":\"2016-01-31\"}", "entry is missing.")]
    [InlineData("{\"command\":\"liquidate\",\"entry\":7,\"day\":\"2016-01-31\"}", "entry is a text.")]
    [InlineData("{\"command\":\"open inquiry\",\"number\":\"Q\"}", "port is missing.")]
    [InlineData("{\"command\":\"open work\",\"number\":\"W\",\"port\":\"2704\",\"filed\":\"2016-01-31\"}", "kind is missing.")]
    [InlineData("{\"command\":\"finish case\",\"case\":1,\"outcome\":7}", "outcome is a text.")]
    public void One_mistake_is_told_once(string json, string error) =>
        Assert.Equal([error], Assert.Throws<CommandFormatException>(() => CommandJson.Read(Encoding.UTF8.GetBytes(json))).Errors);

    [Fact]
    public void Damaged_commands_are_told_or_read_and_nothing_else()
    {
        Random random = new(11);
        AccountCommand[] all = All;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] json = Damage(CommandJson.Write(all[random.Next(all.Length)]), random);
            try
            {
                CommandJson.Read(json);
            }
            catch (CommandFormatException)
            {
                // As it should be.
            }
        }
    }

    [Fact]
    public async Task Damaged_requests_never_fail_the_service()
    {
        string ior = await served.OpenedAsync();
        Random random = new(12);
        AccountCommand[] all = All;
        for (int i = 0; i < 400; i++)
        {
            Said said = await Served.SendAsync(served.Owner, ior, Damage(CommandJson.Write(all[random.Next(all.Length)]), random), $"d{i}");
            Assert.True((int)said.Status < 500, said.Body);
        }

        Assert.Equal(HttpStatusCode.OK, (await Served.GetAsync(served.Owner, $"/v1/accounts/{ior}")).Status);
    }

    private static byte[] Damage(byte[] json, Random random)
    {
        int hits = random.Next(1, 4);
        for (int h = 0; h < hits; h++)
        {
            json[random.Next(json.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"0123456789-,[]{}\"e.:nulltrue"[random.Next(28)];
        }

        return random.Next(8) == 0 ? json[..random.Next(json.Length)] : json;
    }
}
