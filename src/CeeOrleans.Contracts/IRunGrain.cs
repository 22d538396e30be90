namespace CeeOrleans.Contracts;

/// <summary>
/// The board of one run: who drives it reports, who watches asks. Only short calls; the work itself is done by a run
/// host, since a call that lasts 30 seconds dies and everything queues behind it. Key: the run's id.
/// </summary>
[GrainInterfaceType("cee.run")]
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Begins a run; a second start of the same id changes nothing and answers with what is known.</summary>
    [Alias("start")]
    ValueTask<RunStatus> StartAsync(string scenario, int replications);

    /// <summary>The driver says where it is, and learns whether somebody asked it to stop.</summary>
    [Alias("report")]
    ValueTask<RunStatus> ReportAsync(string phase, int replication, double fraction, long entries);

    [Alias("finish")]
    ValueTask FinishAsync(string outcome);

    [Alias("status")]
    ValueTask<RunStatus> StatusAsync();

    /// <summary>Asks the driver to stop after the window it is in.</summary>
    [Alias("cancel")]
    ValueTask CancelAsync();
}

/// <summary>Where a run is.</summary>
/// <param name="Scenario">Empty when no run of this id was started.</param>
/// <param name="Phase">As the driver reports it; the outcome when it is over.</param>
/// <param name="Fraction">0 to 1.</param>
/// <param name="Entries">Entry summaries drawn so far.</param>
[GenerateSerializer]
[Immutable]
[Alias("cee.run-status")]
public sealed record RunStatus(
    [property: Id(0)] string Scenario,
    [property: Id(1)] int Replications,
    [property: Id(2)] string Phase,
    [property: Id(3)] int Replication,
    [property: Id(4)] double Fraction,
    [property: Id(5)] long Entries,
    [property: Id(6)] bool CancelRequested,
    [property: Id(7)] bool Finished);
