using System.Collections.Immutable;
using System.Text;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Testing;

namespace CeeOrleans.Storage.Tests;

/// <summary>The stored form: samples of every version load, broken ones are refused, the largest importer fits.</summary>
public sealed class StoredFormTests
{
    private static string Samples => Path.Combine(AppContext.BaseDirectory, "States");

    /// <summary>An account with something of everything.</summary>
    private static Ledgered Whole()
    {
        Ledgered a = Ledgered.Opened();
        a.Do(new ChangeMembership(new Membership(3, true), Applied: true, "ACME"));
        a.Do(new AssignManager("Bo Manager"));
        int review = a.Done(SmallPlan.Entry(1, WorkKind.DocumentReview) with { Referred = true }).Number;
        int pool = a.Done(SmallPlan.Entry(2, WorkKind.FullReview) with { Port = PortCode.Parse("4601"), Heading = 6109, RiskRank = 77 }).Number;
        a.Do(SmallPlan.Entry(3) with { FiledDay = SimTime.DayOf(SmallPlan.Monday) - 40 });
        a.Done(SmallPlan.Entry(4, WorkKind.PartnerReferral));
        a.Do(new TakeCase(review));
        a.Do(new TakeCase(pool));
        a.Do(new FinishCase(pool, Outcome.Cf28));
        a.Do(new TakeCase(pool));
        a.Do(new FinishCase(pool, Outcome.Issued));
        a.Do(new FileProtest("P1", ProtestKind.Exclusion, PortCode.Parse("2709"), 8471, 40, SimTime.DayOf(SmallPlan.Monday) - 100));
        a.Do(new PlaceHold(EntryNumber.Of("EN1", 5), PortCode.Parse("2704"), HoldCause.IntellectualProperty));
        a.Do(new AppealCenter("002", "mostly shirts, and \"more\"\n".Trim()));
        return a;
    }

