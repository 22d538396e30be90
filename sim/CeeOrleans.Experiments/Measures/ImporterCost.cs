using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Measures;

/// <summary>What one replication cost importers, in dollars of the scenario.</summary>
internal static class ImporterCost
{
    /// <summary>Exam and hold time less what hold help saved.</summary>
    public static double HoldDays(ReplicationResult r) =>
        Math.Max(0, (r.Ports.Sum(p => p.ExamDelaySeconds) / 86_400.0) - r.Accounts.HoldDaysShortened);

    public static double OfHolds(ReplicationResult r, MoneyInput money) => HoldDays(r) * money.HoldDayDollars;

    public static double OfCf28(ReplicationResult r, MoneyInput money) => r.Kinds.Where(k => k.Kind == WorkKind.Cf28Issue).Sum(k => k.Finished) * money.Cf28Dollars;
}
