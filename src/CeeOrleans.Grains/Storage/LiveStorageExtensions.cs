using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace CeeOrleans.Grains.Storage;

/// <summary>The door through which a silo gets the store of live accounts.</summary>
public static class LiveStorageExtensions
{
    /// <summary>
    /// Adds the store. Migrate it (<see cref="LiveDatabase.MigrateAsync"/>) before the silo starts: the provider reads its
    /// queries from it.
    /// </summary>
    public static ISiloBuilder AddLiveStorage(this ISiloBuilder silo, LiveDatabase database)
    {
        silo.AddAdoNetGrainStorage(LiveStorage.ProviderName, options =>
        {
            options.Invariant = database.Invariant;
            options.ConnectionString = database.ConnectionString;
            options.GrainStorageSerializer = new AccountSerializer();
        });

        // It logs every failed write as an error, lost races among them; whoever called it knows better what a failure means.
        silo.Services.Configure<LoggerFilterOptions>(o => o.AddFilter("Orleans.Storage.AdoNetGrainStorage", LogLevel.None));
        silo.Services.AddSingleton(database);
        silo.Services.AddSingleton<AccountRows>();
        silo.Services.AddKeyedSingleton<IGrainStorage>(LiveStorage.Name, (services, _) =>
            new LiveStorage(services.GetRequiredKeyedService<IGrainStorage>(LiveStorage.ProviderName), database, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId));
        return silo;
    }

    /// <summary>Lets the grains of a silo serve live accounts; the store is added with it.</summary>
    /// <param name="source">Accounts that are there without being stored, or null.</param>
    public static ISiloBuilder AddLiveWorld(this ISiloBuilder silo, Rulebook book, LiveDatabase database, TimeProvider time, IAccountSource? source)
    {
        silo.AddLiveStorage(database);
        silo.Services.Replace(ServiceDescriptor.Singleton(services =>
            new LiveWorld(book, database, services.GetRequiredKeyedService<IGrainStorage>(LiveStorage.Name), services.GetRequiredService<AccountRows>(), time, source)));
        return silo;
    }
}
