using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>What the setup knows of the nation as a whole: weights to draw from, and totals to normalise with.</summary>
public sealed partial class Setup
{
    private double[] industryEdges = [];
    private double[] sizeFactor = [];
    private double[] portEdges = [];
    private int[][] portsOfZone = [];
    private double[][] portEdgesOfZone = [];
    private ushort[][] headingsOfCenter = [];
    private bool[] adCvdHeading = [];

    /// <summary>Totals over all importers, before the volume factor.</summary>
    internal NationTotals Totals { get; private set; } = new();

    /// <summary>
    /// Part of the expected entry summaries that the drawn importers of a Center file, 0 to 1. The share that a scenario assumes
    /// is that of an average draw: who the large importers are decides the rest.
    /// </summary>
    public double SummaryShareOf(int center) => Totals.SizeByCenter[center] / Totals.Size;

    /// <summary>What turns drawn sizes into the scenario's total.</summary>
    internal double VolumeFactor { get; private set; } = 1;

    /// <summary>Summaries of an entry-year against those of the horizon's first.</summary>
    internal double GrowthTo(int entryYear) => Math.Pow(1 + Inputs.Population!.GrowthPerYear, entryYear);

    /// <summary>Volume of the scenario against the one that counts a year are stated for.</summary>
    internal double VolumeScale => Inputs.Population!.SummariesPerYear / Inputs.Population.ReferenceSummariesPerYear;

    /// <summary>What turns drawn sizes into summaries a year at the reference volume: the same in a plan with more volume, so that nobody changes class.</summary>
    /// <remarks>The sizes of live accounts are their own, and classes go by them.</remarks>
    internal double ReferenceFactor => Live is null ? Inputs.Population!.ReferenceSummariesPerYear / Totals.Size : 1;

    /// <summary>The live accounts that are the importers; null for the synthetic nation.</summary>
    internal LivePopulation? Live { get; private set; }

    /// <summary>
    /// Part of the nation that the population is: of counts that the nation has once, however many entries a plan expects, it has
    /// this share. The synthetic one is the nation; live accounts are as much of it as they enter.
    /// </summary>
    internal double NationShare => Live is null ? 1 : Totals.Size / Inputs.Population!.ReferenceSummariesPerYear;

    /// <summary>Importers among whom the nation's flat part of contacts is shared out; live accounts that entered nothing have none.</summary>
    internal double ContactImporters => Live is null ? Inputs.Population!.Importers : Live.Active / NationShare;

    /// <summary>Mean value of an entry at a port relative to the national mean, in 1/65,536.</summary>
    internal long[] PortValueFactor { get; private set; } = [];

    /// <summary>Dollars of an importer's mean entry before port and luck: this × value of its Center × size^exponent.</summary>
    internal double ValueNorm { get; private set; } = 1;

    /// <summary>Quantiles of the value of an entry relative to its mean, 1,024 of them, in 1/65,536.</summary>
    internal uint[] ValueQuantiles { get; private set; } = [];

    /// <summary>Quantiles of entries per protest, 1,024 of them.</summary>
    internal ushort[] ProtestEntries { get; private set; } = [];

    /// <summary>Cents an opened review is expected to find, by risk rank in 1,024 steps.</summary>
    internal long[] YieldCents { get; private set; } = [];

    internal DelayTable ExamDelay { get; private set; } = DelayTable.Constant(0);

    internal DelayTable ExamService { get; private set; } = DelayTable.Constant(0);

    /// <summary>Entries lifted by one AD/CVD message.</summary>
    internal Sampler AdCvdBatch { get; private set; } = new(Distribution.Constant(1));

    /// <summary>Value of the nation's mean entry, cents.</summary>
    internal long MeanEntryCents { get; private set; }

    /// <summary>Chance of an exam at a port, in 2^-32.</summary>
    internal uint[] ExamThreshold { get; private set; } = [];

    /// <summary>Quantiles of an exponential of mean 1, in 1/256 of the mean: lines beyond the first.</summary>
    internal uint[] LineQuantiles { get; private set; } = [];

