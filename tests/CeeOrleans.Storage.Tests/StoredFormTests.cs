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
            File.WriteAllText(Path.Combine(Source, "States", file), written + "\n");
            return;
        }

        // A changed form needs a new version and a new sample; this one stays.
        Assert.Equal(File.ReadAllText(Path.Combine(Samples, file)).TrimEnd('\n'), written);
    }

    [Fact]
    public void Samples_of_every_form_load()
    {
        string[] files = Directory.GetFiles(Samples, "account-v*.txt");
        foreach (int form in Enumerable.Range(1, AccountFormat.SchemaVersion))
        {
            Assert.Contains(files, f => Path.GetFileName(f) == $"account-v{form}.txt");
        }

        foreach (string file in files)
        {
            Conformance.Same(Whole().Account!, AccountFormat.Read(Encoding.UTF8.GetBytes(File.ReadAllText(file).TrimEnd('\n'))));
        }
    }

    /// <summary>Both lines and all parts, as a read gives them.</summary>
    private static string InParts()
    {
        Ledgered a = Whole();
        PartChanges changes = AccountParts.None.To(a.Account!, a.Last, from: 0);
        string lines = Encoding.UTF8.GetString(AccountFormat.Write(new AccountRecord { Account = a.Account, Effects = a.Last, Trusted = true, Changes = changes }));
        return lines + string.Concat(changes.Changed.Select(p => $"\n[{(int)p.Id.Kind},{p.Id.Number},{Encoding.UTF8.GetString(p.Content!)}]"));
    }

    [Fact]
    public void Sample_of_the_present_form_in_parts_is_what_is_written()
    {
        string file = $"account-v{AccountFormat.SchemaVersion}-parts.txt";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(Source, "States", file), InParts() + "\n");
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(Samples, file)).TrimEnd('\n'), InParts());
    }

    [Fact]
    public void Parts_that_are_missing_doubled_or_elsewhere_are_refused()
    {
        string[] lines = InParts().Split('\n');
        Assert.Equal(5, lines.Length);
        Refused([.. lines[..^1]]);
        Refused([.. lines, lines[^1]]);
        Refused([.. lines[..^1], "[2,12,\"\"]"]);
        Refused([.. lines[..^1], "[3,1,[]]"]);
        Refused([.. lines[..2], lines[2].Replace("[1,0,", "[1,1,", StringComparison.Ordinal), .. lines[3..]]);
        string whole = Encoding.UTF8.GetString(AccountFormat.Write(new AccountRecord { Account = Whole().Account }));
        Refused([whole, lines[^1]]);

        static void Refused(string[] lines) => Assert.Throws<StoredStateException>(() => AccountFormat.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    [Fact]
    public void A_form_of_a_newer_program_is_refused_and_says_so()
    {
        string newer = File.ReadAllText(Path.Combine(Samples, "account-v1.txt")).Replace("\"schema\":1", $"\"schema\":{AccountFormat.SchemaVersion + 1}", StringComparison.Ordinal);
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

    [Theory]
    [InlineData("account-v1.txt")]
    [InlineData("account-v2-parts.txt")]
    public void Any_damage_is_refused_or_gives_an_account_and_nothing_else(string file)
    {
        byte[] sample = File.ReadAllBytes(Path.Combine(Samples, file));
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
        Ledgered a = Ledgered.Opened();
        for (int i = 0; i < 40; i++)
        {
            a.Done(SmallPlan.Entry(i, i % 8 == 0 ? WorkKind.FullReview : WorkKind.DocumentReview) with { RiskRank = 1_000 * i });
        }

        Account largest = Largest.After(a.Account!, [.. a.Account!.Cases.Values]);
        byte[] stored = AccountFormat.Write(new AccountRecord { Account = largest, Effects = a.Last });
        PartChanges changes = AccountParts.None.To(largest, a.Last);
        int inParts = AccountFormat.Write(new AccountRecord { Account = largest, Effects = a.Last, Changes = changes }).Length;
        TestContext.Current.SendDiagnosticMessage($"The largest importer takes {stored.Length:#,0} bytes whole and {inParts:#,0} in {changes.Changed.Length} parts.");
        Assert.InRange(stored.Length, 300_000, 512 * 1024);
        Assert.InRange(inParts, 300_000, 512 * 1024);
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
            Assert.Equal(totals, PackedTotals.Unpack(PackedTotals.Pack(totals.AsSpan())));
        }
    }

    private static string Source => Path.Combine(Repository.Root, "tests", "CeeOrleans.Storage.Tests");
}
