using System.Globalization;
using System.Net;
using System.Text;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Ingest;
using CeeOrleans.Testing;
using Reject = CeeOrleans.Service.Ingest.Reject;

namespace CeeOrleans.Service.Tests;

/// <summary>
/// Good lines of a day's file, spoilt: 10,000 here on each store, as many as <c>CEE_MUTATED_REQUESTS</c> says otherwise, in files of at
/// most 10,000. Each is kept or named, none touches another account, and the same file once more changes nothing.
/// </summary>
public sealed class MutatedLineTests : IDisposable
{
    private const int MostInFile = 10_000;
    private const int Accounts = 20;

    private readonly string folder = Directory.CreateTempSubdirectory("cee-lines-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static int Lines => int.TryParse(Environment.GetEnvironmentVariable("CEE_MUTATED_REQUESTS"), CultureInfo.InvariantCulture, out int n) ? n : MostInFile;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(StoreUnderTest.Embedded)]
    [InlineData(StoreUnderTest.Server)]
    public async Task Mutated_lines_are_kept_or_rejected_each_and_change_no_other_account(string store)
    {
        await using StoreUnderTest under = await StoreUnderTest.StartAsync(store);
        await using LiveService service = await LiveService.StartAsync(under.Under(Served.Options(folder, new Served.Clock())), Stop);
        using HttpClient owner = Served.Client(service.Url, service.OwnerKey);
        string other = Served.Fresh();
        await Served.DoAsync(owner, other, new OpenAccount(new AccountProfile("Another", "", "", "", ""), default));
        Said before = await Served.GetAsync(owner, $"/v1/accounts/{other}");
        Random random = new(5);
        for (int sent = 0, file = 0; sent < Lines; file++)
        {
            int count = Math.Min(MostInFile, Lines - sent);
            sent += count;
            await FileAsync(owner, random, file, count);
            Assert.Equal(before, await Served.GetAsync(owner, $"/v1/accounts/{other}"));
            TestContext.Current.TestOutputHelper?.WriteLine($"{sent:#,0} of {Lines:#,0} spoilt lines on {store}");
        }
    }

    private static async Task FileAsync(HttpClient owner, Random random, int file, int count)
    {
        string[] own = [.. Enumerable.Range(0, Accounts).Select(_ => Served.Fresh())];
        string[] good =
        [
            .. own.Select(IngestTests.Open),
            .. own.Select((a, i) => IngestTests.Line(a, SmallPlan.Entry(1, WorkKind.DocumentReview) with { Entry = EntryNumber.Of("MUT", 10_000 + (100 * ((file * Accounts) + i))) })),
            .. own.Select(a => IngestTests.Line(a, new TakeCase(1))),
        ];
        string text = string.Join('\n', Enumerable.Range(0, count).Select(i => Spoil(random, good[i % good.Length])));
        (HttpStatusCode status, Reject[] rejects, IngestResult? result) = await IngestTests.SendAsync(owner, text);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(count, result!.Kept + result.Rejected);
        Assert.Equal(result.Rejected, rejects.Length);
        Assert.InRange(result.Rejected, count / 5, count * 9 / 10);

        // What was refused because its account was not open yet is kept now; after that nothing changes any more.
        IngestResult second = (await IngestTests.SendAsync(owner, text)).Result!;
        Assert.InRange(second.Kept, result.Kept, count - 1);
        Said[] settled = [.. await Task.WhenAll(own.Select(a => Served.GetAsync(owner, $"/v1/accounts/{a}")))];
        Assert.Equal(second, (await IngestTests.SendAsync(owner, text)).Result);
        Assert.Equal(settled, await Task.WhenAll(own.Select(a => Served.GetAsync(owner, $"/v1/accounts/{a}"))));
    }

    private static string Spoil(Random random, string good)
    {
        byte[] line = Encoding.UTF8.GetBytes(good);
        for (int h = random.Next(0, 4); h > 0; h--)
        {
            // The number of the account stays: it is what the test looks at.
            int at = 24 + random.Next(line.Length - 24);
            line[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)"0123456789-,[]{}\"e. "[random.Next(20)], _ => (byte)(line[at] ^ 1) };
        }

        return Encoding.UTF8.GetString([.. line.Select(c => c == (byte)'\n' ? (byte)' ' : c)]);
    }
}
