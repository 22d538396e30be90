using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using CeeOrleans.Cli.Verbs;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;
using CeeOrleans.Service.Snapshots;

namespace CeeOrleans.Cli.Serving;

/// <summary>Every setting that <c>cee serve</c> knows. What is not here is refused, whoever says it.</summary>
internal static class ServeSettings
{
    public const string Urls = "Urls";
    public const string Data = "Data";
    public const string Plan = "Plan";
    public const string Scenarios = "Scenarios";
    public const string Demo = "Demo";
    public const string Network = "Network";
    public const string Database = "Database:Kind";
    public const string ConnectionString = "Database:ConnectionString";
    public const string ConnectionStringFile = "Database:ConnectionStringFile";
    public const string ClusterName = "Cluster:Name";
    public const string ClusterAddress = "Cluster:Address";
    public const string ClusterPort = "Cluster:Port";
    public const string ProbeSeconds = "Cluster:ProbeSeconds";
    public const string Authority = "IdentityProvider:Authority";
    public const string Audience = "IdentityProvider:Audience";
    public const string RoleClaim = "IdentityProvider:RoleClaim";
    public const string ScopeClaim = "IdentityProvider:ScopeClaim";

    /// <summary>A section whose keys are the provider's own names of roles.</summary>
    public const string Roles = "IdentityProvider:Roles";

    public const string RequestsASecond = "Limits:RequestsASecond";
    public const string Burst = "Limits:Burst";
    public const string WrongKeysAMinute = "Limits:WrongKeysAMinute";
    public const string MostBodyBytes = "Limits:MostBodyBytes";
    public const string SlowestBody = "Limits:SlowestBody";
    public const string BodyGraceSeconds = "Limits:BodyGraceSeconds";
    public const string HeaderSeconds = "Limits:HeaderSeconds";
    public const string AnswerSeconds = "Limits:AnswerSeconds";
    public const string TelemetryEndpoint = "Telemetry:Endpoint";
    public const string TelemetryProtocol = "Telemetry:Protocol";
    public const string TelemetryName = "Telemetry:Name";
    public const string Dashboard = "Dashboard";
    public const string AuditRecording = "Audit:Recording";
    public const string AuditKeepDays = "Audit:KeepDays";

    public const string SnapshotsBy = "Snapshots:By";
    public const string SnapshotsKeepDays = "Snapshots:KeepDays";

    public const string Loopback = "loopback";
    public const string Private = "private";
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";
    public const string Grpc = "grpc";
    public const string Http = "http";
    public const string Planner = "planner";
    public const string Administrator = "administrator";
    public const string On = "on";
    public const string Off = "off";

    private static readonly ServiceLimits Limits = new();
    private static readonly IdentityProvider Provider = new() { Authority = "", Audience = "" };
    private static readonly TelemetryOptions Telemetry = new();

