using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// What one entry-year asks under one replication's luck (model section 2): the days of the year by season, weekday and
/// holidays; swings by month, industry and port; and the cumulative thresholds of an entry's fate. All integers.
/// </summary>
internal sealed class Demand
{
    /// <summary>One, in the fixed point of <see cref="Swing"/>.</summary>
    public const int SwingBits = 24;

    private readonly int ports;
    private readonly int industries;

    public Demand(Setup setup, int replication, int entryYear)
    {
        FirstDay = setup.YearStart(entryYear);
        int length = setup.YearStart(entryYear + 1) - FirstDay;
        ports = setup.Inputs.Ports.Length;
        industries = setup.Inputs.Centers.Length;
        DayOf = DayTable(setup, FirstDay, length);
        Volume = setup.Shocks?.Volume(entryYear, FirstDay, length);
        WithSmall = setup.Shocks?.WithSmall(entryYear, FirstDay, length);
        GreatestVolume = Volume?.Max() ?? 1 << ShockTables.FactorBits;
        int firstMonth = MonthOf(FirstDay);
        Month = [.. Enumerable.Range(FirstDay, length).Select(d => (byte)(MonthOf(d) - firstMonth))];
        int months = Month[^1] + 1;
        Swing = new uint[months * industries * ports];
        GreatestSwing = new uint[industries];
        Fates = new uint[months * industries * FateTable.Classes][];
        Swings swings = new(setup, replication);
        FateTable table = new(setup);
        for (int m = 0; m < months; m++)
        {
            double national = swings.National(firstMonth + m);
            for (int c = 0; c < industries; c++)
            {
                double industry = swings.Industry(firstMonth + m, c);
                double mix = Math.Exp(swings.Mix(firstMonth + m, c) - (Square(setup.Inputs.Swings.MixSd) / 2));
                for (int k = 0; k < FateTable.Classes; k++)
                {
                    Fates[(((m * industries) + c) * FateTable.Classes) + k] = table.Thresholds(k, mix);
                }

                for (int p = 0; p < ports; p++)
                {
                    double factor = Math.Exp(national + industry + swings.Port(firstMonth + m, p) - (swings.Variance / 2));
                    uint swing = (uint)Math.Min(uint.MaxValue, Math.Round(factor * (1 << SwingBits)));
                    Swing[(((m * industries) + c) * ports) + p] = swing;
                    GreatestSwing[c] = Math.Max(GreatestSwing[c], swing);
                }
            }
        }
    }

    public int FirstDay { get; }

    /// <summary>Day of the year for each of 65,536 equally likely words.</summary>
    public ushort[] DayOf { get; }

    /// <summary>Month of the entry-year of each of its days.</summary>
    public byte[] Month { get; }

    public uint[] Swing { get; }

    /// <summary>The greatest swing of each industry over all months and ports.</summary>
    public uint[] GreatestSwing { get; }

    public uint[][] Fates { get; }

    /// <summary>Entries of each day of the year against those without shocks, in 1/65,536; null when no day has more.</summary>
    public uint[]? Volume { get; }

    /// <summary>Of <see cref="Volume"/>, without surges: a candidate between the usual ones and these needed no entry before; null when there are none.</summary>
    public uint[]? WithSmall { get; }

    public uint GreatestVolume { get; }

    public int SwingRow(int month, int industry) => ((month * industries) + industry) * ports;

    public uint[] FatesOf(int month, int industry, int kind) => Fates[(((month * industries) + industry) * FateTable.Classes) + kind];

    /// <summary>Calendar months since January of year 0.</summary>
    public static int MonthOf(int day)
    {
        DateOnly date = SimTime.DateOf(day);
        return (date.Year * 12) + date.Month - 1;
    }

