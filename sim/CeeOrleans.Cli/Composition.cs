using System.Diagnostics;
using System.Globalization;
using CeeOrleans.Cli.Comparisons;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Cli.Terminal;
using CeeOrleans.Cli.Traces;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Cli;

/// <summary>The one place where the projects are put together.</summary>
internal static class Composition
{
    /// <summary>The rooms of this process, its terminal and its environment.</summary>
    public static Rooms OfThisProcess() => new()
    {
        Screen = Screen.OfThisProcess(Environment.GetEnvironmentVariable),
        Folder = Directory.GetCurrentDirectory(),
        Load = path => StoppingRule.Checked(ScenarioLoader.Load(path)),
        LoadWith = (path, overrides) => StoppingRule.Checked(ScenarioLoader.Load(path, null, overrides)),
        Schema = ScenarioSchema.Export,
        Engine = new RunEngine(Hosts),
        Writer = new ReportWriter(path => ScenarioLoader.Load(path), Directory.GetCurrentDirectory()),
        Tracer = new ImporterTracer(new RunOptions()),
        Comparer = new Comparer(Hosts),
        ComparisonWriter = new ComparisonWriter(),
        Elapsed = () => DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime(),
        PeakMemoryMb = PeakMemoryMb,
    };

    /// <summary>The high-water mark that the system keeps: what a run really needed, garbage included.</summary>
    private static double PeakMemoryMb()
    {
        const string status = "/proc/self/status";
        if (File.Exists(status))
        {
            string? line = File.ReadLines(status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is not null && double.TryParse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out double kilobytes))
            {
                return kilobytes / 1024;
            }
        }

        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024.0 * 1024.0);
    }

    /// <summary>Where runs take place: threads, or silos.</summary>
    private static IRunHostFactory Hosts(RunOptions options) => options.Silos == 0 ? new InlineRunHostFactory(options.Threads) : new SiloHosts(options.Silos);
}
