using CeeOrleans.Grains.Hosting;

[assembly: AssemblyFixture(typeof(CeeOrleans.Grains.Tests.Cluster))]

namespace CeeOrleans.Grains.Tests;

/// <summary>Two silos for all tests of this assembly; every test takes worlds and keys of its own.</summary>
public sealed class Cluster : IAsyncLifetime
{
    public CeeSilos Silos { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silos = await CeeSilos.StartAsync(2);

    public async ValueTask DisposeAsync() => await Silos.DisposeAsync();

    public static string Fresh() => Guid.NewGuid().ToString("N");
}