    /// <summary>In the order in which they are shown.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        Setting.Address(Urls, "http://127.0.0.1:5080", "Where it listens; port 0 takes a free one.", "http"),
        Setting.Path(Data, ServeVerb.DefaultFolder, "Folder of what this process keeps; one process has it at a time."),
        Setting.Path(Plan, null, "Scenario whose rules are in force; none for the shipped national-cees."),
        Setting.Path(Scenarios, null, "Folder of scenarios that planners may run; none for the shipped ones."),
        Setting.Flag(Demo, false, "The live world is filled with the synthetic nation."),
        Setting.Choice(Network, Loopback, "Whether only this machine reaches the service, or a network that is private.", Loopback, Private),
        Setting.Choice(Database, Sqlite, "A file in the data folder, or a server that several processes share.", Sqlite, PostgreSql),
        Setting.Text(ConnectionString, null, "How the server is reached, as Npgsql reads it: Host, Database, Username and more.", 4_096) with { Secret = true },
        Setting.Path(ConnectionStringFile, null, "A file that holds the connection string and nothing else."),
        Setting.Text(ClusterName, "cee", "Processes of one name and one database are one cluster.", 64),
        new Setting(ClusterAddress, IPAddress.Loopback.ToString(), "an address of this machine, as 127.0.0.1 or 10.0.0.7,", v => IPAddress.TryParse(v, out IPAddress? a) && !a.Equals(IPAddress.Any) && !a.Equals(IPAddress.IPv6Any), "Where the other processes reach this one."),
        Setting.Number(ClusterPort, 0, 0, IPEndPoint.MaxPort, "Port for the other processes; 0 takes a free one and keeps it in the data folder."),
        Setting.Number(ProbeSeconds, 5, 1, Grains.Hosting.ClusterPlace.MostProbeSeconds, "How often processes look at each other; after three looks without an answer one counts as dead."),
        Setting.Address(Authority, null, "The identity provider whose tokens are taken beside keys.", "https", "http"),
        Setting.Text(Audience, null, "What its tokens for this service say in aud."),
        Setting.Text(RoleClaim, Provider.RoleClaim, "The claim that holds the roles."),
        Setting.Text(ScopeClaim, Provider.ScopeClaim, "The claim that holds importer numbers or office codes."),
        Setting.Number(RequestsASecond, Limits.RequestsASecond, 0, 10_000_000, "Requests a second of one key in the long run; 0 for any number."),
        Setting.Number(Burst, Limits.Burst, 1, 10_000_000, "Requests of one key at once before that counts."),
        Setting.Number(WrongKeysAMinute, Limits.WrongKeysAMinute, 1, 10_000_000, "Answers a minute to an address without a valid key."),
        Setting.Number(MostBodyBytes, Limits.MostBodyBytes, 1_024, 1_073_741_824, "Greatest body of a request, unless an endpoint says otherwise."),
        Setting.Number(SlowestBody, Limits.SlowestBody, 1, 1_000_000, "Slowest body, bytes a second."),
        Setting.Number(BodyGraceSeconds, (int)Limits.BodyGrace.TotalSeconds, 1, 600, "How long a body may dawdle before it is measured."),
        Setting.Number(HeaderSeconds, (int)Limits.HeaderTime.TotalSeconds, 1, 600, "How long headers may take."),
        Setting.Number(AnswerSeconds, (int)Limits.AnswerTime.TotalSeconds, 1, 600, "How long an answer may take, unless an endpoint says otherwise."),
        Setting.Address(TelemetryEndpoint, null, "A collector of OpenTelemetry that traces and metrics are sent to; none leaves it to the OTEL_ variables.", "http", "https"),
        Setting.Choice(TelemetryProtocol, Grpc, "How they are sent.", Grpc, Http),
        Setting.Text(TelemetryName, Telemetry.Name, "Name of this service there."),
        Setting.Flag(Dashboard, false, "Administrators see the Orleans Dashboard at /dashboard. The same in every process of a cluster."),
        Setting.Choice(AuditRecording, On, "Whether everything that is seen and done is recorded before it is answered; off is for experiments, and said at the start.", On, Off),
        Setting.Number(AuditKeepDays, new AuditOptions().KeepDays, 0, 36_525, "Days for which audit records are kept; 0 for ever."),
        Setting.Choice(SnapshotsBy, Planner, "Who may take snapshots of the live accounts and start runs on them: planners and administrators, or administrators alone.", Planner, Administrator),
        Setting.Number(SnapshotsKeepDays, new SnapshotSettings().KeepDays, 1, 36_525, "Days that a snapshot is to be kept; older ones are deleted by cee snapshot delete --expired, never by themselves."),
    ];

    /// <summary>The role of this service that a word names; its names are those of keys.</summary>
    public static ServiceRole? RoleOf(string word) =>
        Enum.GetValues<ServiceRole>().Where(r => string.Equals(r.ToString(), word, StringComparison.OrdinalIgnoreCase)).Select(r => (ServiceRole?)r).FirstOrDefault();

    public static string RoleNames => string.Join(", ", Enum.GetValues<ServiceRole>().Select(r => r.ToString().ToLower(CultureInfo.InvariantCulture)));
}
