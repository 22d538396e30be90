using System.CommandLine;
using CeeOrleans.Cli.Live;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Planner;
using CeeOrleans.Scenarios;
using CeeOrleans.Service.Demo;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee serve</c>: the live service, until Ctrl-C.</summary>
internal static class ServeVerb
{
    public const string DefaultFolder = ".live";

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "serve",
            "Serves live accounts over HTTP on this machine, with its state in one folder, until Ctrl-C.",
            "cee serve --demo",
            "cee serve --urls http://127.0.0.1:5080 --data live");
        Option<string> urls = verb.With(new Option<string>("--urls") { HelpName = "URL", Description = "Where to listen, on loopback; port 0 takes a free one. Default http://127.0.0.1:5080.", DefaultValueFactory = _ => "http://127.0.0.1:5080" });
        Option<string> data = verb.With(new Option<string>("--data") { HelpName = "DIR", Description = $"Folder of its state; default {DefaultFolder}.", DefaultValueFactory = _ => DefaultFolder });
        Option<string?> plan = verb.With(new Option<string?>("--plan") { HelpName = "FILE", Description = "Scenario whose rules are in force; default scenarios/national-cees.yaml." });
        Option<string?> scenarios = verb.With(new Option<string?>("--scenarios") { HelpName = "DIR", Description = "Folder of scenarios that planners may run; nothing outside it is read. Default: the shipped ones." });
        Option<bool> demo = verb.With(new Option<bool>("--demo") { Description = "Fill the live world with the synthetic nation: 350,000 importers, numbers 00-000000000 and up." });
        verb.SetAction((parsed, cancellation) => RunAsync(rooms, parsed.GetRequiredValue(urls), parsed.GetRequiredValue(data), parsed.GetValue(plan), parsed.GetValue(scenarios), parsed.GetValue(demo), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, string urls, string data, string? plan, string? scenarios, bool demo, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        LoadedScenario loaded = LivePlan.Load(plan is null ? null : rooms.PathOf(plan), DateOnly.FromDateTime(now.UtcDateTime));
        if (loaded.Inputs is not { } inputs)
        {
            return ScenarioErrors.Tell(error, loaded.Errors, "");
        }

        try
        {
            Rulebook book = Rulebooks.Of(inputs);
            
            // The nation is compiled while the silo starts.
            Task<DemoNation>? nation = demo ? Task.Run(() => LivePlan.Demo(inputs, book, now), cancellation) : null;
            PlannerPart planner = new(new PlannerOptions
            {
                Scenarios = scenarios is null ? LivePlan.ShippedFolder() : rooms.PathOf(scenarios),
                Folder = Path.Combine(rooms.PathOf(data), "runs"),
                Command = Itself(),
            });
            LiveServiceOptions options = new()
            {
                Parts = [planner],
                Url = urls,
                DataFolder = rooms.PathOf(data),
                Book = book,
                Source = nation is null ? null : new LateNation(nation),
                Directory = nation is null ? null : rows => new DemoDirectory(nation, rows),
            };
            await using LiveService service = await LiveService.StartAsync(options, cancellation).ConfigureAwait(false);
            string example = nation is null ? "NUMBER" : (await nation.ConfigureAwait(false)).Spotlight.Text;
            await error.WriteLineAsync(FormattableString.Invariant($"""
                cee: serving {service.Url} after {rooms.Elapsed().TotalSeconds:0.0} s, rules of {inputs.Name}{(demo ? ", the synthetic nation" : "")}.
                cee: its state is in {service.Folder}, locked until it stops.
                cee: look an account up with: cee lookup {example} --data {data}
                cee: pages are at {service.Url}/; sign in with the one-time administrator token, which also makes one key at POST /v1/keys instead: {service.StartToken}
                cee: Ctrl-C stops it.
                """)).ConfigureAwait(false);
            TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (cancellation.Register(stopped.SetResult).ConfigureAwait(false))
            {
                await stopped.Task.ConfigureAwait(false);
            }

            await error.WriteLineAsync("cee: stopping; requests under way are finished.").ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (ArgumentException e)
        {
            await error.WriteLineAsync($"cee: {e.Message}").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is DataFolderException or StoreRefusedException)
        {
            await error.WriteLineAsync($"cee: {e.Message}").ConfigureAwait(false);
            return ExitCode.Conflict;
        }
        catch (IOException e)
        {
            await error.WriteLineAsync($"cee: {urls} can't be listened at: {e.Message} Another one may have the port; choose one with --urls.").ConfigureAwait(false);
            return ExitCode.Conflict;
        }
    }

    /// <summary>How this program is started again: by itself, or by the host that runs it.</summary>
    private static string[] Itself()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "cee.dll");
        string host = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(host) == "cee" ? [host] : [Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", library];
    }
}
