using System.CommandLine;
using System.Data.Common;
using CeeOrleans.Cli.Live;
using CeeOrleans.Cli.Serving;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Planner;
using CeeOrleans.Scenarios;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Demo;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Snapshots;
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
            "Serves live accounts over HTTP until Ctrl-C: on this machine with its state in one folder, or as one of several processes on one PostgreSQL.",
            "cee serve --demo",
            "cee serve --urls http://127.0.0.1:5080 --data live",
            "cee serve --config serve.json --print-config");
        Option<string?> config = verb.With(new Option<string?>("--config") { HelpName = "FILE", Description = "JSON file of settings; variables that begin with CEE_ come before it, and options before those." });
        Option<string?> urls = verb.With(new Option<string?>("--urls") { HelpName = "URL", Description = "Where to listen, on loopback; port 0 takes a free one. Default http://127.0.0.1:5080." });
        Option<string?> data = verb.With(new Option<string?>("--data") { HelpName = "DIR", Description = $"Folder of its state; default {DefaultFolder}." });
        Option<string?> plan = verb.With(new Option<string?>("--plan") { HelpName = "FILE", Description = "Scenario whose rules are in force; default scenarios/national-cees.yaml." });
        Option<string?> scenarios = verb.With(new Option<string?>("--scenarios") { HelpName = "DIR", Description = "Folder of scenarios that planners may run; nothing outside it is read. Default: the shipped ones." });
        Option<bool> demo = verb.With(new Option<bool>("--demo") { Description = "Fill the live world with the synthetic nation: 350,000 importers, numbers 00-000000000 and up." });
        Option<string[]> more = verb.With(new Option<string[]>("--set") { HelpName = "KEY=VALUE", Description = "Any other setting that is no secret, as Limits:Burst=100; may be given again.", DefaultValueFactory = _ => [] });
        Option<bool> print = verb.With(new Option<bool>("--print-config") { Description = "Print all settings with the place each comes from, secrets hidden, and start nothing." });
        verb.SetAction((parsed, cancellation) =>
        {
            Dictionary<string, string?> given = new(StringComparer.OrdinalIgnoreCase);
            foreach ((string key, Option<string?> option) in new[] { (ServeSettings.Urls, urls), (ServeSettings.Data, data), (ServeSettings.Plan, plan), (ServeSettings.Scenarios, scenarios) })
            {
                if (parsed.GetValue(option) is { } value)
                {
                    given[key] = value;
                }
            }

            if (parsed.GetValue(demo))
            {
                given[ServeSettings.Demo] = "true";
            }

            foreach (string pair in parsed.GetRequiredValue(more))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                given[equals < 0 ? pair : pair[..equals]] = equals < 0 ? "" : pair[(equals + 1)..];
            }

            return RunAsync(rooms, parsed.GetValue(config), given, parsed.GetValue(print), cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, string? config, IReadOnlyDictionary<string, string?> given, bool print, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        if (Settings(rooms, config, given) is not { } settings)
        {
            return ExitCode.Usage;
        }

        if (print)
        {
            settings.Print(rooms.Screen.Out);
            return ExitCode.Ok;
        }

        bool demo = settings.Flag(ServeSettings.Demo);
        string data = settings.Known(ServeSettings.Data);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        LoadedScenario loaded = LivePlan.Load(settings.Text(ServeSettings.Plan), DateOnly.FromDateTime(now.UtcDateTime));
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
                Scenarios = settings.Text(ServeSettings.Scenarios) ?? LivePlan.ShippedFolder(),
                Folder = Path.Combine(data, "runs"),
                Command = Itself(),
            });
            LiveServiceOptions options = ServeOptions.Of(settings, book) with
            {
                Parts = [planner],
                Source = nation is null ? null : new LateNation(nation),
                Directory = nation is null ? null : rows => new DemoDirectory(nation, rows),
            };
            await using LiveService service = await LiveService.StartAsync(options, cancellation).ConfigureAwait(false);
            if (service.AuditWarning is { } warning)
            {
                await error.WriteLineAsync($"cee: {warning}.").ConfigureAwait(false);
            }

            if (service.LacksDemo)
            {
                await error.WriteLineAsync("cee: this folder was served with --demo; without it only accounts that were stored are there.").ConfigureAwait(false);
            }

            string example = nation is null ? "NUMBER" : (await nation.ConfigureAwait(false)).Spotlight.Text;
            await error.WriteLineAsync(FormattableString.Invariant($"""
                cee: serving {service.Url} after {rooms.Elapsed().TotalSeconds:0.0} s, rules of {inputs.Name}{(demo ? ", the synthetic nation" : "")}.
                cee: its state is in {(options.Database is null ? service.Folder : $"PostgreSQL, its own part in {service.Folder}")}, locked until it stops.
                cee: look an account up with: cee lookup {example} --data {Typed(rooms, data)}
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
            await error.WriteLineAsync($"cee: {settings.Known(ServeSettings.Urls)} can't be listened at: {e.Message} Another one may have the port; choose one with --urls.").ConfigureAwait(false);
            return ExitCode.Conflict;
        }
        catch (DbException e) when (settings.Is(ServeSettings.Database, ServeSettings.PostgreSql))
        {
            await error.WriteLineAsync($"cee: PostgreSQL ({settings.Values[ServeSettings.ConnectionString].Origin}) refuses or can't be reached: {e.Message}").ConfigureAwait(false);
            return ExitCode.Unreachable;
        }
    }

    /// <returns>Null after all that is wrong was told.</returns>
    private static EffectiveSettings? Settings(Rooms rooms, string? config, IReadOnlyDictionary<string, string?> given)
    {
        List<SettingError> errors = [];
        List<SettingSource> sources = [];
        if (config is not null && SettingSource.OfFile(rooms.PathOf(config), config, errors) is { } file)
        {
            sources.Add(file);
        }

        sources.Add(SettingSource.OfVariables(rooms.Variables(), rooms.Folder));
        sources.Add(SettingSource.OfCommandLine(given, rooms.Folder));
        EffectiveSettings? settings = SettingsReader.Read(sources, rooms.Folder, errors);
        foreach (SettingError e in errors)
        {
            rooms.Screen.Error.WriteLine(e);
        }

        if (errors.Count > 0)
        {
            rooms.Screen.Error.WriteLine(FormattableString.Invariant($"cee: {errors.Count} {(errors.Count == 1 ? "setting is" : "settings are")} wrong; nothing was started."));
            return null;
        }

        return settings;
    }

    /// <summary>A path as short as it can be typed.</summary>
    private static string Typed(Rooms rooms, string path)
    {
        string relative = Path.GetRelativePath(rooms.Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>How this program is started again: by itself, or by the host that runs it.</summary>
    private static string[] Itself()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "cee.dll");
        string host = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(host) == "cee" ? [host] : [Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", library];
    }
}
