using System.Collections.Concurrent;
using CeeOrleans.Workload.Plan;

namespace CeeOrleans.Grains.Hosting;

/// <summary>The setups that a silo knows, by hash. Registered before a run; calls carry only the hash.</summary>
public sealed class SetupRegistry
{
    private readonly ConcurrentDictionary<string, Setup> setups = new(StringComparer.Ordinal);

    public void Register(Setup setup) => setups[setup.Hash] = setup;

    /// <summary>Lets a setup go, once no run asks for it any more: a sweep compiles hundreds.</summary>
    public void Forget(string hash) => setups.TryRemove(hash, out _);

    /// <exception cref="UnknownSetupException">Nobody registered it in this silo.</exception>
    public Setup Find(string hash) => setups.TryGetValue(hash, out Setup? setup) ? setup : throw new UnknownSetupException($"Setup {hash} is not known to this silo. Register it in every silo before the run.");
}

/// <summary>A call named a setup that its silo does not know.</summary>
[GenerateSerializer]
[Alias("cee.unknown-setup")]
public sealed class UnknownSetupException(string message) : Exception(message);
