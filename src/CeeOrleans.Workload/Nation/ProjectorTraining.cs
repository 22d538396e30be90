using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

public static partial class Projector
{
    /// <summary>Trainings of small importers: who was there, the events themselves, and what is left of them.</summary>
    private ref partial struct Projection
    {
        /// <summary>
        /// Days on which a small importer was at a training, in this entry-year and the two before, ascending; empty for
        /// others and where there are none.
        /// </summary>
        private static int[] TrainedOn(Setup setup, ImporterShape shape, ProjectOrder order)
        {
            if (setup.Inputs.Rates!.Training is not { } training || (shape.Flags & AccountFlags.Small) == 0)
            {
                return [];
            }

            double chance = Math.Min(1, training.EventsPerYear * training.Reach / Math.Max(1, setup.Totals.SmallImporters));
            List<int> days = [];
            for (int year = order.EntryYear - 2; year <= order.EntryYear; year++)
            {
                Luck luck = TrainingLuck(setup, shape, order, year);
                if (KeyedRandom.Unit(luck.A) < chance)
                {
                    days.Add(setup.YearStart(year) + Within(luck.B, 365));
                }
            }

            return [.. days];
        }

        private static Luck TrainingLuck(Setup setup, ImporterShape shape, ProjectOrder order, int year) =>
            KeyedRandom.Draw(KeyedRandom.Key(setup.Inputs.Seed, year < 0 ? 0 : order.Replication), Purpose.Training, (ulong)shape.Number, (uint)(year + 32));

        /// <summary>One of the importers at an event, by luck, stands for the event itself.</summary>
        private readonly void Training()
        {
            if (trained.Length == 0 || trained[^1] < demand.FirstDay)
            {
                return;
            }

            Luck luck = TrainingLuck(setup, shape, order, order.EntryYear);
            if (KeyedRandom.Unit(luck.C) < 1 / rates.Training!.Reach)
            {
                Add(WorkKind.TradeTraining, TrainingEvent, trained[^1], luck.D, shape.Ports[0], shape.Headings[0], trained[^1], 0, 1, false, 0);
            }
        }

        /// <summary>What is left of the last training on a day: 1 on the day after, halved with each half-life; 0 for none.</summary>
        private readonly double StrengthOn(int day)
        {
            for (int i = trained.Length - 1; i >= 0; i--)
            {
                if (trained[i] < day)
                {
                    return Math.Pow(2, -(day - trained[i]) / rates.Training!.HalfLifeDays);
                }
            }

            return 0;
        }

        private readonly ulong ContactThreshold(int day) => (ulong)Math.Round((1 - ((1 - rates.Training!.Contacts) * StrengthOn(day))) * 4294967296.0);

        /// <summary>Whether the training still shows in an entry: by luck, in the share of entries that is its strength.</summary>
        private readonly bool IsTrained(int day, int entry) =>
            StrengthOn(day) is > 0 and double strength
            && KeyedRandom.Draw(key, Purpose.Training, (ulong)shape.Number, 0x8000_0000u | (uint)entry).A < (ulong)Math.Round(strength * 4294967296.0);
    }
}
