using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The projection of one importer: every candidate entry of an entry-year is drawn with its day, port, heading, value
/// and fate, thinned by the demand of its month, industry and port, and counted; the few that need people become work.
/// Candidates are a fixed envelope: a larger volume lets more of them through and moves none.
/// </summary>
public static partial class Projector
{
    /// <summary>Contacts and AD/CVD messages have identities above the entries of any importer.</summary>
    private const int FirstContact = 1 << 23;

    private const int FirstMessage = (1 << 23) + (1 << 22);

    private const int TrainingEvent = FirstMessage - 1;

    /// <summary>Messages that an importer's lifted entries are spread over, at least.</summary>
    private const int LeastMessages = 8;

    /// <summary>Identities of the messages of bursts, above the usual ones.</summary>
    private const int FirstOfBursts = 1 << 18;

    /// <summary>Messages of one burst that one importer can have a part of; eight bursts fit below the next identities.</summary>
    private const int MostOfBurst = 1 << 15;

    [ThreadStatic]
    private static List<RoutedWork>? work;

    [ThreadStatic]
    private static PortTally[]? ports;

    /// <summary>
    /// The work that arises from some candidates of one importer and entry-year. Pure; about 25 ns a candidate, and
    /// 200 ns more for each piece of work.
    /// </summary>
    public static ProjectBatch Project(Setup setup, ImporterProfile importer, ProjectOrder order)
    {
        ImporterShape shape = importer.Shape(setup);
        List<RoutedWork> found = work ??= new List<RoutedWork>(4096);
        found.Clear();
        PortTally[] tallies = ports ??= new PortTally[256];
        int places = Places(setup, shape);
        if (tallies.Length < places)
        {
            tallies = ports = new PortTally[places];
        }

        tallies.AsSpan(0, places).Clear();
        Projection p = new(setup, shape, order, found, tallies.AsSpan(0, places));
        p.Run();
        return new ProjectBatch(
            importer.Number,
            ImmutableCollectionsMarshal.AsImmutableArray(found.ToArray()),
            ImmutableCollectionsMarshal.AsImmutableArray(p.Ports()),
            p.Tally(),
            p.Next);
    }

    /// <summary>
    /// Every entry of one importer and entry-year as it is drawn, for traces: number, day, port, heading, value and fate,
    /// all before routing. The same words, thresholds and order as <see cref="Project"/>.
    /// </summary>
    public static IReadOnlyList<DrawnEntry> Draw(Setup setup, ImporterProfile importer, int entryYear, int replication)
    {
        ImporterShape shape = importer.Shape(setup);
        List<DrawnEntry> entries = [];
        int candidates = Candidates(setup, shape);
        for (int first = 0; first < candidates; first += ProjectOrder.MaxCandidates)
        {
            ProjectOrder order = new(setup.Hash, entryYear, replication, first, ProjectOrder.MaxCandidates, 0);
            List<RoutedWork> found = [];
            Projection p = new(setup, shape, order, found, new PortTally[Places(setup, shape)]) { Entered = entries };
            p.Run();
        }

        return entries;
    }

    /// <summary>Who an importer is, for traces and reports.</summary>
    public static ImporterFacts Facts(Setup setup, ImporterProfile importer)
    {
        ImporterShape s = importer.Shape(setup);
        return new ImporterFacts(s.Number, s.Company, s.CompanySize, s.Size * setup.VolumeFactor, s.Center, s.Membership, s.Flags, [.. s.Ports.Select(p => (int)p)], [.. s.Headings.Select(h => (int)h)]);
    }

    /// <summary>Candidate entries of an importer in one entry-year.</summary>
    internal static int Candidates(Setup setup, ImporterShape shape)
    {
        if (shape.Ports.Length == 0)
        {
            return 0;
        }

        // At least four, so that the number of entries of a small importer is nearly Poisson.
        double envelope = shape.Size * setup.Inputs.Population!.Envelope;
        return Math.Max(4, (int)Math.Min(FirstContact - 1, Math.Ceiling(envelope)));
    }

