namespace CeeOrleans.Cli.Terminal;

/// <summary>Something that takes long and says nothing of its own.</summary>
internal static class Waiting
{
    /// <summary>How often a person is told that it goes on.</summary>
    public static TimeSpan Often { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Says at once what is done, and from time to time that it is still being done.</summary>
    /// <param name="doing">What is done, and how long that may take.</param>
    public static async Task<T> ForAsync<T>(Task<T> work, TextWriter error, string doing, TimeSpan every)
    {
        await error.WriteLineAsync($"cee: {doing}.").ConfigureAwait(false);
        long began = TimeProvider.System.GetTimestamp();
        while (await Task.WhenAny(work, Task.Delay(every)).ConfigureAwait(false) != work)
        {
            await error.WriteLineAsync(FormattableString.Invariant($"cee: still at it after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s.")).ConfigureAwait(false);
        }

        return await work.ConfigureAwait(false);
    }
}
