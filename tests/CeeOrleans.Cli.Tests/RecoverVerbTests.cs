using System.Text.Json;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli.Tests;

public sealed class RecoverVerbTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Recover_ASmallNation_ShowsTheTableAndWritesTheFolder_AndRunsNothingTwice()
    {
        string[] call = ["recover", Repository.Scenario("smoke"), "--surge", "60 %", "--from", "2016-01-15", "--for", "13 weeks", "--add", "0,2", "--replications", "2", "--out", "here"];
        Said said = await Command.CallAsync(bench.Folder, new Dictionary<string, string>(), call);
        Assert.Equal(ExitCode.Ok, said.Code);
        Assert.Contains("60 % more entries from 15 January 2016 to 14 April 2016 are laid over the scenario. 2 points, each with the shock and without it; 0 are finished, 2 to run", said.Error, StringComparison.Ordinal);
        Assert.Contains("import specialists added", said.Out, StringComparison.Ordinal);
        Assert.Contains("Report: here/report.html", said.Out, StringComparison.Ordinal);
        foreach (string file in new[] { "report.html", "weeks.csv", "weeks.parquet", "offices.csv", "offices.parquet", "recover.json", "charts/reserve.png" })
        {
            Assert.Contains($"here/{file}", bench.Files);
        }

        string kept = await File.ReadAllTextAsync(bench.PathOf("here/recover.json"), TestContext.Current.CancellationToken);
        Said again = await Command.CallAsync(bench.Folder, new Dictionary<string, string>(), [.. call, "--json"]);
        Assert.Contains("2 are finished, 0 to run", again.Error, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(again.Out);
        using JsonDocument first = JsonDocument.Parse(kept);
        Assert.Equal(first.RootElement.GetProperty("points").ToString(), document.RootElement.GetProperty("points").ToString());
        Assert.Equal(kept, await File.ReadAllTextAsync(bench.PathOf("here/recover.json"), TestContext.Current.CancellationToken));
        JsonElement point = document.RootElement.GetProperty("points")[1];
        Assert.Equal((2, 11), (point.GetProperty("added").GetInt32(), point.GetProperty("people").GetInt32()));
        Assert.Equal(2, point.GetProperty("reviews").GetProperty("perReplication").GetArrayLength());
        Assert.Equal("2016-04-15", document.RootElement.GetProperty("surge").GetProperty("until").GetString());
        Assert.EndsWith("--add 0,2 --surge '60 %' --from 2016-01-15 --for '13 weeks' --replications 2", document.RootElement.GetProperty("commandLine").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_OwnShocks_AreTheQuestion_AndTimesBelongToASurge()
    {
        await File.WriteAllTextAsync(bench.PathOf("lost.yaml"), $"name: Lost\nextends: {Repository.Scenario("smoke")}\nshocks:\n  sites lost: [{{ office: \"0001\", from: 2016-03-01, for: 14 d }}]\n", TestContext.Current.CancellationToken);
        Said wrong = await Command.CallAsync(bench.Folder, new Dictionary<string, string>(), "recover", "lost.yaml", "--for", "3 weeks");
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.Contains("--for belongs to a surge, and the scenario has shocks of its own", wrong.Error, StringComparison.Ordinal);

        Said said = await Command.CallAsync(bench.Folder, new Dictionary<string, string>(), "recover", "lost.yaml", "--add", "2", "--json");
        Assert.Equal(ExitCode.Ok, said.Code);
        using JsonDocument document = JsonDocument.Parse(said.Out);
        Assert.Equal("site lost", document.RootElement.GetProperty("shock").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("surge").ValueKind);
        Assert.Equal([0, 2], document.RootElement.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("added").GetInt32()));
        Assert.True(document.RootElement.GetProperty("points")[0].GetProperty("clocks").GetProperty("mean").GetDouble() > 0);
    }

    [Fact]
    public async Task Recover_ASurgeThatDoesNotFit_SaysWhatIsWrongWithIt()
    {
        Said late = await Command.CallAsync(bench.Folder, new Dictionary<string, string>(), "recover", Repository.Scenario("smoke"), "--from", "2020-01-01");
        Assert.Equal(ExitCode.ScenarioInvalid, late.Code);
        Assert.Contains("the surge: shocks.volume surges[0].from = 2020-01-01: is outside the horizon", late.Error, StringComparison.Ordinal);
        Assert.Contains("10 % more entries from 1 January 2020", late.Error, StringComparison.Ordinal);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Recover_APlainQueue_HasNoSpecialists()
    {
        Said said = await bench.CallAsync("recover", "queue.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("A plain queue has neither entries nor specialists", said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Inputs);
    }

    [Fact]
    public async Task Recover_EverythingWrongOnTheCommandLine_IsSaidAtOnce()
    {
        Said said = await bench.CallAsync("recover", "queue.yaml", "--add", "ten", "--role", "entry specialits", "--surge", "10", "--from", "15 January", "--for", "a while");
        Assert.Equal(ExitCode.Usage, said.Code);
        foreach (string part in new[] { "--add ten", "did you mean \"entry specialists\"?", "--surge 10: a percentage", "--from 15 January: a date", "--for a while: weeks or days" })
        {
            Assert.Contains(part, said.Error, StringComparison.Ordinal);
        }

        Assert.Empty(bench.Files);
    }

    [Theory]
    [InlineData("--add", "0..100:30")]
    [InlineData("--add", "100..0:25")]
    [InlineData("--add", "0..100")]
    [InlineData("--add", "0..100:0")]
    [InlineData("--add", "-5")]
    [InlineData("--add", "1,,2")]
    [InlineData("--add", "0..1000:1")]
    [InlineData("--surge", "0 %")]
    [InlineData("--surge", "500 %")]
    [InlineData("--for", "0 weeks")]
    [InlineData("--for", "13")]
    [InlineData("--role", "manager")]
    [InlineData("--replications", "0")]
    public async Task Recover_WrongOption_IsUsage(string option, string value)
    {
        Said said = await bench.CallAsync("recover", "queue.yaml", option, value);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains(option, said.Error, StringComparison.Ordinal);
        Assert.Null(bench.Inputs);
    }

    [Fact]
    public async Task Recover_AFileThatIsNotValid_IsToldAsItIs()
    {
        Said said = await bench.CallAsync("recover", "nowhere.yaml");
        Assert.Equal(ExitCode.ScenarioInvalid, said.Code);
        Assert.Contains("no such file", said.Error, StringComparison.Ordinal);
    }
}
