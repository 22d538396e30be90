using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Cli.Traces;

/// <summary>What <c>cee trace --json</c> prints. Field names are read by others: add, never rename.</summary>
internal sealed record TraceDocument(
    int Importer,
    string Name,
    string Ior,
    string Center,
    string Membership,
    int Replication,
    IReadOnlyList<string> Ports,
    IReadOnlyList<TraceDocument.ScenarioFields> Scenarios,
    TraceDocument.ComparisonFields? Comparison)
{
    public static TraceDocument From(IReadOnlyList<RunInputs> inputs, IReadOnlyList<AccountLife> lives, int replication) => new(
        lives[0].Importer,
        lives[0].Name,
        lives[0].Ior,
        lives[0].Center,
        lives[0].Membership,
        replication,
        lives[0].Ports,
        [.. inputs.Zip(lives, (i, l) => new ScenarioFields(i.Name, i.ScenarioHash, i.Seed, l.Offices, [.. l.Entries.Select(EntryFields.From)], StepFields.From(l.Other)))],
        lives.Count < 2 ? null : ComparisonFields.From(SideBySide.Of(lives[0], lives[1])));

    internal sealed record ScenarioFields(string Scenario, string ScenarioHash, ulong Seed, ImmutableArray<string> Offices, IReadOnlyList<EntryFields> Entries, IReadOnlyList<StepFields> Other);

    internal sealed record EntryFields(int Year, long Entry, DateOnly Filed, string Port, string Mode, string Heading, decimal Value, string Fate, string Office, IReadOnlyList<StepFields> Steps)
    {
        public static EntryFields From(EntryLife e) =>
            new(e.Year, e.Entry, e.Filed, e.Port, e.Mode, e.Heading, e.ValueCents / 100m, e.Fate, e.Office, StepFields.From(e.Steps));
    }

    internal sealed record StepFields(string Time, string Work, string What, string Office, string Detail)
    {
        public static IReadOnlyList<StepFields> From(ImmutableArray<LifeStep> steps) =>
            [.. steps.Select(s => new StepFields(SimTime.Text(s.Time), s.Work, s.What, s.Office, s.Detail))];
    }

    internal sealed record ComparisonFields(int Entries, int Equal, int Different, int OnlyInFirst, int OnlyInSecond)
    {
        public static ComparisonFields From(SideBySide both) => new(both.Pairs.Length, both.Equal, both.Different, both.OnlyInFirst, both.OnlyInSecond);
    }
}
