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
public static class Projector
{
    /// <summary>Contacts and AD/CVD messages have identities above the entries of any importer.</summary>
    private const int FirstContact = 1 << 23;

    private const int FirstMessage = (1 << 23) + (1 << 22);

    [ThreadStatic]
    private static List<RoutedWork>? work;

    /// <summary>
    /// The work that arises from some candidates of one importer and entry-year. Pure; about 25 ns a candidate, and
    /// 200 ns more for each piece of work.
    /// </summary>
    public static ProjectBatch Project(Setup setup, ImporterProfile importer, ProjectOrder order)
    {
        ImporterShape shape = importer.Shape(setup);
        List<RoutedWork> found = work ??= new List<RoutedWork>(4096);
        found.Clear();
        Projection p = new(setup, shape, order, found);
        p.Run();
        return new ProjectBatch(
            importer.Number,
            ImmutableCollectionsMarshal.AsImmutableArray(found.ToArray()),
            ImmutableCollectionsMarshal.AsImmutableArray(p.Ports()),
            p.Tally(),
            p.Next);
    }

    /// <summary>Candidate entries of an importer in one entry-year.</summary>
    internal static int Candidates(Setup setup, ImporterShape shape)
    {
        // At least four, so that the number of entries of a small importer is nearly Poisson.
        double envelope = shape.Size * setup.Inputs.Population!.Envelope;
        return Math.Max(4, (int)Math.Min(FirstContact - 1, Math.Ceiling(envelope)));
    }

