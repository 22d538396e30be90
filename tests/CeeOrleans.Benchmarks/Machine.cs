using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// What was measured on, and how. Wall time is what a user waits; processor time is what the work cost, and the fairer
/// of the two when others use the machine.
/// </summary>
internal static class Machine
{
    public static void Print()
    {
        Say($"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        PrintLoad();
    }

    public static void PrintLoad()
    {
        const string file = "/proc/loadavg";
        if (File.Exists(file))
        {
            Say($"load average {string.Join(' ', File.ReadAllText(file).Split(' ').Take(3))}");
        }
    }

    public static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>A line of /proc/self/status in MB: VmHWM is the high-water mark, VmRSS what is resident now.</summary>
    public static double MemoryMb(string line)
    {
        const string file = "/proc/self/status";
        string? found = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(line + ":", StringComparison.Ordinal)) : null;
        return found is null ? double.NaN : double.Parse(found[(line.Length + 1)..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }

    public static async Task<Timing> TimeAsync(Func<Task> work)
    {
        // Garbage of the work before is not this one's to collect.
        GC.Collect();
        TimeSpan before = Processor();
        Stopwatch watch = Stopwatch.StartNew();
        await work();
        return new Timing(watch.Elapsed.TotalSeconds, (Processor() - before).TotalSeconds);
    }

    /// <summary>Median of each part on its own.</summary>
    public static Timing Median(IReadOnlyCollection<Timing> timings) => new(Median(timings.Select(t => t.Wall)), Median(timings.Select(t => t.Processor)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static TimeSpan Processor()
    {
        using Process process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}

/// <summary>Seconds on the clock, and seconds of processor over all threads.</summary>
internal readonly record struct Timing(double Wall, double Processor)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall,8:F2} s wall, {Processor,8:F2} s processor");
}
