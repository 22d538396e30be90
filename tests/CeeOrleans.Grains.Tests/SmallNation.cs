using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Grains.Tests;

/// <summary>
/// A hundredth of the nation whose Centers open in the middle of the year and take the backlog: every kind of message
/// passes between importers, service offices and Centers. Familiarity, memory and uniformity are on, for they keep state.
/// </summary>
internal static class SmallNation
{
    public static RunInputs Inputs(ulong seed = 20151001, int windowHours = 24, bool centers = true, string summaries = "330 k per year", string more = "")
    {
        string folder = Directory.CreateTempSubdirectory("cee-grains-").FullName;
        string file = Path.Combine(folder, "small.yaml");
        try
        {
            File.WriteAllText(file, $"""
                name: Small nation
                description: for tests
                extends: {Repository.Scenario("national-ports.yaml")}
                seed: {seed}
                window hours: {windowHours}
                {(centers ? "centers: all from 2016-01-04" : "centers: none")}
                {(centers ? "eligibility: all accounts" : "eligibility: nobody")}
                backlog: moves
                mechanisms: {"{"} familiarity: yes, memory: yes, uniformity: yes {"}"}
                population: {"{"} importers: 3500, summaries: {summaries}, size limit: 4000 {"}"}
                people: {"{"} import specialists: 60 people, entry specialists: 60 people {"}"}
                rates:
                  reference summaries: 330 k per year
                  quota and live entry: 1,000 per year
                  refund claim: 200 per year
                  hold help: 100 per year
                  determination: 300 per year
                  contact: 1,400 per year
                  AD/CVD review: 386 per year
                  AD/CVD message: 16 per year
                  AD/CVD stock: 3,500
                {more}
                """);
            LoadedScenario loaded = ScenarioLoader.Load(file);
            return loaded.Inputs ?? throw new InvalidOperationException(string.Join(Environment.NewLine, loaded.Errors));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