    private ref struct Projection(Setup setup, ImporterShape shape, ProjectOrder order, List<RoutedWork> work)
    {
        private readonly PopulationInput population = setup.Inputs.Population!;
        private readonly RateInput rates = setup.Inputs.Rates!;
        private readonly Demand demand = setup.DemandOf(order.Replication, order.EntryYear);
        private readonly ulong key = KeyedRandom.Key(setup.Inputs.Seed, order.EntryYear < 0 ? 0 : order.Replication);
        private readonly int traderClass = NationTotals.ClassOf(shape.Flags);
        private readonly Span<int> filedByPort = new int[shape.Ports.Length];
        private readonly Span<long> valueByPort = new long[shape.Ports.Length];
        private readonly Span<int> examsByPort = new int[shape.Ports.Length];
        private readonly Span<long> delayByPort = new long[shape.Ports.Length];
        private readonly Span<long> officersByPort = new long[shape.Ports.Length];
        private readonly Span<int> examsByCause = new int[4];
        private int touched;
        private int clipped;
        private long lines;
        private int automatic;
        private int suspended;
        private int released;
        private int messages;
        private int stock;

        public int Next { get; private set; } = -1;

        public void Run()
        {
            int candidates = Candidates(setup, shape);
            int until = Math.Min(candidates, order.First + Math.Min(order.Count, ProjectOrder.MaxCandidates));
            Next = until < candidates ? until : -1;
            Entries(order.First, until, candidates);
            if (order.First == 0)
            {
                Contacts();
                Messages();
            }
        }

        public readonly EntryTally Tally()
        {
            long value = 0;
            int filed = 0;
            for (int i = 0; i < filedByPort.Length; i++)
            {
                value += valueByPort[i];
                filed += filedByPort[i];
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
                ExamsSecurity = examsByCause[0],
                ExamsTrade = examsByCause[1],
                ExamsPartner = examsByCause[2],
                ExamsProperty = examsByCause[3],
            };
        }

        public readonly PortTally[] Ports()
        {
            int n = 0;
            foreach (int filed in filedByPort)
            {
                n += filed > 0 ? 1 : 0;
            }

            PortTally[] rows = new PortTally[n];
            for (int i = 0, r = 0; i < filedByPort.Length; i++)
            {
                if (filedByPort[i] > 0)
                {
                    rows[r++] = new PortTally(shape.Ports[i], filedByPort[i], valueByPort[i], examsByPort[i], delayByPort[i], officersByPort[i]);
                }
            }

            return rows;
        }

        private void Entries(int first, int until, int candidates)
        {
            int industries = setup.Inputs.Centers.Length;
            int daysInHorizon = Math.Min(demand.Month.Length, setup.Inputs.StartDay + setup.Inputs.Days - demand.FirstDay);
            ulong acceptance = (ulong)Math.Round(shape.Size * setup.VolumeFactor / candidates * 4294967296.0);
            long meanCents = (long)Math.Round(NationTotals.ValueOf(setup, shape) * setup.ValueNorm * 100);
            uint k0 = (uint)key;
            uint k1 = (uint)(key >> 32);
            uint c3 = (uint)Purpose.Entry | ((uint)(order.EntryYear + 16) << 8);
            ushort[] dayOf = demand.DayOf;
            byte[] monthOf = demand.Month;
            uint[] swing = demand.Swing;
            ushort[] portEdges = shape.PortEdges;
            ushort[] headingEdges = shape.HeadingEdges;
            uint examTrusted = (uint)Math.Round(65536 * ((shape.Flags & AccountFlags.Trusted) != 0 ? rates.TrustedExam : 1));
            int linesMean = (int)Math.Round(256 * (population.LinesPerSummary - 1));
            for (int entry = first; entry < until; entry++)
            {
                Luck luck = KeyedRandom.Philox((uint)shape.Number, 0, (uint)entry, c3, k0, k1);
                int day = dayOf[luck.B >> 16];
                if (day >= daysInHorizon)
                {
                    continue;
                }

                int place = Place(portEdges, luck.B & 0xFFFF);
                int port = shape.Ports[place];
                int row = ((monthOf[day] * industries) + shape.Industry) * setup.Inputs.Ports.Length;
                ulong threshold = (acceptance * swing[row + port]) >> Demand.SwingBits;
                if (luck.A >= threshold)
                {
                    continue;
                }

                if (threshold > uint.MaxValue)
                {
                    clipped++;
                }

                int headingPlace = Place(headingEdges, luck.C >> 16);
                ushort heading = shape.Headings[headingPlace];
                long cents = meanCents * setup.ValueQuantiles[(luck.C & 0xFFFF) >> 6] / 65536 * setup.PortValueFactor[port] / 65536;
                filedByPort[place]++;
                valueByPort[place] += cents;

                // The port's side needs no identity of its own: its words are the entry's, mixed (the finalizer of
                // MurmurHash3), so that the second Philox block is spent on the entries that people touch.
                ulong mixed = Mix(((ulong)luck.A << 32 | luck.D) ^ ((ulong)luck.B << 17) ^ luck.C);
                lines += Lines((uint)mixed & 0xFFFF, linesMean);
                uint exam = (uint)(mixed >> 16);
                if (exam < (setup.ExamThreshold[port] * (ulong)examTrusted) >> 16)
                {
                    ulong more = Mix(mixed);
                    examsByPort[place]++;
                    delayByPort[place] += setup.ExamDelay.At((uint)more);
                    officersByPort[place] += setup.ExamService.At((uint)(more >> 32));
                    examsByCause[setup.ExamCauseOf((uint)(mixed >> 48))]++;
                }

                bool adcvd = setup.HasAdCvdOrders(heading);
                uint[] fates = demand.FatesOf(monthOf[day], shape.Industry, (traderClass * 2) + (adcvd ? 1 : 0));
                if (luck.D < fates[^1])
                {
                    int fate = 0;
                    while (luck.D >= fates[fate])
                    {
                        fate++;
                    }

                    Touch((Fate)fate, entry, demand.FirstDay + day, port, heading, cents);
                }
            }
        }

        /// <summary>A person, or the system, will have to do with this entry.</summary>
        private void Touch(Fate fate, int entry, int day, int port, ushort heading, long cents)
        {
            if (fate == Fate.Suspended)
            {
                suspended++;
                return;
            }

            if (fate == Fate.CorrectionAutomatic)
            {
                automatic++;
                return;
            }

            touched++;
            uint c3 = (uint)Purpose.EntryFate | ((uint)(order.EntryYear + 16) << 8);
            Luck luck = KeyedRandom.Philox((uint)shape.Number, 0, (uint)entry, c3, (uint)key, (uint)(key >> 32));
            ushort entries = 1;
            bool referred = false;
            int arises = day;
            WorkKind kind;
            switch (fate)
            {
                case Fate.QuotaEntry:
                    kind = WorkKind.QuotaEntry;
                    break;
                case Fate.DocumentReview:
                    kind = WorkKind.DocumentReview;
                    referred = Share.Of(rates.Referred).Hits(luck.C);
                    break;
                case Fate.FullReview:
                    kind = WorkKind.FullReview;
                    break;
                case Fate.Reject:
                    kind = WorkKind.Reject;
                    break;
                case Fate.StatementException:
                    kind = WorkKind.StatementException;
                    break;
                case Fate.Correction:
                    kind = WorkKind.CorrectionFirstLook;
                    arises = day + Within(luck.B, rates.CorrectionDays);
                    break;
                case Fate.Refund:
                    kind = WorkKind.RefundFirstLook;
                    arises = day + Within(luck.B, 365);
                    break;
                case Fate.HoldHelp:
                    kind = WorkKind.HoldHelp;
                    break;
                case Fate.Determination:
                    kind = WorkKind.Determination;
                    break;
                case Fate.Protest:
                    double which = KeyedRandom.Unit(luck.C);
                    kind = which < rates.ProtestAccelerated ? WorkKind.AcceleratedProtest
                        : which < rates.ProtestAccelerated + rates.ProtestExclusion ? WorkKind.ExclusionProtest
                        : WorkKind.ProtestIntake;
                    entries = setup.ProtestEntries[luck.D >> 22];
                    WorkInputs rules = setup.Inputs.Work!;
                    arises = LiquidationSchedule.PostedOn(day + rules.LiquidationDays) + Within(luck.B, rules.ProtestDays);
                    break;
                case Fate.AdCvdReview:
                    kind = WorkKind.AdCvdReview;
                    break;
                case Fate.PartnerReferral:
                    kind = WorkKind.PartnerReferral;
                    break;
                default:
                    throw new InvalidOperationException($"No work for fate {fate}.");
            }

            Add(kind, entry, arises, luck.A, port, heading, day, cents, entries, referred, (ushort)(luck.C & 0xFFFF));
        }

        /// <summary>Inquiries of the importer: a flat part that everyone has, and a part that grows with size.</summary>
        private readonly void Contacts()
        {
            double flat = rates.ContactPerYear * rates.ContactFlatShare / population.Importers;
            double bySize = rates.ContactPerYear * (1 - rates.ContactFlatShare) * shape.Size / setup.Totals.Size;
            int count = Keyed(Purpose.Contact, 0, flat + bySize);
            for (int i = 0; i < count; i++)
            {
                Luck luck = Draw(Purpose.Contact, (uint)i + 1);
                int day = demand.DayOf[luck.A >> 16];
                int place = Place(shape.PortEdges, luck.A & 0xFFFF);
                Add(WorkKind.Contact, FirstContact + i, demand.FirstDay + day, luck.B, shape.Ports[place], HeadingOf(luck.C), demand.FirstDay + day, 0, 1, false, 0);
            }
        }

        /// <summary>
        /// AD/CVD instructions, each lifting suspension for a batch of this importer's oldest suspended entries, never
        /// more than it has. Its share of the nation's messages is its share of entries with orders.
        /// </summary>
        private void Messages()
        {
            double share = shape.Size * shape.AdCvdShare / Math.Max(setup.Totals.AdCvdSize, 1e-9);
            if (share <= 0)
            {
                return;
            }

            double inflow = rates.AdCvdSuspended * population.SummariesPerYear * share;
            Luck opening = KeyedRandom.Draw(KeyedRandom.Key(setup.Inputs.Seed, 0), Purpose.AdCvd, (ulong)shape.Number, uint.MaxValue);
            double held = Math.Floor((rates.AdCvdStock * share) + KeyedRandom.Unit(opening.A));
            for (int year = -Setup.EarlierYears; year <= order.EntryYear; year++)
            {
                if (year == order.EntryYear)
                {
                    stock = (int)held;
                }

                ulong k = KeyedRandom.Key(setup.Inputs.Seed, year < 0 ? 0 : order.Replication);
                uint index = (uint)(year + 16) << 16;
                double expected = rates.AdCvdMessagesPerYear * share;
                int count = (int)(expected + KeyedRandom.Unit(KeyedRandom.Draw(k, Purpose.AdCvd, (ulong)shape.Number, index).A));
                for (int i = 0; i < count; i++)
                {
                    Luck luck = KeyedRandom.Draw(k, Purpose.AdCvd, (ulong)shape.Number, index + (uint)i + 1);
                    int batch = (int)Math.Min(Math.Min(held, 60_000), Math.Max(1, Math.Round(setup.AdCvdBatch.Value(luck.D))));
                    if (batch < 1)
                    {
                        continue;
                    }

                    held -= batch;
                    if (year == order.EntryYear)
                    {
                        int day = demand.DayOf[luck.A >> 16];
                        if (demand.FirstDay + day < setup.Inputs.StartDay + setup.Inputs.Days)
                        {
                            messages++;
                            released += batch;
                            int place = Place(shape.PortEdges, luck.A & 0xFFFF);
                            ushort heading = OrderedHeading(luck.C);
                            Add(WorkKind.AdCvdMessage, FirstMessage + i, demand.FirstDay + day, luck.B, shape.Ports[place], heading, demand.FirstDay + day, batch * setup.MeanEntryCents, (ushort)batch, false, 0);
                        }
                    }
                }

                held += inflow;
            }
        }

        /// <summary>Adds a piece of work, seen after the next cut by the office that routing names for that day.</summary>
        private readonly void Add(WorkKind kind, int entry, int day, uint when, int port, ushort heading, int filed, long cents, ushort entries, bool referred, ushort risk)
        {
            // Filed between 06:00 and 20:00 local time of the port.
            int second = (6 * SimTime.Hour) + (int)((when * 14UL * SimTime.Hour) >> 32);
            long arose = setup.ToUtc(setup.Inputs.Ports[port].Zone, day, second);
            long seen = setup.NextCut(arose);
            if (seen < order.KeepFrom)
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
                Flags = shape.Flags,
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

        /// <summary>Entry lines: one, and a geometric-like rest by inversion, at most 20 (model section 1, "Left out").</summary>
        private readonly int Lines(uint word, int mean256) => Math.Min(20, 1 + (int)(((ulong)setup.LineQuantiles[word >> 8] * (ulong)mean256) >> 16));

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
