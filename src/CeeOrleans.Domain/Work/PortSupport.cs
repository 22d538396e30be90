using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Domain.Work;

/// <summary>Work that ends with its finish: nothing follows.</summary>
public abstract class SingleStep(WorkKind kind, string name, Role role, Rank rank) : WorkRule(kind, name, role, rank)
{
    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Accepted);
}

/// <summary>Quota and live entries: the goods wait for the summary.</summary>
public sealed class QuotaEntry() : SingleStep(WorkKind.QuotaEntry, "quota and live entry", Role.EntrySpecialist, Rank.GoodsHeld);

/// <summary>An importer asks for help with goods on hold; the hold is shortened.</summary>
public sealed class HoldHelp() : SingleStep(WorkKind.HoldHelp, "hold help", Role.ImportSpecialist, Rank.GoodsHeld)
{
    public override bool IsTouchPoint => true;
}

/// <summary>An import specialist decides or appraises for a port's hold, detention or seizure.</summary>
public sealed class Determination() : SingleStep(WorkKind.Determination, "determination for a port", Role.ImportSpecialist, Rank.GoodsHeld)
{
    public override bool DecidesQuestion => true;
}

/// <summary>A summary is rejected or cancelled; the importer files anew.</summary>
public sealed class Reject() : WorkRule(WorkKind.Reject, "reject, cancellation", Role.EntrySpecialist, Rank.ClockOfLaw)
{
    public override IReadOnlyList<Outcome> Outcomes { get; } = [Outcome.Refiled];

    public override Decision Finish(in WorkItem item, long now, Luck luck, WorkInputs inputs) => new(Outcome.Refiled);
}

/// <summary>Late, bill and statement exceptions.</summary>
public sealed class StatementException() : SingleStep(WorkKind.StatementException, "late, bill, statement exception", Role.EntrySpecialist, Rank.Reply);

/// <summary>A training of small importers: hours of staff now, fewer errors and questions later.</summary>
public sealed class TradeTraining() : SingleStep(WorkKind.TradeTraining, "training event", Role.ImportSpecialist, Rank.Routine);

/// <summary>An inquiry of an importer, of five kinds.</summary>
public sealed class Contact() : SingleStep(WorkKind.Contact, "contact", Role.ImportSpecialist, Rank.Routine)
{
    public override bool IsTouchPoint => true;
}
