using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Service.Ingest;
using CeeOrleans.Testing;
using Reject = CeeOrleans.Service.Ingest.Reject;

namespace CeeOrleans.Service.Tests;

/// <summary>A day's file: good lines are kept, bad ones are named, and the same file again changes nothing.</summary>
public sealed class IngestTests(Served served)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static string Line(string ior, AccountCommand command, string more = "") =>
        $"{{\"ior\":\"{ior}\",{more}{Encoding.UTF8.GetString(CommandJson.Write(command))[1..]}";

    internal static string Open(string ior) => Line(ior, new OpenAccount(new AccountProfile($"Ingest {ior}", "", "", "", ""), new Membership(2, true), Center: "001"));

    private Task<(HttpStatusCode Status, Reject[] Rejects, IngestResult? Result)> SendAsync(string file, string type = "application/x-ndjson", string query = "", HttpClient? client = null) =>
        SendAsync(client ?? served.Owner, file, type, query);

    internal static async Task<(HttpStatusCode Status, Reject[] Rejects, IngestResult? Result)> SendAsync(HttpClient client, string file, string type = "application/x-ndjson", string query = "")
    {
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes(file));
        body.Headers.ContentType = new MediaTypeHeaderValue(type);

        // One file is read at a time: another test may be at it.
        HttpResponseMessage response;
        do
        {
            response = await client.PostAsync(new Uri($"/v1/ingest{query}", UriKind.Relative), body, Stop);
        }
        while (response.StatusCode == HttpStatusCode.TooManyRequests);
        using (response)
        {
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (response.StatusCode, [], null);
            }

            JsonElement[] lines = [.. (await response.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
            return (
                response.StatusCode,
                [.. lines[..^1].Select(l => new Reject(l.GetProperty("line").GetInt64(), l.GetProperty("reason").GetString()!))],
                new IngestResult(lines[^1].GetProperty("lines").GetInt64(), lines[^1].GetProperty("kept").GetInt64(), lines[^1].GetProperty("repeated").GetInt64(), lines[^1].GetProperty("rejected").GetInt64()));
        }
    }

    [Fact]
    public async Task Every_good_line_is_kept_every_bad_one_is_named_and_the_same_file_again_changes_nothing()
    {
        (string a, string b) = (Served.Fresh(), Served.Fresh());
        int serial = Served.Serial();
        FileEntry taken = SmallPlan.Entry(Served.Serial());
        Assert.Equal(HttpStatusCode.OK, (await Served.DoAsync(served.Owner, await served.OpenedAsync(), taken)).Status);
        string file = string.Join('\n',
            Open(a),
            Line(a, SmallPlan.Entry(serial, WorkKind.DocumentReview), "\"id\":\"the filing\",\"at\":\"2016-02-01T14:00:00Z\",").Replace("the filing", "filing", StringComparison.Ordinal),
            "{\"ior\":\"nobody\",\"command\":\"take case\",\"case\":1}",
            "",
            "{\"ior\":",
            Line(Served.Fresh(), new TakeCase(1)),
            Open(b),
            Line(a, new TakeCase(1)),
            $"{{\"ior\":\"{a}\",\"command\":\"take case\",\"case\":\"one\"}}",
            $"{{\"ior\":\"{a}\",\"command\":\"tak case\"}}",
            Line(b, taken),
            Line(b, SmallPlan.Entry(Served.Serial())) + "\r");
        (HttpStatusCode status, Reject[] rejects, IngestResult? result) = await SendAsync(file);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(rejects.Select(r => r.Line).SequenceEqual([3L, 5, 6, 9, 10, 11]), string.Join('\n', rejects.Select(r => r.ToString())));
        Assert.Equal(new IngestResult(11, 5, 0, 6), result);
        Assert.Contains("case", rejects[3].Reason, StringComparison.Ordinal);
        Assert.Contains("There is no command", rejects[4].Reason, StringComparison.Ordinal);

        Said account = await Served.GetAsync(served.Owner, $"/v1/accounts/{a}");
        Assert.Equal(1, account.Json.GetProperty("entries").GetProperty("filed").GetInt32());
        Assert.Equal("taken", account.Json.GetProperty("items")[0].GetProperty("state").GetString());
        Said other = await Served.GetAsync(served.Owner, $"/v1/accounts/{b}");
        Assert.Equal(1, other.Json.GetProperty("entries").GetProperty("filed").GetInt32());

        (_, Reject[] again, IngestResult? second) = await SendAsync(file);
        Assert.Equal(result! with { Repeated = 5 }, second);
        Assert.Equal(rejects, again);
        Assert.Equal(account, await Served.GetAsync(served.Owner, $"/v1/accounts/{a}"));
        Assert.Equal(other, await Served.GetAsync(served.Owner, $"/v1/accounts/{b}"));
    }

    [Fact]
    public async Task A_csv_says_the_same_as_json_lines()
    {
        string a = Served.Fresh();
        EntryNumber entry = EntryNumber.Of("EN1", Served.Serial());
        string header = "\uFEFFior,command,name,entry,port,heading,lines,valueCents,filed,selected,referred,case\r\n";
        string file = header
            + $"{a},open account,\"Söhne, \"\"Ann\"\"\",,,,,,,,,\r\n"
            + $"{a},file entry,,{entry},2704,8471,3,1234500,2016-01-29,document review;full review,true,\r\n"
            + $"{a},take case,,,,,,,,,,1\r\n"
            + $"{a},take case,,,,,,,,,,x\r\n"
            + $"{a},take case\r\n"
            + $"{a},take case,\"open,,,,,,,,,1\r\n";
        (HttpStatusCode status, Reject[] rejects, IngestResult? result) = await SendAsync(file, "text/csv");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([5L, 6, 7], rejects.Select(r => r.Line));
        Assert.Equal(new IngestResult(6, 3, 0, 3), result);
        JsonElement account = (await Served.GetAsync(served.Owner, $"/v1/accounts/{a}")).Json;
        Assert.Equal("Söhne, \"Ann\"", account.GetProperty("name").GetString());
        Assert.Equal(2, account.GetProperty("openItems").GetInt32());

        // A part that begins at line 6 of the file has the header again.
        (_, Reject[] part, _) = await SendAsync(header + $"{a},take case,,,,,,,,,,9\r\n", "text/csv", "?first=6");
        Assert.Equal(6, Assert.Single(part).Line);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("ior;command\n", "text/csv")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(Open(a), query: "?first=0")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync(Open(a), "application/json")).Status);
    }

    [Fact]
    public async Task Files_are_for_the_administrator_and_nobody_else_reaches_a_grain()
    {
        string a = Served.Fresh();
        foreach ((string role, string[] scope) in new[] { ("importer", new[] { a }), ("specialist", ["001"]), ("manager", ["001"]), ("planner", []), ("auditor", []) })
        {
            using HttpClient client = await served.KeyAsync(role, scope);
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(Open(a), client: client)).Status);
        }

        using HttpClient nobody = served.Client((string?)null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(Open(a), client: nobody)).Status);
        Assert.False(served.Source.Asked.ContainsKey(a));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/ingest") { Content = new StreamContent(new Endless(IngestEndpoint.MostBytes + 1)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Content.Headers.ContentLength = IngestEndpoint.MostBytes + 1;
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await served.Owner.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Lines_come_whole_however_the_stream_is_cut_and_long_ones_are_passed_over(int chunk)
    {
        string text = "a\n\nbb\r\n" + new string('x', 50) + "\n" + new string('y', 40) + "\nlast";
        using Cut stream = new(Encoding.UTF8.GetBytes(text), chunk);
        List<string> found = [];
        await foreach (TextLine line in LineReader.ReadAsync(stream, 40, Stop))
        {
            found.Add($"{line.Number} {(line.TooLong ? "long" : Encoding.UTF8.GetString(line.Bytes))}");
        }

        Assert.Equal(["1 a", "2 ", "3 bb", "4 long", $"5 {new string('y', 40)}", "6 last"], found);
    }

    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData("", "")]
    [InlineData(",", "|")]
    [InlineData("\"a,\"\"b\"\"\",", "a,\"b\"|")]
    [InlineData("a\"b", "a\"b")]
    public void Values_of_a_csv_line(string line, string values) => Assert.Equal(values, string.Join('|', IngestReader.Fields(Encoding.UTF8.GetBytes(line))));

    [Theory]
    [InlineData("\"a")]
    [InlineData("\"a\"b")]
    public void A_csv_line_with_a_stray_quote_is_refused(string line) => Assert.Throws<FormatException>(() => IngestReader.Fields(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public async Task The_command_sends_a_file_and_writes_what_was_not_kept_beside_it()
    {
        string folder = Directory.CreateTempSubdirectory("cee-ingest-").FullName;
        try
        {
            string a = Served.Fresh();
            string file = Path.Combine(folder, "day.jsonl");
            await File.WriteAllLinesAsync(file, [Open(a), "no line", Line(a, SmallPlan.Entry(Served.Serial()))], Stop);
            (int exit, string said) = await CeeAsync("ingest", file, "--data", served.Service.Folder);
            Assert.True(exit == 6, said);
            Assert.Contains("2 new, 0 kept before, 1 rejected", said, StringComparison.Ordinal);
            JsonElement reject = JsonDocument.Parse(await File.ReadAllTextAsync(file + ".rejects.jsonl", Stop)).RootElement;
            Assert.Equal((2, "no line"), (reject.GetProperty("line").GetInt32(), reject.GetProperty("text").GetString()));
            Assert.Equal(2, (await Served.GetAsync(served.Owner, $"/v1/accounts/{a}")).Json.GetProperty("version").GetInt32());

            (_, string again) = await CeeAsync("ingest", file, "--data", served.Service.Folder);
            Assert.Contains("0 new, 2 kept before, 1 rejected", again, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_reject_file_is_readable_and_a_missing_entry_is_told_once()
    {
        string folder = Directory.CreateTempSubdirectory("cee-ingest-").FullName;
        try
        {
            string file = Path.Combine(folder, "day.jsonl");
            await File.WriteAllTextAsync(file, "{\"ior\":\"99-0000002EX\",\"command\":\"issue notice\",\"number\":\"it's\",\"form\":28}\n", Stop);
            Assert.Equal(6, (await CeeAsync("ingest", file, "--data", served.Service.Folder)).Exit);
            string rejects = await File.ReadAllTextAsync(file + ".rejects.jsonl", Stop);
            Assert.DoesNotContain("\\u00", rejects, StringComparison.Ordinal);
            Assert.Equal("entry is missing.", JsonDocument.Parse(rejects).RootElement.GetProperty("reason").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static async Task<(int Exit, string Said)> CeeAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "cee.dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("cee did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync(Stop);
        string output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output + await error);
    }

    /// <summary>Blanks, so many.</summary>
    private sealed class Endless(long length) : MemoryStream
    {
        private long left = length;

        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int n = (int)Math.Min(left, buffer.Length);
            buffer[..n].Fill((byte)' ');
            left -= n;
            return n;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("Nobody should want this body.");
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class Cut(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, chunk)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
    }
}
