using System.Collections.Immutable;
using System.Text;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Experiments.Theory;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Results;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class ChartTests
{
    private static ImmutableArray<ChartSeries> Charts(RunResult run) => NationalCharts.Of(run, MeasureTable.From(run));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_national_run_has_its_charts(bool centers)
    {
        ImmutableArray<ChartSeries> charts = Charts(SampleRun.National(2, centers));

        Assert.Equal(["backlog", "coverage", "queues", "utilisation", "waiting", "missed-by-kind", "missed-by-office", "work-by-office"], charts.Select(c => c.Id));
        Assert.All(charts, c =>
        {
            Assert.EndsWith(".", c.Finding, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", c.Finding, StringComparison.Ordinal);
            Assert.True(c.Data.Rows > 0, c.Id);
        });
        Assert.Contains(centers ? "by Center" : "at the ten largest offices", charts[0].Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_open_Center_has_its_panel_where_there_are_more_than_ten()
    {
        ImmutableArray<ChartSeries> charts = Charts(SampleRun.OneCenterMore(SampleRun.National(2)));

        Assert.Equal(11, ((TimeChart)charts[0]).Lines.Length);
        Assert.Equal(11, ((TimeChart)charts[1]).Lines.Length);
        Assert.Contains("by Center", charts[0].Title, StringComparison.Ordinal);
        Assert.All(charts, c => Assert.True(ChartRenderer.HeightOf(ChartRenderer.Png(c)) > 200, c.Id));
    }

    [Fact]
    public void The_backlog_chart_says_what_its_numbers_say()
    {
        RunResult run = SampleRun.National(1, centers: false, days: 21);
        ImmutableArray<WeekRow> weeks =
        [
            new(0, 0, Role.ImportSpecialist, 100, 5, 0), new(0, 1, Role.ImportSpecialist, 200, 5, 0),
            new(1, 0, Role.ImportSpecialist, 130, 5, 0), new(1, 1, Role.ImportSpecialist, 190, 5, 0),
            new(2, 0, Role.ImportSpecialist, 160, 5, 0), new(2, 1, Role.ImportSpecialist, 180, 5, 0),
        ];
        TimeChart chart = (TimeChart)Charts(run with { Replications = [run.Replications[0] with { Weeks = weeks }] })[0];

        Assert.Equal("Over all offices it went from 300 items after the first week to 340 after the last full one, on the same weekday; Los Angeles (2704) grew most, from 100 to 160.", chart.Finding);
        Assert.Equal([100, 130, 160], chart.Lines[0].Mean);
        string csv = Csv(chart.Data);
        Assert.StartsWith("series,day,mean,lowest_replication,highest_replication\nLos Angeles (2704),2015-10-08,100,100,100\nLos Angeles (2704),2015-10-15,130,130,130\n", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_week_of_two_days_is_left_out_of_lines_over_time()
    {
        RunResult run = SampleRun.National(1, centers: false, days: 23);
        ImmutableArray<WeekRow> weeks =
        [
            new(0, 0, Role.ImportSpecialist, 100, 5, 0), new(1, 0, Role.ImportSpecialist, 110, 5, 0), new(2, 0, Role.ImportSpecialist, 120, 5, 0), new(3, 0, Role.ImportSpecialist, 2, 0, 0),
        ];
        RunResult shown = run with { Replications = [run.Replications[0] with { Weeks = weeks }] };

        Assert.Equal([100, 110, 120], ((TimeChart)Charts(shown)[0]).Lines[0].Mean);
        (string page, _) = ReportTests.Write(shown);
        Assert.Contains("with a clock 100 → 120, reviews of the pool 5 → 5", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_cut_in_a_picture_and_nowhere_else()
    {
        const string Name = "Consumer Products & Mass Merchandising (CPMM)";

        Assert.Contains(Name, ((HeatChart)Charts(SampleRun.National(1)).Single(c => c.Id == "utilisation")).Rows[0] + string.Concat(Charts(SampleRun.National(1)).OfType<HeatChart>().Single().Rows), StringComparison.Ordinal);
        Assert.Equal("Consumer Product… (CPMM)", OfficeNames.Shorten(Name, 24));
        Assert.Equal("Electronics (ELE)", OfficeNames.Shorten("Electronics (ELE)", 24));
    }

    [Fact]
    public void Coverage_is_over_four_weeks_and_bands_are_the_replications()
    {
        RunResult run = SampleRun.National(2, centers: false, days: 14);
        RunResult two = run with
        {
            Replications =
            [
                run.Replications[0] with { Weeks = [new(0, 0, Role.ImportSpecialist, 0, 0, 0) { Opened = 9, Lapsed = 1 }, new(1, 0, Role.ImportSpecialist, 0, 0, 0) { Opened = 5, Lapsed = 5 }] },
                run.Replications[1] with { Weeks = [new(0, 0, Role.ImportSpecialist, 0, 0, 0) { Opened = 7, Lapsed = 3 }, new(1, 0, Role.ImportSpecialist, 0, 0, 0) { Opened = 7, Lapsed = 3 }] },
            ],
        };
        TimeLine line = ((TimeChart)Charts(two)[1]).Lines[0];

        Assert.Equal([0.8, 0.7], line.Mean.Select(v => Math.Round(v, 12)));
        Assert.Equal([0.7, 0.7], line.Low.Select(v => Math.Round(v, 12)));
        Assert.Equal([0.9, 0.7], line.High.Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void Missed_clocks_are_ranked_worst_first()
    {
        BarChart chart = (BarChart)Charts(SampleRun.National(2)).Single(c => c.Id == "missed-by-kind");

        Assert.Equal(chart.Rows.Select(r => r.Values[0]).OrderDescending(), chart.Rows.Select(r => r.Values[0]));
        Assert.DoesNotContain(chart.Rows, r => r.Label.Contains("pool", StringComparison.Ordinal));
        Assert.Contains(chart.Rows[0].Label[1..], chart.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_in_which_nothing_is_late_says_so()
    {
        RunResult run = SampleRun.National(1);
        ReplicationResult good = run.Replications[0] with { Kinds = [.. run.Replications[0].Kinds.Select(k => k with { OnTime = k.Due })] };
        ImmutableArray<ChartSeries> charts = Charts(run with { Replications = [good] });

        Assert.StartsWith("Nothing that fell due was late", charts.Single(c => c.Id == "missed-by-kind").Finding, StringComparison.Ordinal);
        Assert.All(charts, c => Assert.NotEmpty(ChartRenderer.Png(c)));
    }

    [Fact]
    public void Work_before_and_after_adds_up()
    {
        RunResult run = SampleRun.National(1);
        BarChart chart = (BarChart)Charts(run).Single(c => c.Id == "work-by-office");
        long first = run.Replications[0].Ports.Where(p => run.Inputs.Ports[p.Port].Office == 0).Sum(p => p.WorkItems);

        Assert.Equal(first, chart.Rows[0].Values[0]);
        Assert.Equal("Los Angeles (2704)", chart.Rows[0].Label);
        Assert.Contains("4.0\u00a0% stay with the ports' offices", chart.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void An_office_without_a_desk_is_a_gap_and_not_a_zero()
    {
        HeatChart chart = (HeatChart)Charts(SampleRun.National(1)).Single(c => c.Id == "utilisation");

        Assert.Equal(NationalCharts.HeatRows, chart.Rows.Length);
        Assert.Contains(chart.Cells, double.IsNaN);
        Assert.DoesNotContain(chart.Cells, c => c == 0);
    }

    [Fact]
    public void A_queue_is_drawn_against_its_theory()
    {
        RunResult run = SampleRun.Queue(5);
        PlainQueue theory = PlainQueue.Recognise(run.Inputs)!;
        CurveChart chart = Assert.IsType<CurveChart>(Assert.Single(QueueCharts.Of(run, MeasureTable.From(run), theory)));

        Assert.Equal(["simulated", "theory, M/M/3"], chart.Curves.Select(c => c.Label));
        Assert.All(Enumerable.Range(0, chart.Curves[0].X.Length), i => Assert.InRange(chart.Curves[0].Y[i] - chart.Curves[1].Y[i], -0.02, 0.02));
        Assert.Contains("M/M/3 theory gives 10.787", chart.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_have_the_size_asked_and_are_the_same_each_time()
    {
        foreach (ChartSeries chart in Charts(SampleRun.National(2)))
        {
            byte[] png = ChartRenderer.Png(chart);

            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
            Assert.Equal((int)(ChartRenderer.Width * ChartRenderer.Scale), (png[16] << 24) | (png[17] << 16) | (png[18] << 8) | png[19]);
            Assert.InRange(ChartRenderer.HeightOf(png), 200, 1200);
            Assert.Equal(png, ChartRenderer.Png(chart));
        }
    }

    [Fact]
    public void A_result_without_work_is_drawn_without_a_crash()
    {
        RunResult run = SampleRun.National(1, centers: false, days: 7);
        ReplicationResult empty = run.Replications[0] with { Kinds = [], Weeks = [], Desks = [], Ports = [], Industries = [], Accounts = new AccountTotals() };
        RunResult none = run with { Replications = [empty], Spotlight = null };

        Assert.Empty(Charts(none));
        (string page, _) = ReportTests.Write(none);
        Assert.Contains("The answer", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    private static string Csv(DataTable table)
    {
        using MemoryStream stream = new();
        CsvFiles.Write(table, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
