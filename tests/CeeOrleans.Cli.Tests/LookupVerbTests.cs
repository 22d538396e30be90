using System.Text.Json;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Cli.Verbs;

namespace CeeOrleans.Cli.Tests;

public sealed class LookupVerbTests
{
    private static readonly DateTimeOffset Now = new(2016, 2, 1, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Lookup_OfManyItems_ShowsTheOverdueFirstAndSaysHowManyThereAre()
    {
        string items = string.Join(',', Enumerable.Range(1, 30).Select(n => $$"""{"case":{{n}},"kind":"full review","state":"queued","office":"2704","port":"2704","due":{{(n == 29 ? "\"2016-01-30T15:00:00Z\"" : n == 30 ? "\"2016-01-29T15:00:00Z\"" : n == 1 ? "null" : "\"2016-03-01T15:00:00Z\"")}}}"""));
        string ports = string.Join(',', Enumerable.Range(1, 12).Select(n => $$"""{"port":"{{2000 + n}}","entries":1,"valueDollars":1}"""));
        string text = Shown(items, ports, 289);
        Assert.True(text.IndexOf("2016-01-29", StringComparison.Ordinal) < text.IndexOf("2016-01-30", StringComparison.Ordinal));
        Assert.True(text.IndexOf("2016-01-30", StringComparison.Ordinal) < text.IndexOf("2016-03-01", StringComparison.Ordinal));
        Assert.Contains("20 of 289 open items, overdue first; --json has 30", text, StringComparison.Ordinal);
        Assert.Contains("10 of 12 ports; --json has all", text, StringComparison.Ordinal);
        Assert.Contains("20 of 30 open items, overdue first; --json has all", Shown(items, ports, 30), StringComparison.Ordinal);
    }

    private static string Shown(string items, string ports, int open)
    {
        using StringWriter output = new();
        using JsonDocument account = JsonDocument.Parse($$"""{"ior":"12-3456789AB","name":"A","center":{},"trusted":{"is":true},"entries":{"filed":1,"unliquidated":1},"holds":[],"openItems":{{open}},"items":[{{items}}],"ports":[{{ports}}]}""");
        LookupVerb.Show(Screen.Plain(output, TextWriter.Null), account.RootElement, Now);
        return output.ToString();
    }
}
