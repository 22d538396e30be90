using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Experiments;

/// <summary>Starts the place where runs take place: threads of this process, or silos. Kept for as many runs as wanted.</summary>
public interface IRunHostFactory : IAsyncDisposable
{
    /// <summary>Silos it starts; 0 for threads without grains.</summary>
    int Silos { get; }

    /// <summary>Starts the silos, if that was not done yet; the setup is compiled meanwhile.</summary>
    Task WarmAsync(CancellationToken cancellation);

    /// <summary>Makes a setup known to all silos and returns a host for it.</summary>
    Task<IRunHost> StartAsync(Setup setup, CancellationToken cancellation);
}