    /// <summary>
    /// Expected summaries in the horizon and their standard deviation. A swing beyond the envelope is clipped: with a
    /// lognormal swing the share lost is Φ-terms of its upper tail. The deviation takes swings as independent between
    /// months at lag k by AR^k, and entries as Poisson.
    /// </summary>
    public static (double Mean, double Sd) Expectation(Setup setup)
    {
        RunInputs inputs = setup.Inputs;
        NationTotals totals = setup.Totals;
        double mean = 0;
        double calm = 0;
        for (int y = 0; y < setup.HorizonYears; y++)
        {
            ushort[] days = DayTable(setup, setup.YearStart(y), setup.YearStart(y + 1) - setup.YearStart(y));
            int until = inputs.StartDay + inputs.Days - setup.YearStart(y);
            uint[]? volume = setup.Shocks?.Volume(y, setup.YearStart(y), setup.YearStart(y + 1) - setup.YearStart(y));
            double filed = volume is null ? days.Count(d => d < until) : days.Where(d => d < until).Sum(d => volume[d] / 65536.0);
            mean += totals.Size * setup.VolumeFactor * setup.GrowthTo(y) * filed / 65536.0;
            calm += totals.Size * setup.VolumeFactor * setup.GrowthTo(y) * days.Count(d => d < until) / 65536.0;
        }

        double sd = Math.Sqrt(Square(inputs.Swings.NationalSd) + Square(inputs.Swings.IndustrySd) + Square(inputs.Swings.PortSd));
        if (sd > 0)
        {
            double limit = Math.Log(inputs.Population!.Envelope / Math.Max(setup.VolumeFactor * (calm > 0 ? mean / calm : 1), 1e-9));
            double a = (limit + (sd * sd / 2)) / sd;
            double lost = Phi(-(a - sd)) - (Math.Exp(limit) * Phi(-a));
            mean *= 1 - Math.Max(0, lost);
        }

        int months = Math.Max(1, (int)Math.Round(inputs.Days / 30.4));
        double variance =
            (Square(inputs.Swings.NationalSd) * Averaged(inputs.Swings.NationalAr, months))
            + (Square(inputs.Swings.IndustrySd) * Averaged(inputs.Swings.IndustryAr, months) * SumOfSquares(totals.SizeByCenter))
            + (Square(inputs.Swings.PortSd) * Averaged(inputs.Swings.PortAr, months) * SumOfSquares(totals.SizeByPort));
        return (mean, Math.Sqrt((variance * mean * mean) + mean));
    }

    private static double Averaged(double ar, int months)
    {
        double sum = 0;
        for (int i = 0; i < months; i++)
        {
            for (int j = 0; j < months; j++)
            {
                sum += Math.Pow(ar, Math.Abs(i - j));
            }
        }

        return sum / (months * (double)months);
    }

    private static double SumOfSquares(double[] sizes)
    {
        double total = sizes.Sum();
        return sizes.Sum(s => Square(s / total));
    }

    private static double Phi(double x) => MathNet.Numerics.Distributions.Normal.CDF(0, 1, x);

    private static double Square(double x) => x * x;

    private static ushort[] DayTable(Setup setup, int first, int length)
    {
        PopulationInput p = setup.Inputs.Population!;
        double[] weight = new double[length];
        for (int i = 0; i < length; i++)
        {
            int day = first + i;
            int weekday = setup.Inputs.Calendar.IsBusinessDay(day) || BusinessCalendar.IsWeekend(day) ? BusinessCalendar.Weekday(day) : 6;
            weight[i] = p.Season[SimTime.DateOf(day).Month - 1] * p.Weekday[weekday];
        }

        double sum = weight.Sum();
        ushort[] table = new ushort[65536];
        double total = 0;
        int from = 0;
        for (int i = 0; i < length; i++)
        {
            total += weight[i];
            int to = i == length - 1 ? 65536 : (int)Math.Round(total / sum * 65536);
            table.AsSpan(from, to - from).Fill((ushort)i);
            from = to;
        }

        return table;
    }
}

/// <summary>
/// Slow common swings: monthly AR(1) in the log, one series for the nation, each industry, each port, and each
/// industry's mix of work. A chain starts stationary five years before the horizon; months before the horizon have the
/// luck of replication 0.
/// </summary>
internal sealed class Swings
{
    private const int MonthsBefore = 60;
    private readonly Setup setup;
    private readonly int replication;
    private readonly int firstMonth;
    private readonly int horizonMonth;
    private readonly Dictionary<uint, double[]> chains = [];

    public Swings(Setup setup, int replication)
    {
        this.setup = setup;
        this.replication = replication;
        horizonMonth = Demand.MonthOf(setup.Inputs.StartDay);
        firstMonth = horizonMonth - MonthsBefore;
        SwingInput s = setup.Inputs.Swings;
        Variance = (s.NationalSd * s.NationalSd) + (s.IndustrySd * s.IndustrySd) + (s.PortSd * s.PortSd);
    }

    /// <summary>Variance of the sum of the three volume swings.</summary>
    public double Variance { get; }

    public double National(int month) => At(0, month, setup.Inputs.Swings.NationalSd, setup.Inputs.Swings.NationalAr);

    public double Industry(int month, int industry) => At(1000u + (uint)industry, month, setup.Inputs.Swings.IndustrySd, setup.Inputs.Swings.IndustryAr);

    /// <summary>Keyed by the port's code, so that another port changes nothing here.</summary>
    public double Port(int month, int port) => At(10_000u + uint.Parse(setup.Inputs.Ports[port].Code, System.Globalization.CultureInfo.InvariantCulture), month, setup.Inputs.Swings.PortSd, setup.Inputs.Swings.PortAr);

    public double Mix(int month, int industry) => At(2000u + (uint)industry, month, setup.Inputs.Swings.MixSd, setup.Inputs.Swings.MixAr);