    private uint[] examCauseEdges = [];

    /// <summary>Cause of an exam by a word of 16 bits: 0 security, 1 trade, 2 partner agency, 3 intellectual property.</summary>
    internal int ExamCauseOf(uint word)
    {
        int i = 0;
        while (i < 3 && word >= examCauseEdges[i])
        {
            i++;
        }

        return i;
    }

    internal int IndustryOf(uint word) => Pick(industryEdges, KeyedRandom.Unit(word));

    internal double SizeFactorOfIndustry(int industry) => sizeFactor[industry];

    internal ushort PortByWeight(uint word) => (ushort)Pick(portEdges, KeyedRandom.Unit(word));

    internal ushort PortInZone(int zone, uint word) => (ushort)portsOfZone[zone][Pick(portEdgesOfZone[zone], KeyedRandom.Unit(word))];

    internal ushort HeadingOf(int center, uint word) => headingsOfCenter[center][(int)(((ulong)word * (ulong)headingsOfCenter[center].Length) >> 32)];

    /// <summary>Headings with AD/CVD orders, 10,000 long.</summary>
    internal bool[] AdCvdHeadings => adCvdHeading;

    internal bool HasAdCvdOrders(int heading) => adCvdHeading[heading];

    private void CompileNation()
    {
        PopulationInput p = Inputs.Population!;
        RateInput rates = Inputs.Rates ?? throw new ArgumentException("A population needs rates.");
        industryEdges = EdgesOf(p.ImporterShareByCenter);
        double importerSum = p.ImporterShareByCenter.Sum();
        double entrySum = p.EntryShareByCenter.IsEmpty ? 1 : p.EntryShareByCenter.Sum();
        sizeFactor = [.. p.ImporterShareByCenter.Select((share, i) => p.EntryShareByCenter.IsEmpty ? 1.0 : p.EntryShareByCenter[i] / entrySum / (share / importerSum))];
        portEdges = EdgesOf([.. Inputs.Ports.Select(x => x.Weight)]);
        portsOfZone = [.. Inputs.Zones.Select((_, z) => Enumerable.Range(0, Inputs.Ports.Length).Where(i => Inputs.Ports[i].Zone == z).ToArray())];
        portEdgesOfZone = [.. portsOfZone.Select(list => EdgesOf([.. list.Select(i => Inputs.Ports[i].Weight)]))];
        headingsOfCenter = HeadingsOf(Inputs);
        adCvdHeading = new bool[10_000];
        for (int h = 0; h < adCvdHeading.Length; h++)
        {
            adCvdHeading[h] = rates.AdCvdChapters.IsEmpty || rates.AdCvdChapters.Contains(h / 100);
        }

        double weight = Inputs.Ports.Sum(x => x.Weight);
        double value = Inputs.Ports.Sum(x => x.ValueWeight);
        PortValueFactor = [.. Inputs.Ports.Select(x => (long)Math.Round(65536 * (x.ValueWeight / value) / (x.Weight / weight)))];
        ValueQuantiles = QuantilesOf(Distribution.Lognormal(1, p.ValueCv), 1024, 65536);
        ProtestEntries = [.. QuantilesOf(rates.ProtestEntries, 1024, 1).Select(n => (ushort)Math.Clamp(n, 1, 9_999))];
        Work = Inputs.Work is null ? null : Inputs.Work with { ProtestEntries = ProtestEntries };
        ExamDelay = Sampler.Delays(rates.ExamDelay);
        ExamService = Sampler.Delays(rates.ExamService);

        AdCvdBatch = new Sampler(rates.AdCvdBatch);
        MeanEntryCents = (long)Math.Round(100 * p.MeanValueDollars);
        ExamThreshold = [.. Inputs.Ports.Select(x => (uint)Math.Round(rates.ExamByMode[(int)x.Mode - 1] * uint.MaxValue))];
        double[] causes = EdgesOf(rates.ExamCause);
        examCauseEdges = [.. causes.Select(c => (uint)Math.Round(c * 65536))];

        // Whole lines by truncation lose half a line in the mean, so the table is of an exponential with as much more.
        LineQuantiles = [.. Enumerable.Range(0, 256).Select(i => (uint)Math.Round(256 * -Math.Log(1 - ((i + 0.5) / 256)) * (1 + (0.5 / Math.Max(0.5, p.LinesPerSummary - 1)))))];

        Live = p.Snapshot is { } snapshot ? new LivePopulation(this, snapshot) : null;
        Totals = NationTotals.Of(this);
        VolumeFactor = p.SummariesPerYear / Totals.Size;
        ValueNorm = p.MeanValueDollars / (Totals.Value / Totals.Size);
        YieldCents = YieldTable(Inputs.Money, rates, p);
        (ExpectedSummaries, ExpectedSummariesSd) = Demand.Expectation(this);
    }

