using CeeOrleans.Experiments;

namespace CeeOrleans.Cli.Terminal;

/// <summary>Passes the progress of an experiment on to the display, in the display's terms.</summary>
internal sealed class Relay<T>(IProgress<RunProgress> shown, Func<T, RunProgress> said) : IProgress<T>
{
    public void Report(T value) => shown.Report(said(value));
}