    private double At(uint series, int month, double sd, double ar)
    {
        if (sd == 0)
        {
            return 0;
        }

        if (!chains.TryGetValue(series, out double[]? chain))
        {
            int months = MonthsBefore + (12 * (setup.HorizonYears + 2));
            chain = new double[months];
            double innovation = sd * Math.Sqrt(1 - (ar * ar));
            for (int i = 0; i < months; i++)
            {
                ulong key = KeyedRandom.Key(setup.Inputs.Seed, firstMonth + i < horizonMonth ? 0 : replication);
                double z = KeyedRandom.StandardNormal(KeyedRandom.Draw(key, Purpose.Swing, series, (uint)(firstMonth + i)).A);
                chain[i] = i == 0 ? sd * z : (ar * chain[i - 1]) + (innovation * z);
            }

            chains[series] = chain;
        }

        return chain[month - firstMonth];
    }
}

/// <summary>What can become of an entry summary, in the order of its thresholds. An entry has one fate.</summary>
internal enum Fate : byte
{
    QuotaEntry = 0,
    DocumentReview = 1,
    FullReview = 2,
    Reject = 3,
    StatementException = 4,
    Correction = 5,
    Refund = 6,
    HoldHelp = 7,
    Determination = 8,
    Protest = 9,
    AdCvdReview = 10,
    PartnerReferral = 11,
    Suspended = 12,
    CorrectionAutomatic = 13,
    Untouched = 14,

    /// <summary>Of a change of duties, among entries that would have been untouched.</summary>
    TariffCorrection = 15,
    TariffCorrectionAutomatic = 16,
    TariffProtest = 17,
}

/// <summary>Cumulative thresholds of fates by class of trader and kind of heading.</summary>
internal sealed class FateTable
{
    /// <summary>Three classes of traders, with and without AD/CVD orders on the heading.</summary>
    public const int Classes = 6;

    private readonly double[][] shares = new double[Classes][];

    public FateTable(Setup setup)
    {
        RateInput r = setup.Inputs.Rates!;
        double year = setup.Inputs.Population!.ReferenceSummariesPerYear;
        NationTotals t = setup.Totals;
        double prone = Math.Max(t.AdCvdSize / t.Size, 1e-9);
        double[] relative = [1, r.CtpatSelected, r.TrustedSelected];
        double mean = 0;
        for (int k = 0; k < 3; k++)
        {
            mean += relative[k] * t.SizeByClass[k] / t.Size;
        }

        double direct = (r.Selected - (r.DocumentReview * r.Referred)) / mean;
        for (int k = 0; k < Classes; k++)
        {
            bool adcvd = (k & 1) != 0;
            double[] s = new double[(int)Fate.Untouched];
            s[(int)Fate.QuotaEntry] = r.QuotaPerYear / year;
            s[(int)Fate.DocumentReview] = r.DocumentReview;
            s[(int)Fate.FullReview] = direct * relative[k >> 1];
            s[(int)Fate.Reject] = r.Reject;
            s[(int)Fate.StatementException] = r.StatementException;
            s[(int)Fate.Correction] = r.Correction * r.CorrectionReviewed;
            s[(int)Fate.Refund] = r.RefundPerYear / year;
            s[(int)Fate.HoldHelp] = r.HoldHelpPerYear / year;
            s[(int)Fate.Determination] = (r.DeterminationPerYear - r.HoldHelpPerYear) / year;
            s[(int)Fate.Protest] = r.ProtestAsEntered;
            s[(int)Fate.AdCvdReview] = adcvd ? r.AdCvdReviewPerYear / year / prone : 0;
            s[(int)Fate.PartnerReferral] = r.PartnerReferral;
            s[(int)Fate.Suspended] = adcvd ? r.AdCvdSuspended / prone : 0;
            s[(int)Fate.CorrectionAutomatic] = r.Correction * (1 - r.CorrectionReviewed);
            shares[k] = s;
        }
    }

    /// <param name="kind">Class of trader × 2 + 1 when the heading has AD/CVD orders.</param>
    /// <param name="mix">Swing of the industry's mix of work: selections, corrections and protests.</param>
    public uint[] Thresholds(int kind, double mix)
    {
        uint[] edges = new uint[(int)Fate.Untouched];
        double total = 0;
        for (int f = 0; f < edges.Length; f++)
        {
            bool swings = (Fate)f is Fate.FullReview or Fate.Correction or Fate.CorrectionAutomatic or Fate.Protest;
            total += shares[kind][f] * (swings ? mix : 1);
            edges[f] = (uint)Math.Round(Math.Min(total, 1) * uint.MaxValue);
        }

        return edges;
    }

    /// <summary>Expected share of a fate for a class, without swings.</summary>
    public double Share(int kind, Fate fate) => shares[kind][(int)fate];
}
