using System.CommandLine;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Cli.Traces;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee trace</c>: the life of one importer or entry; two scenarios side by side.</summary>
internal static class TraceVerb
{
    /// <summary>Stands for the importer of the report's answer, whatever its number is in a population.</summary>
    private const string Spotlight = "spotlight";

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "trace",
            "Tells the life of one importer or one entry. With two scenarios: the same entries side by side, each with its office in both.",
            "cee trace scenarios/national-ports.yaml scenarios/national-cees.yaml --importer spotlight",
            "cee trace scenarios/national-cees.yaml --importer 7",
            "cee trace scenarios/national-cees.yaml --importer 7 --entry 12");
        Argument<string[]> files = verb.With(new Argument<string[]>("FILE") { Description = "The scenario file; a second one to compare with.", Arity = new ArgumentArity(1, 2) });
        Option<int?> importer = verb.WithNumber("--importer", "Number of the importer in the population, from 0; or spotlight: the one of the report's answer, the electronics trusted trader with the most ports. With two scenarios, that of the first.", 0, int.MaxValue, or: (Spotlight, -1));
        importer.Required = true;
        Option<long?> entry = verb.WithNumber("--entry", "Only this entry, step by step.", 0L, long.MaxValue);
        Option<int?> replication = verb.WithNumber("--replication", "Which repetition; default 1.", 1, 10_000);
        Option<bool> json = verb.With(new Option<bool>("--json") { Description = "Print one JSON document, with every entry and step." });
        verb.SetAction((parsed, cancellation) => RunAsync(
            rooms,
            parsed.GetRequiredValue(files),
            parsed.GetValue(importer) is >= 0 and var number ? number : null,
            parsed.GetValue(entry),
            parsed.GetValue(replication) ?? 1,
            parsed.GetValue(json),
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, string[] files, int? importer, long? entry, int replication, bool json, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        List<RunInputs> scenarios = [];
        List<ScenarioError> errors = [];
        foreach (string file in files)
        {
            LoadedScenario loaded = rooms.Load(file);
            errors.AddRange(loaded.Errors);
            if (loaded.Inputs is not null)
            {
                scenarios.Add(loaded.Inputs);
            }
        }

        if (errors.Count > 0 || scenarios.Count < files.Length)
        {
            return ScenarioErrors.Tell(error, [.. errors], "");
        }

        if (scenarios.FindIndex(s => s.Population?.Snapshot is not null) is >= 0 and var live)
        {
            await error.WriteLineAsync($"cee: the importers of {files[live]} are live accounts, and the life of one of them is confidential: there is no trace. Look it up with cee lookup, which is recorded, or trace a scenario with synthetic importers.").ConfigureAwait(false);
            return ExitCode.NotAllowed;
        }

        List<AccountLife> lives = [];
        for (int i = 0; i < scenarios.Count; i++)
        {
            if (await rooms.Tracer.TraceAsync(scenarios[i], importer, entry, replication, cancellation).ConfigureAwait(false) is not { } life)
            {
                await error.WriteLineAsync(Missing(files[i], scenarios[i], importer, entry)).ConfigureAwait(false);
                return ExitCode.NotFound;
            }

            // Both plans tell of the same importer, also where they differ on who is a trusted trader.
            importer = life.Importer;
            lives.Add(life);
        }

        if (json)
        {
            await rooms.Screen.Out.WriteLineAsync(JsonText.Of(TraceDocument.From(scenarios, lives, replication))).ConfigureAwait(false);
        }
        else if (lives.Count == 1)
        {
            TraceText.One(rooms.Screen, scenarios[0], lives[0], entry is not null);
        }
        else
        {
            TraceText.Two(rooms.Screen, scenarios, lives, entry is not null);
        }

        return ExitCode.Ok;
    }

    private static string Missing(string file, RunInputs inputs, int? importer, long? entry) => inputs.Population is not { } population
        ? $"cee: {file} is a plain queue and has no importers."
        : importer is null
            ? $"cee: {file} has no electronics trusted trader{(entry is null ? "" : FormattableString.Invariant($", or that one has no entry {entry} in this horizon"))}."
        : importer >= population.Importers
            ? FormattableString.Invariant($"cee: {file} has no importer {importer}; its importers are 0 to {population.Importers - 1}.")
            : FormattableString.Invariant($"cee: {file}: importer {importer} has no entry {entry} in this horizon.");
}
