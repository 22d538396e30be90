using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// One importer of record. What is drawn is keyed by seed and number alone, so importer 7 is the same whatever else
/// the population contains; what a scenario assumes about it is worked out for each setup and never kept beyond it.
/// </summary>
public sealed class ImporterProfile
{
    private readonly ulong key;
    private ImporterShape? shape;

    private ImporterProfile(ulong seed, int number)
    {
        key = KeyedRandom.Key(seed, 0);
        Number = number;
    }

    public int Number { get; }

    /// <summary>Importer <paramref name="number"/> of the population of a seed.</summary>
    public static ImporterProfile Create(ulong seed, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, WorkId.MaxImporter);
        return new ImporterProfile(seed, number);
    }

    /// <summary>
    /// The importer under a setup. The last one is kept and reused only for the very same setup object, so a warm
    /// activation can never answer with another scenario's assumptions. About 2 µs the first time.
    /// </summary>
    internal ImporterShape Shape(Setup setup)
    {
        ImporterShape? kept = shape;
        if (kept is null || !ReferenceEquals(kept.Setup, setup))
        {
            kept = ImporterShape.Build(setup, key, Number);
            shape = kept;
        }

        return kept;
    }
}

/// <summary>An importer as a setup sees it: size, company, industry, ports, headings, memberships.</summary>
internal sealed class ImporterShape
{
    /// <summary>Companies are laid out inside blocks of this many importer numbers, so that a profile needs only its own block.</summary>
    public const int CompanyBlock = 16;

    private const int MostHeadings = 8;

    public required Setup Setup { get; init; }

    public required int Number { get; init; }

    /// <summary>Number of the first importer of its company.</summary>
    public required int Company { get; init; }

    /// <summary>IOR numbers of its company.</summary>
    public required int CompanySize { get; init; }

    /// <summary>Summaries a year before the national total is normalised.</summary>
    public required double Size { get; init; }

    /// <summary>Industry it belongs to by nature: a Center index.</summary>
    public required int Industry { get; init; }

    /// <summary>Center it is assigned to under the scenario's basis; -1 when none.</summary>
    public required int Center { get; init; }

    /// <summary>How it came to that Center.</summary>
    public AccountAssignment Assignment { get; init; }

    public required Membership Membership { get; init; }

    public required AccountFlags Flags { get; init; }

    /// <summary>Ports, and cumulative shares of its entries in 1/65,536. A live account that entered nothing has none, and nothing arises from it.</summary>
    public required ushort[] Ports { get; init; }

    public required ushort[] PortEdges { get; init; }

    public required ushort[] Headings { get; init; }

    public required ushort[] HeadingEdges { get; init; }

    /// <summary>Share of its entries under headings with AD/CVD orders.</summary>
    public required double AdCvdShare { get; init; }

    public static ImporterShape Build(Setup setup, ulong key, int number)
    {
        if (setup.Live is { } live)
        {
            return live.Shape(key, number);
        }

        PopulationInput p = setup.Inputs.Population!;
        int block = number / CompanyBlock;
        int place = number % CompanyBlock;

        // Companies of the block, one after the other, until the one that owns this number.
        int first = 0;
        int members;
        Luck company;
        double zc;
        while (true)
        {
            company = KeyedRandom.Draw(key, Purpose.Company, (ulong)((block * CompanyBlock) + first), 0);
            zc = KeyedRandom.StandardNormal(company.A);
            double extra = 2 * (p.IorsOfLargeCompany - 1) * Math.Max(0, zc) * KeyedRandom.Unit(company.B);
            members = Math.Min(CompanyBlock - first, 1 + (int)(extra + 0.5));
            if (place < first + members)
            {
                break;
            }

            first += members;
        }

        int head = (block * CompanyBlock) + first;
        double own = SizeOf(key, p, number, zc);
        double total = own;
        for (int m = head; m < head + members; m++)
        {
            if (m != number)
            {
                total += SizeOf(key, p, m, zc);
            }
        }

        Luck luck = KeyedRandom.Draw(key, Purpose.Company, (ulong)head, 1);
        int industry = setup.IndustryOf(company.C);
        own *= setup.SizeFactorOfIndustry(industry);
        own = Whole(Math.Min(own, p.SizeLimit));

        double logTotal = Math.Log(Math.Max(total, 1e-9));
        bool ctpat = KeyedRandom.Unit(luck.A) < Logistic(p.CtpatSlope * (logTotal - p.CtpatMidpoint));
        int tier = !ctpat ? 0 : TierOf(KeyedRandom.Unit(luck.B), p);
        bool isa = tier >= 2 && KeyedRandom.Unit(luck.C) < Logistic(p.IsaSlope * (logTotal - p.IsaMidpoint));
        Membership membership = new(tier, isa);
        AccountFlags flags = AccountFlags.None;
        if (membership.Ctpat)
        {
            flags |= AccountFlags.Ctpat;
        }

        if (isa)
        {
            flags |= AccountFlags.Isa;
        }

        bool trusted = setup.Inputs.Routing.Trusted.Includes(membership);
        if (trusted)
        {
            flags |= AccountFlags.Trusted;
        }

        if (trusted && KeyedRandom.Unit(luck.D) < setup.Inputs.Routing.AppliedShare)
        {
            flags |= AccountFlags.Applied;
        }

        if (own < p.SmallBelow)
        {
            flags |= AccountFlags.Small;
        }

        (ushort[] ports, ushort[] portEdges) = DrawPorts(setup, key, number, own, p);
        (ushort[] headings, ushort[] headingEdges, double adcvd) = DrawHeadings(setup, key, number, own, industry, p);
        AccountAssignment assignment = Assign(setup, key, number, headings, headingEdges);
        return new ImporterShape
        {
            Setup = setup,
            Number = number,
            Company = head,
            CompanySize = members,
            Size = own,
            Industry = industry,
            Center = assignment.Center,
            Assignment = assignment,
            Membership = membership,
            Flags = flags,
            Ports = ports,
            PortEdges = portEdges,
            Headings = headings,
            HeadingEdges = headingEdges,
            AdCvdShare = adcvd,
        };
    }