    [Fact]
    public void Sample_of_the_present_form_is_what_is_written()
    {
        Ledgered a = Whole();
        string written = Encoding.UTF8.GetString(AccountFormat.Write(new AccountRecord { Account = a.Account, Effects = a.Last, Trusted = true }));
        string file = $"account-v{AccountFormat.SchemaVersion}.txt";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(Source(), "States", file), written + "\n");
            return;
        }

        // A changed form needs a new version and a new sample; this one stays.
        Assert.Equal(File.ReadAllText(Path.Combine(Samples, file)).TrimEnd('\n'), written);
    }

    [Fact]
    public void A_remembered_text_of_the_cases_writes_the_same_bytes()
    {
        Ledgered a = Whole();
        CaseText text = new();
        for (int i = 10; i < 13; i++)
        {
            a.Do(SmallPlan.Entry(i, i == 11 ? [WorkKind.DocumentReview] : []));
            Assert.Equal(AccountFormat.Write(new AccountRecord { Account = a.Account }), AccountFormat.Write(new AccountRecord { Account = a.Account, Text = text }));
        }
    }

    [Fact]
    public void Samples_of_every_form_load()
    {
        string[] files = Directory.GetFiles(Samples, "account-v*.txt");
        Assert.True(files.Length == AccountFormat.SchemaVersion, $"{files.Length} samples of {AccountFormat.SchemaVersion} forms");
        foreach (string file in files)
        {
            Conformance.Same(Whole().Account!, AccountFormat.Read(File.ReadAllBytes(file).AsMemory()));
        }
    }

    [Fact]
    public void A_form_of_a_newer_program_is_refused_and_says_so()
    {
        string newer = File.ReadAllText(Path.Combine(Samples, "account-v1.txt")).Replace("\"schema\":1", "\"schema\":2", StringComparison.Ordinal);
        StoredStateException e = Assert.Throws<StoredStateException>(() => AccountFormat.Read(Encoding.UTF8.GetBytes(newer)));
        Assert.Contains("newer program", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{}\n")]
    [InlineData("{}\n{}")]
    [InlineData("{}\n[]")]
    [InlineData("{}\nnull")]
    [InlineData("{}\n{\"schema\":1}")]
    [InlineData("{}\n{\"schema\":\"1\"}")]
    [InlineData("{}\n{\"schema\":-1}")]
    [InlineData("{}\n{\"schema\":99999999999}")]
    [InlineData("{}\n[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]")]
    public void A_broken_state_is_refused(string stored) => Assert.Throws<StoredStateException>(() => AccountFormat.Read(Encoding.UTF8.GetBytes(stored)));

    [Fact]
    public void Any_damage_is_refused_or_gives_an_account_and_nothing_else()
    {
        byte[] sample = File.ReadAllBytes(Path.Combine(Samples, "account-v1.txt"));
        Random random = new(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = (byte[])sample.Clone();
            int hits = random.Next(1, 4);
            for (int h = 0; h < hits; h++)
            {
                int at = random.Next(damaged.Length);
                damaged[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)"0123456789-,[]{}\"e."[random.Next(19)], _ => (byte)(damaged[at] ^ 1) };
            }

            if (random.Next(10) == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
            }

            try
            {
                AccountFormat.Read(damaged);
            }
            catch (StoredStateException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 19_999);
    }

    [Fact]
    public void The_largest_importer_fits_into_512_KB_after_ten_years()
    {
        // 400,000 summaries a year at 60 ports under 8 headings. Open are 2,400 document reviews (a tenth of the summaries, three
        // weeks each, half of what they may take), 840 of the pool, 300 protests, 400 corrections and replies: 4,000, and some.
        Ledgered a = Ledgered.Opened();
        for (int i = 0; i < 40; i++)
        {
            a.Done(SmallPlan.Entry(i, i % 8 == 0 ? WorkKind.FullReview : WorkKind.DocumentReview) with { RiskRank = 1_000 * i });
        }

        Case[] kinds = [.. a.Account!.Cases.Values];
        const int Open = 4_500;
        const int Last = 1_200_000;
        Account largest = a.Account with
        {
            Filed = 4_000_000,
            Liquidated = 3_600_000,
            NextCase = Last + 1,
            Totals =
            [
                .. from month in Enumerable.Range(540, Account.MonthsKept)
                   from port in Enumerable.Range(0, 60).Select(p => 101 + (p * 83))
                   from heading in Enumerable.Range(0, 8).Select(h => 407 + (h * 1117))
                   select new MonthTotal(month, port, heading, 70 + heading % 9, 180, 487_879_000 + heading),
            ],
            Unliquidated = [.. Enumerable.Range(2300, 160).Select(w => new WeekCount(w, 7_700))],
            Contacts = [.. Enumerable.Range(1, 60).Select(o => new OfficeContacts($"{o:0000}", 900, SmallPlan.Monday))],
            Cases = Enumerable.Range(Last - Open + 1, Open).Select(n => kinds[n % kinds.Length] with { Number = n, ValueDollars = 69_697 }).ToImmutableSortedDictionary(c => c.Number, c => c),
        };
        byte[] stored = AccountFormat.Write(new AccountRecord { Account = largest, Effects = a.Last });
        TestContext.Current.SendDiagnosticMessage($"The largest importer takes {stored.Length:#,0} bytes.");
        Assert.InRange(stored.Length, 300_000, 512 * 1024);
        Conformance.Same(largest, AccountFormat.Read(stored));
    }

    [Fact]
    public void Totals_come_back_from_their_packed_form()
    {
        Random random = new(3);
        for (int i = 0; i < 300; i++)
        {
            ImmutableArray<MonthTotal> totals =
            [
                .. Enumerable.Range(0, random.Next(60))
                    .Select(_ => new MonthTotal(random.Next(600, 613), random.Next(0, 9999), random.Next(0, 9999), random.NextInt64(1, 1 << 40), random.Next(1, 99999), random.NextInt64(0, long.MaxValue / 4)))
                    .DistinctBy(t => (t.Month, t.Port, t.Heading)).Order(),
            ];
            Assert.Equal(totals, PackedTotals.Unpack(PackedTotals.Pack(totals)));
        }
    }

    private static string Source()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "CeeOrleans.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        return Path.Combine(root!, "tests", "CeeOrleans.Storage.Tests");
    }
}
