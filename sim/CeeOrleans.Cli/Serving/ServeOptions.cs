using System.Collections.Immutable;
using System.Data.Common;
using System.Net;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Hosting;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Snapshots;
using Npgsql;

namespace CeeOrleans.Cli.Serving;

/// <summary>Settings as the service takes them.</summary>
internal static class ServeOptions
{
    /// <summary>Connections of one process unless the operator says otherwise. A server as it is installed has 100, and several processes share it.</summary>
    public const int MostConnections = 40;

    public static LiveServiceOptions Of(EffectiveSettings s, Rulebook book) => new()
    {
        Book = book,
        Url = s.Known(ServeSettings.Urls),
        DataFolder = s.Known(ServeSettings.Data),
        PrivateNetwork = s.Is(ServeSettings.Network, ServeSettings.Private),
        Database = s.Is(ServeSettings.Database, ServeSettings.PostgreSql) ? new PostgreSqlDatabase(Bounded(s.Known(ServeSettings.ConnectionString))) : null,
        Cluster = new ClusterPlace
        {
            Cluster = s.Known(ServeSettings.ClusterName),
            Address = IPAddress.Parse(s.Known(ServeSettings.ClusterAddress)),
            Port = s.Number(ServeSettings.ClusterPort),
            ProbeSeconds = s.Number(ServeSettings.ProbeSeconds),
        },
        IdentityProvider = ProviderOf(s),
        Limits = new ServiceLimits
        {
            RequestsASecond = s.Number(ServeSettings.RequestsASecond),
            Burst = s.Number(ServeSettings.Burst),
            WrongKeysAMinute = s.Number(ServeSettings.WrongKeysAMinute),
            MostBodyBytes = s.Number(ServeSettings.MostBodyBytes),
            SlowestBody = s.Number(ServeSettings.SlowestBody),
            BodyGrace = s.Seconds(ServeSettings.BodyGraceSeconds),
            HeaderTime = s.Seconds(ServeSettings.HeaderSeconds),
            AnswerTime = s.Seconds(ServeSettings.AnswerSeconds),
        },
        Telemetry = new TelemetryOptions
        {
            Endpoint = s.Text(ServeSettings.TelemetryEndpoint) is { } endpoint ? new Uri(endpoint) : null,
            OverHttp = s.Is(ServeSettings.TelemetryProtocol, ServeSettings.Http),
            Name = s.Known(ServeSettings.TelemetryName),
        },
        Dashboard = s.Flag(ServeSettings.Dashboard),
        Snapshots = new SnapshotSettings
        {
            Takers = s.Is(ServeSettings.SnapshotsBy, ServeSettings.Planner) ? [ServiceRole.Planner, ServiceRole.Administrator] : [ServiceRole.Administrator],
            KeepDays = s.Number(ServeSettings.SnapshotsKeepDays),
        },
        Audit = new AuditOptions { Off = s.Is(ServeSettings.AuditRecording, ServeSettings.Off), KeepDays = s.Number(ServeSettings.AuditKeepDays) },
    };

    private static string Bounded(string connectionString)
    {
        // Npgsql's own builder knows every key, written or not.
        DbConnectionStringBuilder written = new() { ConnectionString = connectionString };
        return written.ContainsKey("Maximum Pool Size") || written.ContainsKey("MaxPoolSize")
            ? connectionString
            : new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = MostConnections }.ConnectionString;
    }

    private static IdentityProvider? ProviderOf(EffectiveSettings s) => s.Text(ServeSettings.Authority) is not { } authority ? null : new IdentityProvider
    {
        Authority = authority,
        Audience = s.Known(ServeSettings.Audience),
        RoleClaim = s.Known(ServeSettings.RoleClaim),
        ScopeClaim = s.Known(ServeSettings.ScopeClaim),
        Roles = s.Roles.ToImmutableDictionary(r => KnownNames.RoleOf(r.Key)!, r => ServeSettings.RoleOf(r.Value!)!.Value),
    };
}
