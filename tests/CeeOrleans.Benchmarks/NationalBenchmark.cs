using CeeOrleans.Workload.Results;

namespace CeeOrleans.Benchmarks;

/// <summary>What the actors cost: the same national year through grains and on bare threads, in turn, in one process.</summary>
internal static class NationalBenchmark
{
    public static async Task RunAsync(int rounds, string cache)
    {
        await using Bench bench = await Bench.StartAsync("national-cees", cache);
        Timing activation = await Machine.TimeAsync(() => bench.TouchAsync(bench.Grains));
        Machine.Say($"activating {bench.ActiveImporters} importer grains  {activation}");
        Timing profiles = await Machine.TimeAsync(() => bench.TouchAsync(bench.Inline));
        Machine.Say($"the same importers inline           {profiles}");

        // The compiler's own time and the first growth of the heap are no part of a further replication.
        (Timing grains, Timing inline, _) = await MeasureAsync(bench, rounds, warm: true);
        Machine.Say($"a further replication, grains       {grains}  (median of {rounds})");
        Machine.Say($"a further replication, inline       {inline}  (median of {rounds})");
        Machine.Say($"grains / inline                     {grains.Wall / inline.Wall:F2} by wall, {grains.Processor / inline.Processor:F2} by processor");
        Machine.Say($"activation + a further replication  {activation.Wall + grains.Wall:F2} s wall");
        Machine.Say($"VmHWM                               {Machine.MemoryMb("VmHWM"):F0} MB, with both hosts' importers in memory");
    }

    /// <summary>Rounds of one replication through grains and one inline under the same keys; their digits must agree.</summary>
    public static async Task<(Timing Grains, Timing Inline, ReplicationResult Result)> MeasureAsync(Bench bench, int rounds, bool warm)
    {
        List<Timing> grains = [];
        List<Timing> inline = [];
        ReplicationResult? last = null;
        for (int round = warm ? 0 : 1; round <= rounds; round++)
        {
            int replication = round + 1;
            ReplicationResult? through = null;
            ReplicationResult? direct = null;

            // Whoever goes second finds warmer caches: take turns.
            Timing first = default;
            Timing second = default;
            if (round % 2 == 0)
            {
                second = await Machine.TimeAsync(async () => direct = await bench.RunAsync(bench.Inline, replication));
            }

            first = await Machine.TimeAsync(async () => through = await bench.RunAsync(bench.Grains, replication));
            if (round % 2 == 1)
            {
                second = await Machine.TimeAsync(async () => direct = await bench.RunAsync(bench.Inline, replication));
            }

            if (ResultHash.Of(through!) != ResultHash.Of(direct!))
            {
                throw new InvalidOperationException("Grains and threads disagree.");
            }

            last = through;
            if (round > 0)
            {
                grains.Add(first);
                inline.Add(second);
                Machine.Say($"  round {round}: grains {first}; inline {second}");
            }
        }

        return (Machine.Median(grains), Machine.Median(inline), last!);
    }

    /// <summary>Twenty replications through grains, nothing else in the process.</summary>
    public static async Task MemoryAsync(string cache)
    {
        await using Bench bench = await Bench.StartAsync("national-cees", cache);
        double third = double.NaN;
        for (int replication = 1; replication <= 20; replication++)
        {
            await bench.RunAsync(bench.Grains, replication);
            double peak = Machine.MemoryMb("VmHWM");
            third = replication == 3 ? peak : third;
            Machine.Say($"  replication {replication,2}: VmHWM {peak:F0} MB, VmRSS {Machine.MemoryMb("VmRSS"):F0} MB");
        }

        Machine.Say($"VmHWM after replication 20 / after 3  {Machine.MemoryMb("VmHWM") / third:F3}");
    }
}