    /// <summary>
    /// Yield of the review at place x of all summaries in order of risk: R′(x)/N with R(u) = limit·(1 − (1 − u)^γ)
    /// (model section 6). The pool holds places 0 to the share selected.
    /// </summary>
    private static long[] YieldTable(MoneyInput money, RateInput rates, PopulationInput p)
    {
        long[] cents = new long[1024];
        for (int i = 0; i < cents.Length; i++)
        {
            double x = rates.Selected * (i + 0.5) / cents.Length;
            cents[i] = (long)Math.Round(100 * money.YieldLimitDollars * money.YieldExponent * Math.Pow(1 - x, money.YieldExponent - 1) / p.ReferenceSummariesPerYear);
        }

        return cents;
    }

    private static uint[] QuantilesOf(Distribution d, int steps, double scale)
    {
        double[] q = [.. Enumerable.Range(0, steps).Select(i => d.Quantile((i + 0.5) / steps))];

        // The middle of the top cell stands for the whole tail; scaled so that the mean is exactly the input's.
        double fix = d.Mean / q.Average();
        return [.. q.Select(x => (uint)Math.Round(x * fix * scale))];
    }

    private static ushort[][] HeadingsOf(RunInputs inputs)
    {
        List<ushort>[] lists = [.. inputs.Centers.Select(_ => new List<ushort>())];
        foreach (ushort heading in inputs.TariffHeadings)
        {
            if (inputs.Industries[heading] >= 0)
            {
                lists[inputs.Industries[heading]].Add(heading);
            }
        }

        return [.. lists.Select(l => l.ToArray())];
    }

    private static double[] EdgesOf(IReadOnlyList<double> shares)
    {
        double sum = shares.Sum();
        double total = 0;
        return [.. shares.Select(s => (total += s) / sum)];
    }

    private static int Pick(double[] edges, double u)
    {
        int i = Array.BinarySearch(edges, u);
        return Math.Min(i >= 0 ? i : ~i, edges.Length - 1);
    }
}

/// <summary>Sums over the population that the setup normalises with. Walked in order of importer number.</summary>
internal sealed class NationTotals
{
    /// <summary>Others, C-TPAT members, trusted traders; and the same three among those that applied to the test.</summary>
    private const int Classes = 6;

    /// <summary>Summaries a year, before the volume factor.</summary>
    public double Size { get; private set; }

    /// <summary>The same by class of trader: others, C-TPAT, trusted.</summary>
    public double[] SizeByClass { get; } = new double[3];

    /// <summary>Summaries under headings with AD/CVD orders.</summary>
    public double AdCvdSize { get; private set; }

    /// <summary>Σ size × relative value of an entry.</summary>
    public double Value { get; private set; }

    /// <summary>Summaries by Center of the account (last: none), port and class; what routing can tell apart.</summary>
    private double[] SizeOfCell { get; init; } = [];

    /// <summary>Summaries under headings with AD/CVD orders, by the same cells.</summary>
    private double[] AdCvdOfCell { get; init; } = [];

    /// <summary>Importers by the cell of their largest port.</summary>
    private double[] ImportersOfCell { get; init; } = [];

