using CeeOrleans.Grains.Importers;
using CeeOrleans.Grains.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace CeeOrleans.Grains.Hosting;

/// <summary>The one door through which a silo gets the grains of the product.</summary>
public static class CeeGrainsExtensions
{
    /// <summary>
    /// Adds what the grains need. Importers stay active for hours: they are small, and activating 350,000 again costs
    /// ten seconds.
    /// </summary>
    public static ISiloBuilder AddCeeGrains(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<SetupRegistry>();
        silo.Services.AddSingleton<ImporterCensus>();
        silo.Services.TryAddSingleton(LiveWorld.None);
        silo.Configure<GrainCollectionOptions>(o =>
        {
            o.CollectionAge = TimeSpan.FromHours(12);
            o.CollectionQuantum = TimeSpan.FromHours(1);
        });
        return silo;
    }
}
