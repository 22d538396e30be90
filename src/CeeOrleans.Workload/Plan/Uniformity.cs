using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Which way an ambiguous question is decided (model section 4): the sign of the question's lean plus the office's bias on the
/// heading plus the noise of person and case. With r = cos(π·d) two decisions disagree in exactly arccos(r)/π of cases: in
/// d_w inside one office and in d_b between two. Everything is keyed, so the same question leans the same way in every plan.
/// </summary>
/// <param name="seed">Seed of the scenario.</param>
/// <param name="replication">The noise of a case is that of its replication; leans and habits outlast the years.</param>
public sealed class Uniformity(UniformityInput input, ulong seed, int replication)
{
    /// <summary>Normals are rounded to 1/2^20 before they are added, so that no maths library decides a case.</summary>
    private const double Unit = 1 << 20;

    private readonly ulong world = KeyedRandom.Key(seed, 0);
    private readonly ulong year = KeyedRandom.Key(seed, replication);
    private readonly Share ambiguous = Share.Of(input.Ambiguous);
    private readonly double leanSd = Math.Sqrt(Math.Max(0, Correlation(input.BetweenOffices)));
    private readonly double biasSd = Math.Sqrt(Math.Max(0, Correlation(input.WithinOffice) - Math.Max(0, Correlation(input.BetweenOffices))));
    private readonly double noiseSd = Math.Sqrt(Math.Max(0, 1 - Correlation(input.WithinOffice)));

    /// <summary>Correlation of the latent sums of two decisions that disagree with chance d: r = cos(π·d).</summary>
    public static double Correlation(double disagreement) => Math.Cos(Math.PI * disagreement);

    /// <summary>
    /// Chance that two decisions for one importer disagree, D = d_w·Σw² + d_b·(1 − Σw²), when a question is ambiguous.
    /// </summary>
    /// <param name="sameOffice">Σw²: chance that one office decides both.</param>
    public static double Expected(UniformityInput input, double sameOffice) =>
        (input.WithinOffice * sameOffice) + (input.BetweenOffices * (1 - sameOffice));

    /// <summary>Whether people may disagree on a question at all.</summary>
    public bool IsAmbiguous(long question) => ambiguous.Hits(KeyedRandom.Draw(world, Purpose.Uniformity, (ulong)question, 0).A);

    /// <summary>The decision of a case.</summary>
    /// <param name="question">Importer and heading, as the case book packs them.</param>
    /// <param name="office">Office that decides.</param>
    /// <param name="home">Office that the person who decides comes from.</param>
    /// <param name="daysAway">Days since that person left it.</param>
    /// <param name="caseId">The case without its stage.</param>
    public bool Decide(long question, ushort heading, int office, int home, int daysAway, long caseId)
    {
        long lean = Whole(leanSd * Normal(KeyedRandom.Draw(world, Purpose.Uniformity, (ulong)question, 0).B));
        double habit = home == office ? 0 : Math.Exp(-daysAway / (double)input.HabitDays);
        double bias = (1 - habit) * Habit(office, heading);
        if (habit > 0)
        {
            bias += habit * Habit(home, heading);
        }

        long noise = Whole(noiseSd * Normal(KeyedRandom.Draw(year, Purpose.Uniformity, (ulong)caseId, 2).A));
        return lean + Whole(biasSd * bias) + noise > 0;
    }

    private double Habit(int office, ushort heading) =>
        Normal(KeyedRandom.Draw(world, Purpose.Uniformity, ((ulong)office << 16) | heading, 1).A);

    private static double Normal(uint word) => KeyedRandom.StandardNormal(word);

    private static long Whole(double x) => (long)Math.Round(x * Unit);
}
