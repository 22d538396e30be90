using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

public static partial class Projector
{
    /// <summary>AD/CVD instructions and bursts of them.</summary>
    private ref partial struct Projection
    {
        /// <summary>
        /// AD/CVD instructions. A message of the nation (number, day, size) lifts suspension for the oldest entries of
        /// its case; this importer's part of all messages is its share of entries with orders, spread over some of them,
        /// and never more than it holds. One of the importers, by share, stands for the reading of the message itself.
        /// </summary>
        private void Messages()
        {
            double share = shape.Size * shape.AdCvdShare / Math.Max(setup.Totals.AdCvdSize, 1e-9);
            if (share <= 0)
            {
                return;
            }

            double inflow = rates.AdCvdSuspended * population.SummariesPerYear * share;
            double lifted = rates.AdCvdMessagesPerYear * rates.AdCvdBatch.Mean * setup.VolumeScale * share;
            int spread = Math.Clamp((int)Math.Ceiling(lifted / 4), LeastMessages, (int)Math.Max(1, rates.AdCvdMessagesPerYear));
            Luck opening = KeyedRandom.Draw(KeyedRandom.Key(setup.Inputs.Seed, 0), Purpose.AdCvd, (ulong)shape.Number, uint.MaxValue);
            double held = Math.Floor((rates.AdCvdStock * share * setup.NationShare) + KeyedRandom.Unit(opening.A));
            for (int year = -Setup.EarlierYears; year <= order.EntryYear; year++)
            {
                bool asked = year == order.EntryYear;
                stock = asked ? (int)held : stock;
                ulong k = KeyedRandom.Key(setup.Inputs.Seed, year < 0 ? 0 : order.Replication);
                uint index = (uint)(year + 16) << 16;
                for (int i = 0; i < spread; i++)
                {
                    Luck luck = KeyedRandom.Draw(k, Purpose.AdCvd, (ulong)shape.Number, index + (uint)i);
                    uint message = (uint)(((ulong)luck.A * (ulong)Math.Max(1, rates.AdCvdMessagesPerYear)) >> 32);
                    Luck national = KeyedRandom.Draw(k, Purpose.AdCvd, 1UL << 40, index + message);
                    double size = setup.AdCvdBatch.Value(national.A) / rates.AdCvdBatch.Mean;
                    int batch = (int)Math.Min(Math.Min(held, ushort.MaxValue), (lifted / spread * size) + KeyedRandom.Unit(luck.B));
                    held -= batch;
                    int day = demand.DayOf[national.B >> 16];
                    if (asked && batch > 0 && demand.FirstDay + day < setup.Inputs.StartDay + setup.Inputs.Days)
                    {
                        released += batch;
                        long value = Math.Min(batch * setup.MeanEntryCents, int.MaxValue * 100L);
                        Lift(WorkKind.AdCvdLiquidationEntry, FirstMessage + i, day, luck, value, (ushort)batch);
                    }
                }

                held -= Burst(year, k, index, share, held, asked);
                if (asked)
                {
                    int read = (int)((rates.AdCvdMessagesPerYear * share * setup.NationShare) + KeyedRandom.Unit(KeyedRandom.Draw(k, Purpose.AdCvd, (ulong)shape.Number, index + 0xFFFF).A));
                    for (int i = 0; i < read; i++)
                    {
                        Luck luck = KeyedRandom.Draw(k, Purpose.AdCvd, (ulong)shape.Number, index + 0xF000 + (uint)i);
                        int day = demand.DayOf[luck.A >> 16];
                        if (demand.FirstDay + day < setup.Inputs.StartDay + setup.Inputs.Days)
                        {
                            messages++;
                            Lift(WorkKind.AdCvdMessage, FirstMessage + (1 << 20) + i, day, luck, 0, 1);
                        }
                    }
                }

                held += inflow;
            }
        }

        /// <summary>
        /// Messages that bursts add to an entry-year, after its usual ones: the same draws under identities of their own.
        /// </summary>
        /// <returns>Entries lifted.</returns>
        private double Burst(int year, ulong k, uint index, double share, double held, bool asked)
        {
            if (setup.Shocks is not { Bursts.Length: > 0 } shocks)
            {
                return 0;
            }

            double lifted = 0;
            for (int b = 0; b < shocks.Bursts.Length; b++)
            {
                MessageBurst burst = shocks.Bursts[b];
                if (burst.UntilDay <= setup.YearStart(year) || burst.FromDay >= setup.YearStart(year + 1))
                {
                    continue;
                }

                Demand of = asked ? demand : setup.DemandOf(order.Replication, year);
                int from = WordOf(of, burst.FromDay);
                int until = WordOf(of, burst.UntilDay);
                double messagesMore = rates.AdCvdMessagesPerYear * (burst.Messages - 1) * (until - from) / 65536.0;
                if (messagesMore <= 0)
                {
                    continue;
                }

                // Above the importer's and the nation's own draws, which leave the upper word of the entity free.
                ulong mine = ((ulong)(b + 1) << 48) | (uint)shape.Number;
                ulong nation = ((ulong)(b + 1) << 48) | (1UL << 40);
                double more = messagesMore * rates.AdCvdBatch.Mean * setup.VolumeScale * share;
                int nationwide = (int)Math.Max(1, messagesMore);
                int spread = Math.Clamp((int)Math.Ceiling(more / 4), 1, Math.Min(nationwide, MostOfBurst));
                for (int i = 0; i < spread; i++)
                {
                    Luck luck = KeyedRandom.Draw(k, Purpose.AdCvd, mine, index + (uint)i);
                    uint message = (uint)(((ulong)luck.A * (ulong)nationwide) >> 32);
                    Luck national = KeyedRandom.Draw(k, Purpose.AdCvd, nation, index + message);
                    double size = setup.AdCvdBatch.Value(national.A) / rates.AdCvdBatch.Mean;
                    int batch = (int)Math.Min(Math.Min(held - lifted, ushort.MaxValue), (more / spread * size) + KeyedRandom.Unit(luck.B));
                    lifted += batch;
                    int day = of.DayOf[from + (int)(((national.B >> 16) * (uint)(until - from)) >> 16)];
                    if (asked && batch > 0 && of.FirstDay + day < setup.Inputs.StartDay + setup.Inputs.Days)
                    {
                        released += batch;
                        long value = Math.Min(batch * setup.MeanEntryCents, int.MaxValue * 100L);
                        Lift(WorkKind.AdCvdLiquidationEntry, FirstMessage + FirstOfBursts + (b * MostOfBurst) + i, day, luck, value, (ushort)batch);
                    }
                }

                int read = asked ? (int)((messagesMore * share * setup.NationShare) + KeyedRandom.Unit(KeyedRandom.Draw(k, Purpose.AdCvd, mine, index + 0xFFFF).A)) : 0;
                for (int i = 0; i < Math.Min(read, MostOfBurst - 1); i++)
                {
                    Luck luck = KeyedRandom.Draw(k, Purpose.AdCvd, mine, index + 0x8000 + (uint)i);
                    int day = of.DayOf[from + (int)(((luck.A >> 16) * (uint)(until - from)) >> 16)];
                    if (of.FirstDay + day < setup.Inputs.StartDay + setup.Inputs.Days)
                    {
                        messages++;
                        Lift(WorkKind.AdCvdMessage, FirstMessage + (1 << 20) + FirstOfBursts + (b * MostOfBurst) + i, day, luck, 0, 1);
                    }
                }
            }

            return lifted;
        }

        /// <summary>The first of an entry-year's 65,536 words whose day is not before a day.</summary>
        private static int WordOf(Demand of, int day)
        {
            int low = 0;
            int high = of.DayOf.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (of.FirstDay + of.DayOf[middle] < day)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }

        private readonly void Lift(WorkKind kind, int entry, int day, Luck luck, long cents, ushort entries)
        {
            int place = Place(shape.PortEdges, luck.C >> 16);
            Add(kind, entry, demand.FirstDay + day, luck.D, shape.Ports[place], OrderedHeading(luck.C << 16), demand.FirstDay + day, cents, entries, false, 0);
        }
    }
}
