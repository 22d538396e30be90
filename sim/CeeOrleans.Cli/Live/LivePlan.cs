using System.Globalization;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Scenarios;
using CeeOrleans.Scenarios.Names;
using CeeOrleans.Service.Demo;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Cli.Live;

/// <summary>The rules of the live world: those of a scenario, laid over the present fiscal year.</summary>
internal static class LivePlan
{
    /// <summary>Name of the scenario whose rules are in force unless another one is given.</summary>
    private const string Default = "national-cees.yaml";

    /// <summary>The scenario as the live world reads it.</summary>
    /// <param name="file">Path, or null for the shipped one.</param>
    public static LoadedScenario Load(string? file, DateOnly today)
    {
        DateOnly start = new(today.Month >= 10 ? today.Year : today.Year - 1, 10, 1);
        int days = start.AddYears(1).DayNumber - start.DayNumber;
        return ScenarioLoader.Load(file ?? Shipped(), null,
        [
            new ScenarioOverride("horizon.start", start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            new ScenarioOverride("horizon.length", string.Create(CultureInfo.InvariantCulture, $"{days} d")),
        ]);
    }

    /// <summary>The synthetic nation of the plan, with made-up names. About a second.</summary>
    public static DemoNation Demo(RunInputs inputs, Rulebook book, DateTimeOffset now)
    {
        return new DemoNation(Setup.Compile(inputs), book, ProfileOf, now.ToUnixTimeSeconds());

        AccountProfile ProfileOf(int importer)
        {
            ImporterName n = ImporterNames.For(inputs.Seed, importer);
            return new AccountProfile(n.Name, n.Street, n.City, n.State, n.Zip);
        }
    }

    /// <summary>Folder of the shipped scenarios.</summary>
    public static string ShippedFolder() => Path.GetDirectoryName(Path.GetFullPath(Shipped()))!;

    /// <summary>The shipped scenario: from the folder of the program upwards, then from the present one.</summary>
    private static string Shipped()
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                string file = Path.Combine(folder, "scenarios", Default);
                if (File.Exists(file))
                {
                    return file;
                }
            }
        }

        return Path.Combine("scenarios", Default);
    }
}
