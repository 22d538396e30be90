using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

public static partial class Projector
{
    /// <summary>What becomes of an entry that people touch.</summary>
    private ref partial struct Projection
    {
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
            Luck luck = KeyedRandom.Philox((uint)shape.Number, 0, (uint)entry, c3, unchecked((uint)key), (uint)(key >> 32));
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
                    kind = ProtestKind(luck);
                    entries = setup.ProtestEntries[luck.D >> 22];
                    arises = ProtestDay(day, luck);
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

        /// <summary>
        /// What changes of duties make of an entry that nobody would have touched. The luck that chose its fate says
        /// whether it lies in a wave's band; its second block, on which day it would arise, and whether that early or late
        /// the wave still reaches it.
        /// </summary>
        private Fate TariffWaves(TariffWave[] waves, uint[] fates, uint word, int entry, int day, int port, ushort heading, long cents)
        {
            ulong edge = fates[^1];
            foreach (TariffWave wave in waves)
            {
                if (!wave.Has(heading))
                {
                    continue;
                }

                ulong reviewed = edge + Band(Fate.Correction, wave.MoreCorrections);
                ulong unread = reviewed + Band(Fate.CorrectionAutomatic, wave.MoreCorrections);
                ulong protested = unread + Band(Fate.Protest, wave.MoreProtests);
                if (word >= protested)
                {
                    edge = protested;
                    continue;
                }

                uint c3 = (uint)Purpose.EntryFate | ((uint)(order.EntryYear + 16) << 8);
                Luck luck = KeyedRandom.Philox((uint)shape.Number, 0, (uint)entry, c3, unchecked((uint)key), (uint)(key >> 32));
                if (word >= unread)
                {
                    int lodged = ProtestDay(day, luck);

                    // The high bits of this word choose the entries of the protest.
                    if (!wave.Arises(lodged, unchecked(luck.D << 10)))
                    {
                        return Fate.Untouched;
                    }

                    touched++;
                    Add(ProtestKind(luck), entry, lodged, luck.A, port, heading, day, cents, setup.ProtestEntries[luck.D >> 22], false, (ushort)(luck.C & 0xFFFF));
                    return Fate.TariffProtest;
                }

                int arises = day + Within(luck.B, rates.CorrectionDays);
                if (!wave.Arises(arises, luck.D))
                {
                    return Fate.Untouched;
                }

                if (word >= reviewed)
                {
                    automatic++;
                    return Fate.TariffCorrectionAutomatic;
                }

                touched++;
                Add(WorkKind.CorrectionFirstLook, entry, arises, luck.A, port, heading, day, cents, 1, false, (ushort)(luck.C & 0xFFFF));
                return Fate.TariffCorrection;
            }

            return Fate.Untouched;

            ulong Band(Fate fate, ulong more) => ((ulong)(fates[(int)fate] - fates[(int)fate - 1]) * more) >> ShockTables.FactorBits;
        }

        private readonly int ProtestDay(int day, in Luck luck)
        {
            WorkInputs rules = setup.Inputs.Work!;
            return LiquidationSchedule.PostedOn(day + rules.LiquidationDays) + Within(luck.B, rules.ProtestDays);
        }

        private readonly WorkKind ProtestKind(in Luck luck)
        {
            double which = KeyedRandom.Unit(luck.C);
            return which < rates.ProtestAccelerated ? WorkKind.AcceleratedProtest
                : which < rates.ProtestAccelerated + rates.ProtestExclusion ? WorkKind.ExclusionProtest
                : WorkKind.ProtestIntake;
        }
    }
}
