using Microsoft.Extensions.DependencyInjection;
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
        silo.Services.AddSingleton(database);
        silo.Services.AddSingleton<AccountRows>();
        silo.Services.AddKeyedSingleton<IGrainStorage>(LiveStorage.Name, (services, _) =>
            new LiveStorage(services.GetRequiredKeyedService<IGrainStorage>(LiveStorage.ProviderName), database));
        return silo;
    }
}