    /// <summary>Ports that an importer's entries can come in at: its own, and one more for each port that is closed.</summary>
    private static int Places(Setup setup, ImporterShape shape) => shape.Ports.Length + (setup.Shocks?.Diversions.Length ?? 0);

    private ref partial struct Projection(Setup setup, ImporterShape shape, ProjectOrder order, List<RoutedWork> work, Span<PortTally> byPort)
    {
        private readonly PopulationInput population = setup.Inputs.Population!;
        private readonly RateInput rates = setup.Inputs.Rates!;
        private readonly Demand demand = setup.DemandOf(order.Replication, order.EntryYear);
        private readonly ulong key = KeyedRandom.Key(setup.Inputs.Seed, order.EntryYear < 0 ? 0 : order.Replication);
        private readonly byte accountClass = AccountClasses.Of(shape.Size * setup.ReferenceFactor, shape.Ports.Length);
        private readonly int traderClass = NationTotals.ClassOf(shape.Flags);
        private readonly long meanCents = (long)Math.Round(NationTotals.ValueOf(setup, shape) * setup.ValueNorm * 100);
        private readonly uint examTrusted = (uint)Math.Round(65536 * ((shape.Flags & AccountFlags.Trusted) != 0 ? setup.Inputs.Rates!.TrustedExam : 1));
        private readonly int linesMean = (int)Math.Round(256 * (setup.Inputs.Population!.LinesPerSummary - 1));
        private readonly Span<PortTally> byPort = byPort;
        private readonly int[] trained = TrainedOn(setup, shape, order);
        private int examsSecurity;
        private int examsTrade;
        private int examsPartner;
        private int examsProperty;
        private int touched;
        private int clipped;
        private long lines;
        private int automatic;
        private int suspended;
        private int released;
        private int messages;
        private int stock;

        public int Next { get; private set; } = -1;

        /// <summary>Where every entry is written down, for traces; null otherwise.</summary>
        public List<DrawnEntry>? Entered { get; init; }

        public void Run()
        {
            int candidates = Candidates(setup, shape);
            int until = Math.Min(candidates, order.First + Math.Min(order.Count, ProjectOrder.MaxCandidates));
            Next = until < candidates ? until : -1;
            if (candidates == 0)
            {
                return;
            }

            Entries(order.First, until, candidates);
            if (order.First == 0)
            {
                Contacts();
                Training();
                Messages();
            }
        }

        public readonly EntryTally Tally()
        {
            long value = 0;
            int filed = 0;
            foreach (ref readonly PortTally port in byPort)
            {
                value += port.ValueCents;
                filed += port.Filed;
            }

            return new EntryTally
            {
                Filed = filed,
                Touched = touched,
                Clipped = clipped,
                ValueCents = value,
                Lines = lines,
                CorrectionsAutomatic = automatic,
                Suspended = suspended,
                Released = released,
                Messages = messages,
                OpeningStock = stock,
                Flags = shape.Flags,
                Center = (sbyte)shape.Center,
                AccountClass = accountClass,
                First = order.First == 0,
                ExamsSecurity = examsSecurity,
                ExamsTrade = examsTrade,
                ExamsPartner = examsPartner,
                ExamsProperty = examsProperty,
            };
        }

        public readonly PortTally[] Ports()
        {
            int n = 0;
            foreach (ref readonly PortTally port in byPort)
            {
                n += port.Filed > 0 ? 1 : 0;
            }

            PortTally[] rows = n == 0 ? [] : new PortTally[n];
            int r = 0;
            for (int i = 0; i < byPort.Length && r < n; i++)
            {
                if (byPort[i].Filed > 0)
                {
                    rows[r++] = byPort[i] with { Port = i < shape.Ports.Length ? shape.Ports[i] : (ushort)setup.Shocks!.Diversions[i - shape.Ports.Length].To };
                }
            }

            return rows;
        }

        /// <summary>Inquiries of the importer: a flat part that everyone has, and a part that grows with size.</summary>
        private readonly void Contacts()
        {
            double flat = rates.ContactPerYear * rates.ContactFlatShare / setup.ContactImporters;
            double bySize = rates.ContactPerYear * (1 - rates.ContactFlatShare) * setup.VolumeScale * setup.GrowthTo(order.EntryYear) * shape.Size / setup.Totals.Size;
            int count = Keyed(Purpose.Contact, 0, flat + bySize);
            for (int i = 0; i < count; i++)
            {
                Luck luck = Draw(Purpose.Contact, (uint)i + 1);
                int day = demand.DayOf[luck.A >> 16];
                if (trained.Length > 0 && luck.D >= ContactThreshold(demand.FirstDay + day))
                {
                    continue;
                }

                int place = Place(shape.PortEdges, luck.A & 0xFFFF);
                Add(WorkKind.Contact, FirstContact + i, demand.FirstDay + day, luck.B, shape.Ports[place], HeadingOf(luck.C), demand.FirstDay + day, 0, 1, false, 0);
            }
        }

        /// <summary>Adds a piece of work, seen after the next cut by the office that routing names for that day.</summary>
        private readonly void Add(WorkKind kind, int entry, int day, uint when, int port, ushort heading, int filed, long cents, ushort entries, bool referred, ushort risk)
        {
            // Filed between 06:00 and 20:00 local time of the port.
            int second = (6 * SimTime.Hour) + (int)((when * 14UL * SimTime.Hour) >> 32);
            long arose = setup.ToUtc(setup.Inputs.Ports[port].Zone, day, second);
            long seen = setup.NextCut(arose, kind);
            if (seen < (kind == WorkKind.ProtestIntake ? order.KeepProtestsFrom : order.KeepFrom))
            {
                return;
            }

            int office = setup.Routing.OfficeFor(shape.Traits, port, SimTime.DayOf(seen));
            work.Add(new RoutedWork((ushort)office, new WorkItem
            {
                Id = WorkId.Pack(shape.Number, order.EntryYear, entry, 0),
                Arose = arose,
                Seen = seen,
                ValueDollars = (int)Math.Min(int.MaxValue, cents / 100),
                FiledDay = filed,
                Port = (ushort)port,
                Heading = heading,
                Entries = entries,
                RiskRank = risk,
                Kind = kind,
                Center = (sbyte)shape.Center,
                Flags = trained.Length > 0 && IsTrained(filed, entry) ? shape.Flags | AccountFlags.Trained : shape.Flags,
                AccountClass = accountClass,
                Referred = referred,
            }));
        }

        private readonly Luck Draw(Purpose purpose, uint index) =>
            KeyedRandom.Draw(key, purpose, (ulong)shape.Number, ((uint)(order.EntryYear + 16) << 16) + index);

        /// <summary>A count with the given mean: its whole part, and one more by luck.</summary>
        private readonly int Keyed(Purpose purpose, uint index, double mean) => (int)(mean + KeyedRandom.Unit(Draw(purpose, index).A));

        private readonly ushort HeadingOf(uint word) => shape.Headings[Place(shape.HeadingEdges, word >> 16)];

        /// <summary>One of the importer's headings with AD/CVD orders.</summary>
        private readonly ushort OrderedHeading(uint word)
        {
            int start = Place(shape.HeadingEdges, word >> 16);
            for (int i = 0; i < shape.Headings.Length; i++)
            {
                ushort heading = shape.Headings[(start + i) % shape.Headings.Length];
                if (setup.HasAdCvdOrders(heading))
                {
                    return heading;
                }
            }

            return shape.Headings[start];
        }

        private static int Within(uint word, int days) => (int)(((ulong)word * (ulong)days) >> 32);

        private static int Place(ushort[] edges, uint word)
        {
            int i = 0;
            while (i < edges.Length - 1 && word >= edges[i])
            {
                i++;
            }

            return i;
        }

        private static ulong Mix(ulong x)
        {
            unchecked
            {
                x ^= x >> 33;
                x *= 0xFF51AFD7ED558CCDUL;
                x ^= x >> 33;
                x *= 0xC4CEB9FE1A85EC53UL;
                return x ^ (x >> 33);
            }
        }
    }
}
