using CeeOrleans.Cli.Terminal;

namespace CeeOrleans.Cli.Tests;

public sealed class WaitingTests
{
    [Fact]
    public async Task Waiting_SaysAtOnceWhatIsDoneAndThenThatItGoesOn()
    {
        TaskCompletionSource<int> work = new();
        using Told error = new();
        Task<int> waiting = Waiting.ForAsync(work.Task, error, "counting", TimeSpan.FromMilliseconds(5));
        Assert.Equal("cee: counting.", error.Lines[0]);
        await error.Third.Task.WaitAsync(TestContext.Current.CancellationToken);
        work.SetResult(7);
        Assert.Equal(7, await waiting);
        Assert.StartsWith("cee: still at it after", error.Lines[1], StringComparison.Ordinal);
    }

    /// <summary>Keeps lines, and says when there are three.</summary>
    private sealed class Told : StringWriter
    {
        public List<string> Lines { get; } = [];

        public TaskCompletionSource Third { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task WriteLineAsync(string? value)
        {
            Lines.Add(value ?? "");
            if (Lines.Count == 3)
            {
                Third.SetResult();
            }

            return Task.CompletedTask;
        }
    }
}
