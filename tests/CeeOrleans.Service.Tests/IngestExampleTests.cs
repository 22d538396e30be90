using System.Net;
using System.Text;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Service.Ingest;

namespace CeeOrleans.Service.Tests;

/// <summary>The file that shows the format: it is whole, and a service keeps all of it.</summary>
public sealed class IngestExampleTests(Served served)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string[] Lines(IngestFormat format, DateOnly day) => IngestExample.Text(format, day).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void It_has_every_command_with_every_part()
    {
        JsonElement[] lines = [.. Lines(IngestFormat.JsonLines, new DateOnly(2016, 2, 1)).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(CommandJson.Names.Order(), lines.Select(l => l.GetProperty("command").GetString()!).Distinct().Order());
        foreach (JsonElement line in lines)
        {
            // What a command may have is what it names when something else is in it.
            string json = line.GetRawText();
            string error = Assert.Throws<CommandFormatException>(() => CommandJson.Read(Encoding.UTF8.GetBytes(json[..^1] + ",\"x\":1}"))).Errors.Single(e => e.StartsWith("x is", StringComparison.Ordinal));
            string[] allowed = error[(error.IndexOf("allowed: ", StringComparison.Ordinal) + 9)..^1].Split(", ");
            Assert.Equal(allowed.Concat(["ior", "id", "at"]).Order(), line.EnumerateObject().Select(m => m.Name).Order());
        }
    }

    [Fact]
    public async Task A_service_keeps_all_of_it_and_knows_it_the_second_time()
    {
        DateOnly today = DateOnly.FromDateTime(served.Time.GetUtcNow().UtcDateTime);
        string file = IngestExample.Text(IngestFormat.JsonLines, today);
        int lines = Lines(IngestFormat.JsonLines, today).Length;
        (HttpStatusCode status, Reject[] rejects, IngestResult? result) = await IngestTests.SendAsync(served.Owner, file);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(rejects.Length == 0, string.Join('\n', rejects.Select(r => r.ToString())));
        Assert.Equal(new IngestResult(lines, lines, 0, 0), result);
        (_, _, IngestResult? again) = await IngestTests.SendAsync(served.Owner, file);
        Assert.Equal(new IngestResult(lines, lines, lines, 0), again);
    }

    [Fact]
    public async Task A_csv_of_it_says_the_same()
    {
        DateOnly day = new(2016, 2, 1);
        List<IngestLine> json = await ReadAsync(IngestFormat.JsonLines);
        List<IngestLine> csv = await ReadAsync(IngestFormat.Csv);
        Assert.Equal(json.Select(Text), csv.Select(Text));

        static string Text(IngestLine line) => $"{line.Account} {line.Command!.Id} {line.Command.At} {Encoding.UTF8.GetString(CommandJson.Write(CommandJson.Read(line.Command.Body)))}";

        async Task<List<IngestLine>> ReadAsync(IngestFormat format)
        {
            List<IngestLine> lines = [];
            using MemoryStream stream = new(Encoding.UTF8.GetBytes(IngestExample.Text(format, day)));
            await foreach (IngestLine line in IngestReader.ReadAsync(stream, format, 1, "x", Stop))
            {
                Assert.Null(line.Error);
                lines.Add(line);
            }

            return lines;
        }
    }

    [Fact]
    public async Task What_the_command_prints_is_kept_by_what_it_serves()
    {
        string folder = Directory.CreateTempSubdirectory("cee-example-").FullName;
        try
        {
            string file = Path.Combine(folder, "day.jsonl");
            (int exit, string text) = await IngestTests.CeeAsync("ingest", "--example");
            Assert.Equal(0, exit);
            await File.WriteAllTextAsync(file, text, Stop);
            string data = Path.Combine(folder, "live");
            await using ServeProcess serving = ServeProcess.Start(data);
            using HttpClient client = await serving.ReadyAsync();
            (exit, string said) = await IngestTests.CeeAsync("ingest", file, "--data", data);
            Assert.True(exit == 0, said + (exit == 0 ? "" : await File.ReadAllTextAsync(file + ".rejects.jsonl", Stop)));
            int lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            Assert.Contains($"{lines} new, 0 kept before, 0 rejected", said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
