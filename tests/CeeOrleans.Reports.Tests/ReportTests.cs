using System.Text.RegularExpressions;
using CeeOrleans.Reports;
using CeeOrleans.Workload.Results;
using CeeOrleans.Workload.Snapshots;
using Xunit;

namespace CeeOrleans.Tests;

public sealed partial class ReportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_page_loads_nothing_and_every_chart_has_words_and_numbers(bool national)
    {
        (string page, ReportFiles files) = Write(national ? SampleRun.National(2) : SampleRun.Queue());

        // Only links inside the page, to files beside it, and pictures carried in it.
        foreach (Match m in Reference().Matches(page))
        {
            Assert.Matches("^(#|charts/|data:image/png;base64,)", m.Groups[1].Value);
        }

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.True(page.Length < 3_000_000, $"{page.Length} characters");

        string[] figures = [.. Figure().Matches(page).Select(m => m.Value)];
        Assert.Equal(files.Files.Keys.Count(k => k.EndsWith(".png", StringComparison.Ordinal)), figures.Length);
        Assert.NotEmpty(figures);
        Assert.All(figures, f =>
        {
            Assert.Matches("<img [^>]*alt=\"[^\"]{20,}\"", f);
            Assert.Matches("<figcaption>[^<]{20,}\\.</figcaption>", f);
            Assert.Contains("<table>", f, StringComparison.Ordinal);
        });
        Assert.Equal(Regex.Count(page, "<table>"), Regex.Count(page, "<caption>[^<]+</caption>"));
        Assert.Equal(Regex.Count(page, "<img "), Regex.Count(page, "<img [^>]*alt="));
    }

    [Fact]
    public void Appeals_stand_where_the_accounts_of_Centers_stand_and_only_where_there_are_some()
    {
        RunResult run = SampleRun.National(1) with { Expansion = [new ExpansionRow(16_709, [.. Enumerable.Repeat(31_000L, 10), 0], 1, 0.96)] };
        (string none, _) = Write(run);
        Assert.Contains("Accounts at Centers, over time", none, StringComparison.Ordinal);
        Assert.DoesNotContain("Appeals of assignment", none, StringComparison.Ordinal);

        (string some, _) = Write(run with { Replications = [run.Replications[0] with { Industries = [.. run.Replications[0].Industries.Select(i => i.Center == 4 ? i with { Appealed = 1_290, AppealsGranted = 645 } : i)] }] });
        Assert.Contains("1,290 accounts with goods of two or more Centers asked for the Center with the next most of their goods, and 645 got it.", some, StringComparison.Ordinal);
        Assert.Contains("Appeals of assignment", some, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_named_exists_and_has_bytes()
    {
        (_, ReportFiles files) = Write(SampleRun.National(2));

        Assert.Equal(["charts/backlog.csv", "desks.csv", "desks.parquet", "kinds.csv", "kinds.parquet", "measures.csv", "measures.parquet", "ports.csv", "ports.parquet", "report", "weekly.csv", "weekly.parquet"],
            files.Files.Keys.Where(k => !k.StartsWith("charts/", StringComparison.Ordinal) || k == "charts/backlog.csv").Order(StringComparer.Ordinal));
        Assert.All(files.Files.Values, f => Assert.True(new FileInfo(f).Length > 20, f));
    }

    [Fact]
    public void Importers_that_are_live_accounts_are_not_shown_where_they_are_few()
    {
        RunResult run = SampleRun.National(1);
        LiveSnapshot snapshot = new(
            new SnapshotFacts(1_454_338_800, new string('a', 64), 3, 0),
            [.. Enumerable.Range(0, 3).Select(i => new SnapshotAccount { Ior = $"77-{i:0000000}00", Volume = [new SnapshotCell(i == 0 ? 4601 : 2704, 8471, 5, 1)] })]);
        run = run with { Spotlight = null, Inputs = run.Inputs with { Population = run.Inputs.Population! with { Snapshot = snapshot, Importers = 3 } } };
        (string page, ReportFiles files) = Write(run);
        Assert.Contains("Its importers are the live accounts as of 2016-02-01T15:00:00Z", page, StringComparison.Ordinal);
        Assert.Contains("no number of theirs is shown that is the doing of fewer than 3", page, StringComparison.Ordinal);
        Assert.DoesNotContain("77-0000", page, StringComparison.Ordinal);
        Assert.All(["ports.csv", "kinds.csv", "desks.csv", "weekly.csv"], f => Assert.Single(File.ReadLines(files.Files[f])));
    }

    [Fact]
    public void Every_national_report_names_the_assumption_behind_its_baseline()
    {
        (string page, _) = Write(SampleRun.National(1, centers: false));

        Assert.Contains("50 service offices do the post-release work of 328 ports", page, StringComparison.Ordinal);
        Assert.Contains("makes most of the coverage gain", page, StringComparison.Ordinal);
    }

    [Fact]
    public void With_one_replication_the_page_says_how_to_get_an_interval()
    {
        (string page, _) = Write(SampleRun.National(1));

        Assert.Contains("--replications 10", page, StringComparison.Ordinal);
        Assert.Contains("not computed", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", PicturesOut(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_partial_run_and_a_broken_law_stand_at_the_top()
    {
        RunResult run = SampleRun.National(2);
        ReplicationResult broken = run.Replications[0] with { Laws = [new LawCheck("Little", false, "12 <> 13 & more")] };
        (string page, _) = Write(run with { Partial = true, Replications = [broken] });

        Assert.Contains("Partial: the run was interrupted. Only 1 of 2 replications", page, StringComparison.Ordinal);
        Assert.Contains("A law is broken", page, StringComparison.Ordinal);
        Assert.Contains("12 &lt;&gt; 13 &amp; more", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_from_files_is_encoded()
    {
        RunResult run = SampleRun.Queue();
        (string page, _) = Write(run with { CommandLine = "cee run \"<script>x</script>.yaml\"", Inputs = run.Inputs with { Name = "<b>bold</b>" } });

        Assert.DoesNotContain("<b>bold", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_queue_stands_beside_its_theory()
    {
        (string page, _) = Write(SampleRun.Queue());

        Assert.Contains("Theory of M/M/3 in steady state beside the simulation", page, StringComparison.Ordinal);
        Assert.DoesNotContain("service office", page, StringComparison.Ordinal);
    }

    internal static (string Page, ReportFiles Files) Write(RunResult run)
    {
        string folder = Directory.CreateTempSubdirectory("report").FullName;
        ReportFiles files = RunReport.Write(SampleReport.Of(run), folder, TestContext.Current.CancellationToken);
        return (File.ReadAllText(files.Files["report"]), files);
    }

    private static string PicturesOut(string page) => Picture().Replace(page, "");

    [GeneratedRegex("(?:src|href|srcset|poster|data|action)=\"([^\"]*)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("<figure.*?</figure>", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex("base64,[A-Za-z0-9+/=]*")]
    private static partial Regex Picture();
}
