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

    /// <summary>Blocks of luck drawn at once.</summary>
    private const int BlocksAtOnce = 64;

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

    /// <summary>A candidate that is filed: its place in the block, its day, its port's place.</summary>
    /// <param name="Small">It needed no entry before the shocks.</param>
    private readonly record struct Candidate(byte Index, ushort Day, ushort Place, bool Clipped, bool Small);

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

        private void Entries(int first, int until, int candidates)
        {
            ulong acceptance = (ulong)Math.Round(shape.Size * setup.VolumeFactor * setup.GrowthTo(order.EntryYear) / candidates * 4294967296.0);
            ulong ceiling = (((acceptance * Ceiling(until - first)) >> Demand.SwingBits) * demand.GreatestVolume) >> ShockTables.FactorBits;
            uint c3 = (uint)Purpose.Entry | ((uint)(order.EntryYear + 16) << 8);
            Span<byte> portGuess = stackalloc byte[256];
            Span<byte> headingGuess = stackalloc byte[256];
            Guesses(shape.PortEdges, until - first, portGuess);
            Guesses(shape.HeadingEdges, until - first, headingGuess);
            Span<Luck> run = stackalloc Luck[BlocksAtOnce];
            Span<byte> chosen = stackalloc byte[BlocksAtOnce];
            Span<Candidate> accepted = stackalloc Candidate[BlocksAtOnce];

            // Three passes over a block, the first two without a branch on luck: three candidates in five are turned away,
            // and a processor cannot guess which. Each is a method of its own, so that its few values stay in registers.
            for (int block = first; block < until; block += BlocksAtOnce)
            {
                int n = Math.Min(BlocksAtOnce, until - block);
                KeyedRandom.PhiloxRun(run[..n], (uint)shape.Number, 0, (uint)block, c3, unchecked((uint)key), (uint)(key >> 32));
                int passed = Below(run[..n], ceiling, chosen);
                int taken = Accept(run, chosen[..passed], portGuess, acceptance, accepted);
                FileEntries(run, accepted[..taken], headingGuess, block);
            }
        }

        /// <summary>The candidates that any demand could let through.</summary>
        private static int Below(ReadOnlySpan<Luck> run, ulong ceiling, Span<byte> chosen)
        {
            unchecked
            {
                int passed = 0;
                for (int i = 0; i < run.Length; i++)
                {
                    chosen[passed] = (byte)i;
                    passed += run[i].A < ceiling ? 1 : 0;
                }

                return passed;
            }
        }

        /// <summary>Those that the demand of their month, industry and port lets through, with the day and the place of the port.</summary>
        private readonly int Accept(ReadOnlySpan<Luck> run, ReadOnlySpan<byte> chosen, ReadOnlySpan<byte> portGuess, ulong acceptance, Span<Candidate> accepted)
        {
            unchecked
            {
                int daysInHorizon = Math.Min(demand.Month.Length, setup.Inputs.StartDay + setup.Inputs.Days - demand.FirstDay);
                ushort[] dayOf = demand.DayOf;
                byte[] monthOf = demand.Month;
                uint[] swing = demand.Swing;
                int perMonth = setup.Inputs.Centers.Length * setup.Inputs.Ports.Length;
                int ofIndustry = demand.SwingRow(0, shape.Industry);
                ushort[] edges = shape.PortEdges;
                ushort[] ports = shape.Ports;
                uint[]? volume = demand.Volume;
                uint[]? withSmall = demand.WithSmall;
                int taken = 0;
                foreach (byte i in chosen)
                {
                    ulong a = run[i].A;
                    uint b = run[i].B;
                    int day = dayOf[(int)(b >> 16)];
                    uint portWord = b & 0xFFFF;
                    int place = portGuess[(int)(portWord >> 8)];
                    while (place < edges.Length - 1 && portWord >= edges[place])
                    {
                        place++;
                    }

                    ulong threshold = (acceptance * swing[(monthOf[day] * perMonth) + ofIndustry + ports[place]]) >> Demand.SwingBits;
                    bool small = false;
                    if (volume is not null)
                    {
                        // From the usual ones upwards: first what needed no entry before, then what a surge lets in, so that a surge
                        // moves neither.
                        small = withSmall is not null && a >= threshold && a < (threshold * withSmall[day]) >> ShockTables.FactorBits;
                        threshold = (threshold * volume[day]) >> ShockTables.FactorBits;
                    }

                    accepted[taken] = new Candidate(i, (ushort)day, (ushort)place, threshold > uint.MaxValue, small);
                    taken += a < threshold & day < daysInHorizon ? 1 : 0;
                }

                return taken;
            }
        }

        /// <summary>Entries that are filed: counted, and those that need people become work.</summary>
        /// <param name="block">Number of the first candidate of the run.</param>
        private void FileEntries(scoped ReadOnlySpan<Luck> run, scoped ReadOnlySpan<Candidate> accepted, scoped ReadOnlySpan<byte> headingGuess, int block)
        {
            byte[] monthOf = demand.Month;
            ushort[] headingEdges = shape.HeadingEdges;
            ushort[] entryPorts = shape.Ports;
            ushort[] entryHeadings = shape.Headings;
            int industry = shape.Industry;
            uint[] values = setup.ValueQuantiles;
            long[] portValue = setup.PortValueFactor;
            uint[] examThreshold = setup.ExamThreshold;
            uint[] lineQuantiles = setup.LineQuantiles;
            bool[] ordered = setup.AdCvdHeadings;
            ShockTables? shocks = setup.Shocks;
            foreach (ref readonly Candidate candidate in accepted)
            {
                int i = candidate.Index;
                int day = candidate.Day;
                int place = candidate.Place;
                int port = entryPorts[place];
                ref readonly Luck luck = ref run[i];
                clipped += candidate.Clipped ? 1 : 0;
                uint headingWord = luck.C >> 16;
                int at = headingGuess[(int)(headingWord >> 8)];
                while (at < headingEdges.Length - 1 && headingWord >= headingEdges[at])
                {
                    at++;
                }

                ushort heading = entryHeadings[at];
                long cents = meanCents * values[(luck.C & 0xFFFF) >> 6] / 65536 * portValue[port] / 65536;
                ref PortTally tally = ref byPort[place];
                int arrival = port;
                if (shocks is not null)
                {
                    if (candidate.Small)
                    {
                        cents = shocks.SmallCents * values[(luck.C & 0xFFFF) >> 6] / 65536;
                    }

                    int diverted = shocks.DiversionOf(port, demand.FirstDay + day);
                    if (diverted >= 0)
                    {
                        arrival = shocks.Diversions[diverted].To;
                        tally = ref byPort[shape.Ports.Length + diverted];
                    }
                }

                // The port's side needs no identity of its own: its words are the entry's, mixed (the finalizer of
                // MurmurHash3), so that the second Philox block is spent on the entries that people touch.
                ulong mixed = Mix(((ulong)luck.A << 32 | luck.D) ^ ((ulong)luck.B << 17) ^ luck.C);

                // One line, and a geometric-like rest by inversion, at most 20 (model section 1, "Left out").
                lines += Math.Min(20, 1 + (int)(((ulong)lineQuantiles[(int)((mixed >> 8) & 0xFF)] * (ulong)linesMean) >> 16));
                uint exam = unchecked((uint)(mixed >> 16));
                int exams = 0;
                long delay = 0;
                long officers = 0;
                if (exam < (examThreshold[port] * (ulong)examTrusted) >> 16)
                {
                    ulong more = Mix(mixed);
                    exams = 1;
                    delay = setup.ExamDelay.At(unchecked((uint)more));
                    officers = setup.ExamService.At((uint)(more >> 32));
                    CountExam(setup.ExamCauseOf((uint)(mixed >> 48)));
                }

                tally = new PortTally(0, tally.Filed + 1, tally.ValueCents + cents, tally.Exams + exams, tally.ExamDelaySeconds + delay, tally.OfficerSeconds + officers);
                uint[] fates = demand.FatesOf(monthOf[day], industry, (traderClass * 2) + (ordered[heading] ? 1 : 0));
                int fate = (int)Fate.Untouched;
                if (luck.D < fates[^1])
                {
                    fate = 0;
                    while (luck.D >= fates[fate])
                    {
                        fate++;
                    }
                }
                else if (shocks is not null)
                {
                    fate = (int)TariffWaves(shocks.Waves, fates, luck.D, block + i, demand.FirstDay + day, arrival, heading, cents);
                }

                Entered?.Add(new DrawnEntry(block + i, demand.FirstDay + day, arrival, heading, cents, ((Fate)fate).ToString()));
                if (fate < (int)Fate.Untouched)
                {
                    Touch((Fate)fate, block + i, demand.FirstDay + day, arrival, heading, cents);
                }
            }
        }

        /// <summary>
        /// The greatest swing that any candidate of this importer can meet: over its own ports where that walk is short
        /// against its candidates, else over all ports of its industry.
        /// </summary>
        private readonly ulong Ceiling(int candidates)
        {
            if (shape.Ports.Length * (demand.Month[^1] + 1) > candidates)
            {
                return demand.GreatestSwing[shape.Industry];
            }

            uint greatest = 0;
            for (int month = 0; month <= demand.Month[^1]; month++)
            {
                int row = demand.SwingRow(month, shape.Industry);
                foreach (ushort port in shape.Ports)
                {
                    greatest = Math.Max(greatest, demand.Swing[row + port]);
                }
            }

            return greatest;
        }

        private void CountExam(int cause)
        {
            switch (cause)
            {
                case 0:
                    examsSecurity++;
                    break;
                case 1:
                    examsTrade++;
                    break;
                case 2:
                    examsPartner++;
                    break;
                default:
                    examsProperty++;
                    break;
            }
        }

        /// <summary>For each high byte of a word, the first place it can fall on. Where few candidates ask, all start from the first place.</summary>
        private static void Guesses(ushort[] edges, int candidates, Span<byte> guess)
        {
            guess.Clear();
            if (candidates < guess.Length)
            {
                return;
            }

            // A place begins at the edge of the one before: bytes above it cannot fall on an earlier one.
            for (int place = 1; place < Math.Min(edges.Length, guess.Length); place++)
            {
                int first = (edges[place - 1] + 255) >> 8;
                if (first < guess.Length)
                {
                    guess[first..].Fill((byte)place);
                }
            }
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
