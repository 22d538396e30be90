using System.Text.Json;
using CeeOrleans.Cli.Sweeps;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Experiments.Briefs;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Briefs;

/// <summary>A knowledge interval that <c>cee doubt</c> left in <c>runs</c>.</summary>
internal static class StoredDoubt
{
    /// <summary>The latest one of a plan against today, of the same data, model and seed; null when there is none. A file that cannot be read is passed over.</summary>
    /// <param name="runs">The folder of results.</param>
    /// <param name="measure">What decides.</param>
    public static BriefKnowledge? Find(string runs, RunInputs today, RunInputs plan, string measure)
    {
        if (!Directory.Exists(runs))
        {
            return null;
        }

        foreach (string folder in Directory.EnumerateDirectories(runs, "doubt-*").OrderByDescending(Directory.GetLastWriteTimeUtc).ThenBy(f => f, StringComparer.Ordinal))
        {
            if (Read(Path.Combine(folder, DoubtDocument.File)) is { } d
                && (d.ScenarioHash, d.Against, d.DataHash, d.ModelVersion, d.Seed) == (plan.ScenarioHash, today.Name, plan.DataHash, RunResult.ModelVersion, plan.Seed)
                && d.Measures?.FirstOrDefault(m => m.Measure == measure) is { } row)
            {
                return new BriefKnowledge(
                    row.BetterShare,
                    measure,
                    row.KnowledgeLow ?? double.NaN,
                    row.KnowledgeHigh ?? double.NaN,
                    [.. (d.Assumptions ?? []).Where(a => a.Turns == true).OrderBy(a => a.Rank).Select(a => $"{a.Path} ({a.Low} to {a.High})")],
                    d.Assumptions?.OrderBy(a => a.Rank).FirstOrDefault()?.Path ?? "nothing",
                    d.Worlds?.Kept ?? 0,
                    folder);
            }
        }

        return null;
    }

    private static DoubtDocument? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<DoubtDocument>(File.ReadAllText(file), JsonText.Options) : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
