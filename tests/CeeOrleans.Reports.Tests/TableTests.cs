using System.Globalization;
using System.Text;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Reports.Charts;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Workload.Results;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace CeeOrleans.Tests;

public sealed class TableTests
{
    private static readonly DataTable Small = new(
        "small",
        new TextColumn("office", ["2704", "A, \"B\"", "Zürich\nWest"]),
        new WholeColumn("items", [1, -2, 9_007_199_254_740_993]),
        new NumberColumn("share", [0.1, double.NaN, 1e-7]));

    [Fact]
    public void Csv_to_the_byte()
    {
        const string Expected = "office,items,share\n2704,1,0.1\n\"A, \"\"B\"\"\",-2,\n\"Zürich\nWest\",9007199254740993,1E-07\n";

        Assert.Equal(Encoding.UTF8.GetBytes(Expected), Bytes(Small));
    }

    [Fact]
    public void Csv_does_not_follow_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        byte[] invariant = Bytes(Small);
        try
        {
            CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = german;

            Assert.Equal(invariant, Bytes(Small));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Parquet_has_the_values_of_the_csv()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("parquet").FullName, "small.parquet");
        await ParquetFiles.WriteAsync(Small, path, TestContext.Current.CancellationToken);

        await using ParquetReader reader = await ParquetReader.CreateAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        DataField[] fields = reader.Schema.GetDataFields();
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        Assert.Equal(["office", "items", "share"], fields.Select(f => f.Name));
        Assert.Equal(3, group.RowCount);
        long[] items = new long[3];
        await group.ReadAsync<long>(fields[1], items, cancellationToken: TestContext.Current.CancellationToken);
        double[] shares = new double[3];
        await group.ReadAsync<double>(fields[2], shares, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([1, -2, 9_007_199_254_740_993], items);
        Assert.Equal([0.1, double.NaN, 1e-7], shares);
    }

    [Fact]
    public void Measures_to_the_byte()
    {
        RunResult queue = SampleRun.Queue(1);
        string text = Encoding.UTF8.GetString(Bytes(RunTables.Measures(MeasureTable.From(queue))));

        Assert.StartsWith("name,office,role,kind,unit,mean,low,high,confidence,replication,value\n", text, StringComparison.Ordinal);
        Assert.Contains("\narrived,all,,customer,items,10368,,,,0,10368\n", text, StringComparison.Ordinal);
        Assert.Contains("\npeople,desk,import specialist,,people,3,,,,0,3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_result_is_in_the_files()
    {
        RunResult run = SampleRun.National(2);
        var tables = RunTables.Of(run, MeasureTable.From(run)).ToDictionary(t => t.Name);

        Assert.Equal(["desks", "kinds", "measures", "ports", "weekly"], tables.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(run.Replications.Sum(r => r.Weeks.Length), tables["weekly"].Rows);
        Assert.Equal(run.Replications.Sum(r => r.Kinds.Length), tables["kinds"].Rows);
        Assert.Equal(run.Replications.Sum(r => r.Desks.Length), tables["desks"].Rows);
        Assert.Equal(run.Replications.Sum(r => r.Ports.Length), tables["ports"].Rows);
        string week = Encoding.UTF8.GetString(Bytes(tables["weekly"])).Split('\n')[1];
        Assert.StartsWith("1,0,2015-10-07,2704,import specialist,", week, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => new DataTable("x", new WholeColumn("a", [1]), new WholeColumn("b", [1, 2])));

    [Theory]
    [InlineData(0.981, "98.1 %")]
    [InlineData(0.99996, "99.996 %")]
    [InlineData(0.9963, "99.63 %")]
    [InlineData(1, "100 %")]
    [InlineData(0, "0 %")]
    [InlineData(0.00012, "0.012 %")]
    [InlineData(double.NaN, "–")]
    public void Per_cent_never_rounds_a_miss_away(double share, string text) => Assert.Equal(text, Words.Percent(share).Replace('\u00a0', ' '));

    [Theory]
    [InlineData("LOS ANGELES INTERNATIONAL AIRPORT", "Los Angeles International Airport")]
    [InlineData("Electronics", "Electronics")]
    public void Names_are_written_as_people_write_them(string name, string text) => Assert.Equal(text, OfficeNames.Title(name));

    private static byte[] Bytes(DataTable table)
    {
        using MemoryStream stream = new();
        CsvFiles.Write(table, stream);
        return stream.ToArray();
    }
}
