using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Hosting;

namespace CeeOrleans.Service.Tests;

/// <summary>The store that a test asks for by name: the embedded one, or a PostgreSQL of its own.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    public const string Embedded = "SQLite";
    public const string Server = "PostgreSQL";

    private readonly OwnPostgreSql? server;

    private StoreUnderTest(OwnPostgreSql? server) => this.server = server;

    /// <summary>Skips the test, and says so, where there is no such store.</summary>
    public static async Task<StoreUnderTest> StartAsync(string name)
    {
        Assert.SkipWhen(name == Server && OwnPostgreSql.Programs is null, OwnPostgreSql.Absent);
        return new StoreUnderTest(name == Server ? await OwnPostgreSql.StartAsync() : null);
    }

    /// <summary>How the service is started on it.</summary>
    public LiveServiceOptions Under(LiveServiceOptions options) => server is null ? options : options with { Database = new PostgreSqlDatabase(server.ConnectionString) };

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