    public AccountTraits Traits => new(Center, (Flags & AccountFlags.Trusted) != 0, (Flags & AccountFlags.Applied) != 0);

    private static double SizeOf(ulong key, PopulationInput p, int number, double companyScore)
    {
        double z = KeyedRandom.StandardNormal(KeyedRandom.Draw(key, Purpose.Importer, (ulong)number, 0).A);
        double score = (Math.Sqrt(p.CompanyCorrelation) * companyScore) + (Math.Sqrt(1 - p.CompanyCorrelation) * z);
        return Whole(Math.Min(p.SizeLimit, p.SizeMedian * Math.Exp(p.SizeSigma * score)));
    }

    /// <summary>
    /// A size in whole thousandths: what another maths library may change in the last bit of an exponential is gone
    /// before anything is summed.
    /// </summary>
    internal static double Whole(double size) => Math.Round(size * 1000) / 1000;

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static int TierOf(double u, PopulationInput p) => u < p.TierShares[0] ? 1 : u < p.TierShares[0] + p.TierShares[1] ? 2 : 3;

    private static AccountAssignment Assign(Setup setup, ulong key, int number, ushort[] headings, ushort[] edges)
    {
        // The expected twelve months stand in for counted ones: entries and lines go by the same shares, value too
        // except for the mean value of an entry of each industry's goods.
        Span<HeadingTotals> totals = stackalloc HeadingTotals[headings.Length];
        int before = 0;
        for (int i = 0; i < headings.Length; i++)
        {
            int share = (i == headings.Length - 1 ? 65536 : edges[i]) - before;
            before += share;
            int industry = setup.Inputs.Industries[headings[i]];
            long value = industry < 0 ? share : (long)(share * 1000.0 * setup.Inputs.Population!.ValuePerEntryByCenter[industry]);
            totals[i] = new HeadingTotals(headings[i], share, share, value);
        }

        return AccountAssignment.Of(setup.Inputs, key, number, totals);
    }

    private static (ushort[] Ports, ushort[] Edges) DrawPorts(Setup setup, ulong key, int number, double size, PopulationInput p)
    {
        int wanted = Math.Clamp((int)Math.Round(Math.Pow(Math.Max(size, 1), p.PortsExponent)), 1, Math.Min(p.MostPorts, setup.Inputs.Ports.Length));
        Span<ushort> found = stackalloc ushort[wanted];
        Span<double> share = stackalloc double[wanted];
        int n = 0;
        double sum = 0;
        int home = -1;

        // Each place in the importer's order of ports gets share 1/(place + 1). A port is drawn by its weight, half of
        // them inside the region of the first one, which leaves the expected share of every port what its weight says.
        // Who wants 60 ports gets 60: a port drawn twice is drawn again, in a bounded number of tries.
        for (uint draw = 0; n < wanted && draw < 8 * wanted; draw++)
        {
            Luck luck = KeyedRandom.Draw(key, Purpose.Port, (ulong)number, draw);
            ushort port = home >= 0 && (luck.B & 1) == 0 ? setup.PortInZone(setup.Inputs.Ports[home].Zone, luck.A) : setup.PortByWeight(luck.A);
            home = home < 0 ? port : home;
            if (!found[..n].Contains(port))
            {
                found[n] = port;
                share[n] = 1.0 / (n + 1);
                sum += share[n];
                n++;
            }
        }

        return (found[..n].ToArray(), Edges(share[..n], sum));
    }

    private static (ushort[] Headings, ushort[] Edges, double AdCvd) DrawHeadings(Setup setup, ulong key, int number, double size, int industry, PopulationInput p)
    {
        int wanted = Math.Clamp(1 + (int)(Math.Log2(1 + size) / 2), 1, MostHeadings);
        Span<ushort> found = stackalloc ushort[wanted];
        Span<double> share = stackalloc double[wanted];
        double sum = 0;
        for (int i = 0; i < wanted; i++)
        {
            Luck luck = KeyedRandom.Draw(key, Purpose.Heading, (ulong)number, (uint)i);
            int center = KeyedRandom.Unit(luck.A) < p.HomeIndustryShare ? industry : setup.IndustryOf(luck.B);
            found[i] = setup.HeadingOf(center, luck.C);
            share[i] = 1.0 / (i + 1);
            sum += share[i];
        }

        double adcvd = 0;
        for (int i = 0; i < wanted; i++)
        {
            adcvd += setup.HasAdCvdOrders(found[i]) ? share[i] / sum : 0;
        }

        return (found.ToArray(), Edges(share, sum), adcvd);
    }

    /// <summary>Upper edges of cumulative shares in 1/65,536; the last one is open.</summary>
    internal static ushort[] Edges(ReadOnlySpan<double> share, double sum)
    {
        ushort[] edges = new ushort[share.Length];
        double total = 0;
        for (int i = 0; i < share.Length; i++)
        {
            total += share[i];
            edges[i] = (ushort)Math.Min(65535, Math.Round(total / sum * 65536));
        }

        return edges;
    }
}
