using System.Collections.Concurrent;
using System.Diagnostics;

namespace CeeOrleans.Benchmarks;

/// <summary>
/// Calls that come at fixed times whether the ones before are answered or not, each timed from when it was to come: a side that
/// stands still is charged for everybody who waited.
/// </summary>
internal static class OpenLoop
{
    /// <summary>Calls until it is enough; milliseconds of each.</summary>
    /// <param name="one">One call, given its number from 1.</param>
    public static async Task<double[]> RunAsync(int aSecond, Func<int, Task> one, CancellationToken enough)
    {
        ConcurrentBag<double> times = [];
        Stopwatch watch = Stopwatch.StartNew();
        List<Task> open = [];
        for (int i = 0; !enough.IsCancellationRequested; i++)
        {
            double due = i * 1000.0 / aSecond;
            double early = due - watch.Elapsed.TotalMilliseconds;
            if (early > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(early), CancellationToken.None);
            }

            int n = i + 1;
            open.Add(Task.Run(
                async () =>
                {
                    await one(n);
                    times.Add(watch.Elapsed.TotalMilliseconds - due);
                },
                CancellationToken.None));
        }

        await Task.WhenAll(open);
        return [.. times];
    }

    /// <summary>As above, for a time.</summary>
    public static async Task<double[]> RunAsync(int aSecond, Func<int, Task> one, TimeSpan time)
    {
        using CancellationTokenSource enough = new(time);
        return await RunAsync(aSecond, one, enough.Token);
    }

    /// <summary>"median 0.52 ms, p99 1.23 ms, largest 4.56 ms (400)".</summary>
    public static string Summary(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return FormattableString.Invariant($"median {sorted[sorted.Length / 2]:0.00} ms, p99 {sorted[(int)(sorted.Length * 0.99)]:0.00} ms, largest {sorted[^1]:0.00} ms ({sorted.Length:#,0})");
    }
}
