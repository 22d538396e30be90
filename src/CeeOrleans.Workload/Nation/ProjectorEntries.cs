using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

public static partial class Projector
{
    /// <summary>Blocks of luck drawn at once.</summary>
    private const int BlocksAtOnce = 64;

    /// <summary>A candidate that is filed: its place in the block, its day, its port's place.</summary>
    /// <param name="Small">It needed no entry before the shocks.</param>
    private readonly record struct Candidate(byte Index, ushort Day, ushort Place, bool Clipped, bool Small);

    /// <summary>Candidate entries: drawn, thinned by demand, counted, and those that need people touched.</summary>
    private ref partial struct Projection
    {
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
    }
}
