using System.Collections.Immutable;
using CeeOrleans.Contracts.Live;

namespace CeeOrleans.Service.Audit;

/// <summary>What became of several commands to one account.</summary>
internal static class AuditOutcome
{
    /// <param name="of">Sequence of the intent.</param>
    /// <param name="answers">In the order of its commands.</param>
    public static AuditRecord Of(AuditRecord intent, long of, ImmutableArray<AnswerMessage> answers)
    {
        ImmutableArray<string> refused = [.. answers.Where(a => !a.Done).Select(a => a.CommandId)];
        return intent with { Act = AuditAct.Outcome, Of = of, Refused = refused, Result = refused.IsEmpty ? "done" : answers.Length == refused.Length ? "refused" : "partly refused" };
    }
}
