using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Benchmarks;

/// <summary>The same work in SimPy, in the same run on the same machine; see the README for what SimPy is spared.</summary>
internal static class PeerBenchmark
{
    /// <summary>Python of the system: where the distribution's package puts SimPy.</summary>
    private const string Python = "/usr/bin/python3";

    public static async Task NationAsync(int rounds, int days, string cache)
    {
        Directory.CreateDirectory(cache);
        string desks = Path.Combine(cache, "desks.csv");
        string items = Path.Combine(cache, "items.csv");
        Timing grains;
        Timing inline;
        long horizon;
        long yearHorizon;
        int count;
        await using (Bench bench = await Bench.StartAsync("national-cees", cache))
        {
            (count, horizon, yearHorizon) = await RecordAsync(bench, days, desks, items);
            (grains, inline, _) = await NationalBenchmark.MeasureAsync(bench, rounds, warm: true);
        }

        JsonElement simpy = Run("nation.py", desks, items, Text(horizon));
        Timing measured = new(simpy.GetProperty("wall").GetDouble(), simpy.GetProperty("processor").GetDouble());
        int taken = simpy.GetProperty("items").GetInt32();
        double scale = horizon == yearHorizon ? 1 : count / (double)taken;
        Timing year = new(measured.Wall * scale, measured.Processor * scale);
        Machine.Say($"nation, SimPy                       {measured}; {taken} items came, {simpy.GetProperty("served").GetInt32()} stages served, {simpy.GetProperty("lapsed").GetInt32()} lapsed, {simpy.GetProperty("waiting").GetInt32()} waiting");
        if (scale > 1)
        {
            Machine.Say($"nation, SimPy, scaled by items      {year}  (only {days} days were run)");
        }

        Machine.Say($"nation, a replication, grains       {grains}");
        Machine.Say($"nation, a replication, inline       {inline}");
        Machine.Say($"SimPy / grains                      {year.Wall / grains.Wall:F1} by wall, {year.Processor / grains.Processor:F1} by processor (all threads of ours added)");
        Machine.Say($"SimPy / inline                      {year.Wall / inline.Wall:F1} by wall, {year.Processor / inline.Processor:F1} by processor (all threads of ours added)");
    }

    /// <summary>Writes the stream down. Apart, so that its five million rows are gone before anything is timed.</summary>
    private static async Task<(int Count, long Horizon, long YearHorizon)> RecordAsync(Bench bench, int days, string desks, string items)
    {
        ItemStream stream = new(bench.Setup, bench.Inline);
        ReplicationResult recorded = await bench.RunAsync(stream, 1);
        int count = stream.Write(recorded, desks, items);
        Machine.Say($"nation: {count} items delivered to {recorded.Desks.Length} desks; {recorded.WorkItems} pieces of work with their follow-ups");
        return (count, stream.Horizon(days), stream.Horizon(0));
    }

    public static async Task QueueAsync(int rounds, string cache)
    {
        await using Bench bench = await Bench.StartAsync("mmc", cache);
        RunInputs inputs = bench.Setup.Inputs;
        SourceInput source = inputs.Sources[0];
        int servers = inputs.Offices[0].Staff.Sum(s => s.People);
        (Timing grains, Timing inline, ReplicationResult result) = await NationalBenchmark.MeasureAsync(bench, rounds, warm: true);
        JsonElement simpy = Run(
            "mmc.py",
            Text(servers),
            Text(source.Between.Mean),
            Text(inputs.Kinds[0].Service.Mean),
            Text((long)inputs.Days * SimTime.Day),
            "1");
        int served = simpy.GetProperty("served").GetInt32();
        double wall = served / simpy.GetProperty("wall").GetDouble();
        double processor = served / simpy.GetProperty("processor").GetDouble();
        Machine.Say($"mmc, SimPy   {wall,12:F0} customers/s by wall, {processor,12:F0} by processor; {served} customers, mean wait {simpy.GetProperty("meanWait").GetDouble():F1} s");
        Compare("grains", grains);
        Compare("inline", inline);

        void Compare(string name, Timing t)
        {
            double ours = result.WorkItems / t.Wall;
            double cost = result.WorkItems / t.Processor;
            Machine.Say($"mmc, {name}  {ours,12:F0} customers/s by wall, {cost,12:F0} by processor; {ours / wall:F1} and {cost / processor:F1} times SimPy");
        }
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static JsonElement Run(string script, params string[] arguments)
    {
        ProcessStartInfo start = new(Python) { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peers", script));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process python = Process.Start(start) ?? throw new InvalidOperationException($"{Python} does not start.");
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement.Clone()
            : throw new InvalidOperationException($"{script} failed with {python.ExitCode}; it needs the package python3-simpy3.");
    }
}
