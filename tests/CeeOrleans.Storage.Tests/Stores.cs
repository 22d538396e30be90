using CeeOrleans.Contracts;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;
using Orleans.Storage;

[assembly: AssemblyFixture(typeof(CeeOrleans.Storage.Tests.SqliteStore))]
[assembly: AssemblyFixture(typeof(CeeOrleans.Storage.Tests.PostgreSqlStore))]

namespace CeeOrleans.Storage.Tests;

/// <summary>A store under one silo, so that Orleans' own provider is what is tested. All grains have one hash.</summary>
public abstract class Store : IAsyncLifetime
{
    private static int importers;
    private CeeSilos? silos;

    /// <summary>Null when this store can't be had here.</summary>
    public LiveDatabase? Database { get; private set; }

    public IGrainStorage Storage => silos!.Services.GetRequiredKeyedService<IGrainStorage>(LiveStorage.Name);

    public AccountRows Rows => silos!.Services.GetRequiredService<AccountRows>();

    public async ValueTask InitializeAsync()
    {
        Database = await MakeAsync();
        if (Database is { } database)
        {
            await database.MigrateAsync(CancellationToken.None);
            silos = await CeeSilos.StartAsync(1, silo => silo.AddLiveStorage(database).Configure<AdoNetGrainStorageOptions>(o => { })
                .Services.Configure<AdoNetGrainStorageOptions>(LiveStorage.ProviderName, o => o.HashPicker = new StorageHasherPicker([new OneHash()])));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (silos is not null)
        {
            await silos.DisposeAsync();
        }

        await DropAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A number that no other test uses.</summary>
    public static ImporterNumber Fresh() => ImporterNumber.Parse($"77-{Interlocked.Increment(ref importers):0000000}00");

    public static GrainId IdOf(ImporterNumber number) => GrainId.Create("importer", GrainKeys.LiveImporter(number));

    /// <summary>An opened account of a fresh number.</summary>
    internal static (Ledgered Account, GrainId Id) Opened(string name = "Ann Imports")
    {
        ImporterNumber number = Fresh();
        return (Ledgered.Opened(number: number, name: name), IdOf(number));
    }

    /// <summary>What the last command of an account is to be written as.</summary>
    internal static GrainState<AccountRecord> StateOf(Ledgered account, string? etag) =>
        new(new AccountRecord { Account = account.Account, Effects = account.Last }, etag!) { RecordExists = etag is not null };

    public async Task<Found> ReadAsync(GrainId id)
    {
        GrainState<AccountRecord> state = new(new AccountRecord());
        await Storage.ReadStateAsync(LiveStorage.AccountState, id, state);
        return new Found(state.RecordExists, state.ETag, state.State?.Account);
    }

    /// <summary>Writes and returns the new version.</summary>
    internal async Task<string> WriteAsync(Ledgered account, GrainId id, string? etag)
    {
        GrainState<AccountRecord> state = StateOf(account, etag);
        await Storage.WriteStateAsync(LiveStorage.AccountState, id, state);
        return state.ETag!;
    }

    protected abstract Task<LiveDatabase?> MakeAsync();

    protected abstract Task DropAsync();

    private sealed class OneHash : IHasher
    {
        public string Description => "everything collides";

        public int Hash(byte[] data) => 7;
    }
}

/// <summary>What a read of the store gave.</summary>
public sealed record Found(bool RecordExists, string? ETag, Account? Account);

/// <summary>SQLite in a folder of its own.</summary>
public sealed class SqliteStore : Store
{
    private readonly string folder = Directory.CreateTempSubdirectory("cee-store-").FullName;

    protected override Task<LiveDatabase?> MakeAsync() => Task.FromResult<LiveDatabase?>(new SqliteDatabase(Path.Combine(folder, "live.db")));

    protected override Task DropAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>A database of its own on the PostgreSQL server that <see cref="Variable"/> names; without it these tests are skipped, and say so.</summary>
public sealed class PostgreSqlStore : Store
{
    /// <summary>A connection string whose user may create databases.</summary>
    public const string Variable = "CEE_POSTGRES";

    private readonly string name = $"cee_{Guid.NewGuid():N}";

    public static string? Server => Environment.GetEnvironmentVariable(Variable);

    public static async Task<string> CreateAsync(string name)
    {
        await using NpgsqlConnection connection = new(Server);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 40 }.ToString();
    }

    public static async Task DropAsync(string name)
    {
        NpgsqlConnection.ClearAllPools();
        await using NpgsqlConnection connection = new(Server);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<LiveDatabase?> MakeAsync() => Server is null ? null : new PostgreSqlDatabase(await CreateAsync(name));

    protected override Task DropAsync() => Server is null ? Task.CompletedTask : DropAsync(name);
}