    public double[] SizeByPort { get; private init; } = [];

    public double[] SizeByCenter { get; private init; } = [];

    public long[] ImportersByCenter { get; private init; } = [];

    /// <summary>Importers that appealed, by the Center that their predominant goods give.</summary>
    public long[] AppealedByCenter { get; private init; } = [];

    /// <summary>Of those, the ones whose appeal was granted, and that are with another Center.</summary>
    public long[] GrantedByCenter { get; private init; } = [];

    /// <summary>Accounts that each Center has on the last day of the horizon.</summary>
    public long[] AccountsTaken { get; private set; } = [];

    /// <summary>The same on each day on which routing changes, in order of <see cref="Domain.Routing.RoutingTable.ChangeDays"/>.</summary>
    public ImmutableArray<long[]> AccountsTakenOnChange { get; private set; } = [];

    /// <summary>Importers that are called small.</summary>
    public int SmallImporters { get; private set; }

    /// <summary>Companies in C-TPAT: those that have an account manager.</summary>
    public int CompaniesTakingPart { get; private set; }

    /// <summary>The seed's importer: the electronics trusted trader with the most ports, the lowest number among equals; -1 when there is none.</summary>
    public int Spotlight { get; private set; } = -1;

    public static NationTotals Of(Setup setup)
    {
        int centers = setup.Inputs.Centers.Length;
        int ports = setup.Inputs.Ports.Length;
        int cells = (centers + 1) * ports * Classes;
        NationTotals t = new()
        {
            SizeOfCell = new double[cells],
            AdCvdOfCell = new double[cells],
            ImportersOfCell = new double[cells],
            SizeByPort = new double[ports],
            SizeByCenter = new double[centers + 1],
            ImportersByCenter = new long[centers + 1],
            AppealedByCenter = new long[centers + 1],
            GrantedByCenter = new long[centers + 1],
        };
        int[] days = [.. setup.Routing.ChangeDays, setup.Inputs.StartDay + setup.Inputs.Days - 1];
        long[][] taken = [.. days.Select(_ => new long[centers + 1])];
        PopulationInput p = setup.Inputs.Population!;
        int electronics = -1;
        for (int c = 0; c < setup.Inputs.Centers.Length; c++)
        {
            electronics = setup.Inputs.Centers[c].Short == "ELE" ? c : electronics;
        }

        int mostPorts = 0;
        ulong key = KeyedRandom.Key(setup.Inputs.Seed, 0);
        for (int number = 0; number < p.Importers; number++)
        {
            ImporterShape s = ImporterShape.Build(setup, key, number);
            int kind = ClassOf(s.Flags);
            t.Size += s.Size;
            t.SizeByClass[kind] += s.Size;
            t.AdCvdSize += s.Size * s.AdCvdShare;
            int center = s.Center < 0 ? setup.Inputs.Centers.Length : s.Center;
            t.SizeByCenter[center] += s.Size;
            t.ImportersByCenter[center]++;
            if (s.Assignment.Appealed)
            {
                t.AppealedByCenter[s.Assignment.Predominant]++;
                t.GrantedByCenter[s.Assignment.Predominant] += s.Assignment.Granted ? 1 : 0;
            }

            t.SmallImporters += (s.Flags & AccountFlags.Small) != 0 ? 1 : 0;
            t.CompaniesTakingPart += s.Company == number && s.Membership.Ctpat ? 1 : 0;
            double value = ValueOf(setup, s);
            int before = 0;
            int row = ((center * ports * Classes) + kind) + (s.Traits.Applied ? Classes / 2 : 0);
            for (int i = 0; i < s.Ports.Length; i++)
            {
                int edge = i == s.Ports.Length - 1 ? 65536 : s.PortEdges[i];
                double size = s.Size * (edge - before) / 65536;
                before = edge;
                int port = s.Ports[i];
                int cell = row + (port * Classes);
                t.SizeByPort[port] += size;
                t.Value += size * value * setup.PortValueFactor[port] / 65536;
                t.SizeOfCell[cell] += size;
                t.AdCvdOfCell[cell] += size * s.AdCvdShare;
                t.ImportersOfCell[cell] += i == 0 ? 1 : 0;
            }

            for (int d = 0; d < days.Length; d++)
            {
                foreach (ushort port in s.Ports)
                {
                    if (setup.Routing.OfficeFor(s.Traits, port, days[d]) != setup.Routing.PortOffice(port))
                    {
                        taken[d][center]++;
                        break;
                    }
                }
            }

            if (s.Center == electronics && electronics >= 0 && (s.Flags & AccountFlags.Trusted) != 0 && s.Ports.Length > mostPorts)
            {
                mostPorts = s.Ports.Length;
                t.Spotlight = number;
            }
        }

        t.AccountsTaken = taken[^1];
        t.AccountsTakenOnChange = [.. taken.SkipLast(1)];
        return t;
    }

    /// <summary>What each office would have to do under the routing of a day; null for a nation without Centers.</summary>
    public OfficeLoad LoadOn(Setup setup, int? day)
    {
        int ports = setup.Inputs.Ports.Length;
        OfficeLoad load = new(setup.Offices.Length);
        for (int center = 0; center <= setup.Inputs.Centers.Length; center++)
        {
            for (int port = 0; port < ports; port++)
            {
                for (int c = 0; c < Classes; c++)
                {
                    int cell = (((center * ports) + port) * Classes) + c;
                    int kind = c % (Classes / 2);
                    AccountTraits traits = new(center < setup.Inputs.Centers.Length ? center : -1, kind == 2, c >= Classes / 2);
                    int office = day is { } on ? setup.Routing.OfficeFor(traits, port, on) : setup.Routing.PortOffice(port);
                    load.Size[office, kind] += SizeOfCell[cell];
                    load.AdCvd[office] += AdCvdOfCell[cell];
                    load.Importers[office] += ImportersOfCell[cell];
                }
            }
        }

        return load;
    }

    /// <summary>Share of the summaries at the ports of an office that belong to accounts of each Center (last: of none).</summary>
    public double[] IndustriesOf(Setup setup, int office)
    {
        int ports = setup.Inputs.Ports.Length;
        double[] share = new double[setup.Inputs.Centers.Length + 1];
        for (int center = 0; center < share.Length; center++)
        {
            for (int port = 0; port < ports; port++)
            {
                for (int c = 0; c < Classes && setup.Routing.PortOffice(port) == office; c++)
                {
                    share[center] += SizeOfCell[(((center * ports) + port) * Classes) + c];
                }
            }
        }

        double sum = share.Sum();
        return sum > 0 ? [.. share.Select(x => x / sum)] : share;
    }

    /// <summary>0 others, 1 C-TPAT members, 2 trusted traders.</summary>
    public static int ClassOf(AccountFlags flags) => (flags & AccountFlags.Trusted) != 0 ? 2 : (flags & AccountFlags.Ctpat) != 0 ? 1 : 0;

    /// <summary>Relative value of an importer's entry before port and luck, in whole millionths (see the size).</summary>
    public static double ValueOf(Setup setup, ImporterShape s)
    {
        PopulationInput p = setup.Inputs.Population!;
        double center = p.ValuePerEntryByCenter[s.Industry];
        return Math.Round(1e6 * center * Math.Pow(Math.Max(s.Size, 0.1), p.ValueSizeExponent)) / 1e6;
    }
}

/// <summary>Summaries a year before the volume factor, by office: the weights that people are placed by.</summary>
internal sealed class OfficeLoad(int offices)
{
    /// <summary>By office and class: others, C-TPAT members, trusted traders.</summary>
    public double[,] Size { get; } = new double[offices, 3];

    /// <summary>Summaries under headings with AD/CVD orders.</summary>
    public double[] AdCvd { get; } = new double[offices];

    /// <summary>Importers, each at the office of its largest port.</summary>
    public double[] Importers { get; } = new double[offices];
}
