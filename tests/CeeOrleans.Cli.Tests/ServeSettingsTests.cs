using CeeOrleans.Cli.Serving;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Hosting;
using Npgsql;

namespace CeeOrleans.Cli.Tests;

/// <summary>The settings of <c>cee serve</c>: where they come from, and everything that can be wrong with them.</summary>
public sealed class ServeSettingsTests : IDisposable
{
    private const string Secret = "tellnobody";

    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    /// <summary>Broken files, each with every line that is said about it, without the last one that counts.</summary>
    public static TheoryData<string, string[]> Broken => new()
    {
        { "", ["serve.json:1:1: this is no JSON. The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true."] },
        { "{\n  \"Urls\": \n", ["serve.json:3:1: this is no JSON. Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed."] },
        { "{ \"Urls\": http }", ["serve.json:1:11: this is no JSON. 'h' is an invalid start of a value."] },
        { "[]", ["serve.json: it can't be used: Top-level JSON element must be an object. Instead, 'Array' was found."] },
        { "Urls: http://127.0.0.1:5080", ["serve.json:1:1: this is no JSON. 'U' is an invalid start of a value."] },
        { """{ "Data": "a", "data": "b" }""", ["serve.json: it can't be used: A duplicate key 'data' was found."] },
        { """{ "Databse": { "Kind": "sqlite" } }""", ["serve.json: Databse:Kind: there is no such setting; did you mean Database:Kind?"] },
        { """{ "Kind": "sqlite" }""", ["serve.json: Kind: there is no such setting; did you mean Database:Kind?"] },
        { """{ "Limits": { "Brust": 1 } }""", ["serve.json: Limits:Brust: there is no such setting; did you mean Limits:Burst?"] },
        { """{ "Nothing": { "Like": { "it": 1 } } }""", ["serve.json: Nothing:Like:it: there is no such setting. Known: Urls, Data, Plan, Scenarios, Demo, Network, Database, Cluster, IdentityProvider, Limits, Telemetry, Dashboard, Audit, Snapshots."] },
        { """{ "Limits": 5 }""", ["serve.json: Limits: this is a section, not a value; it has RequestsASecond, Burst, WrongKeysAMinute, MostBodyBytes, SlowestBody, BodyGraceSeconds, HeaderSeconds, AnswerSeconds."] },
        { """{ "Urls": ["http://127.0.0.1:1"] }""", ["serve.json: Urls:0: Urls takes one value, neither a list nor a section."] },
        { """{ "Database": { "Kind": { "Name": "sqlite" } } }""", ["serve.json: Database:Kind:Name: Database:Kind takes one value, neither a list nor a section."] },
        { """{ "Demo": "yes", "Dashboard": 1 }""", ["serve.json: Dashboard: \"1\" is wrong; true or false is allowed.", "serve.json: Demo: \"yes\" is wrong; true or false is allowed."] },
        { """{ "Demo": null, "Data": " " }""", ["serve.json: Data: it has no value; a path is allowed. Leave it out for the default, .live.", "serve.json: Demo: it has no value; true or false is allowed. Leave it out for the default, false."] },
        { """{ "Limits": { "Burst": 0, "RequestsASecond": -1, "MostBodyBytes": 1.5, "AnswerSeconds": "30 s" } }""", ["serve.json: Limits:AnswerSeconds: \"30 s\" is wrong; a whole number from 1 to 600 is allowed.", "serve.json: Limits:Burst: \"0\" is wrong; a whole number from 1 to 10000000 is allowed.", "serve.json: Limits:MostBodyBytes: \"1.5\" is wrong; a whole number from 1024 to 1073741824 is allowed.", "serve.json: Limits:RequestsASecond: \"-1\" is wrong; a whole number from 0 to 10000000 is allowed."] },
        { """{ "Database": { "Kind": "mysql" } }""", ["serve.json: Database:Kind: \"mysql\" is wrong; sqlite or postgresql is allowed."] },
        { """{ "Database": { "Kind": "postgresql" } }""", ["serve.json: Database:ConnectionString: it is missing; Database:Kind = postgresql needs it, or Database:ConnectionStringFile."] },
        { """{ "Database": { "ConnectionString": "Host=a;Database=b;Username=c;Password=tellnobody" } }""", ["serve.json: Database:ConnectionString: it says nothing with Database:Kind = sqlite, a file that one process has; allowed with postgresql."] },
        { """{ "Database": { "Kind": "postgresql", "ConnectionString": "tellnobody" } }""", ["serve.json: Database:ConnectionString: it is no connection string; Host=…;Database=…;Username=…;Password=… is allowed, and what else Npgsql knows."] },
        { """{ "Database": { "Kind": "postgresql", "ConnectionString": "Host=a;Pasword=tellnobody" } }""", ["serve.json: Database:ConnectionString: it is no connection string; Host=…;Database=…;Username=…;Password=… is allowed, and what else Npgsql knows."] },
        { """{ "Database": { "Kind": "postgresql", "ConnectionString": "Host=a;Port=tellnobody" } }""", ["serve.json: Database:ConnectionString: it is no connection string; Host=…;Database=…;Username=…;Password=… is allowed, and what else Npgsql knows."] },
        { """{ "Database": { "Kind": "postgresql", "ConnectionString": "Host=a;Password=tellnobody" } }""", ["serve.json: Database:ConnectionString: it names no Database and no Username; Host=…;Database=…;Username=… is allowed."] },
        { """{ "Database": { "Kind": "postgresql", "ConnectionString": "Host=a;Database=b;Username=c", "ConnectionStringFile": "x" } }""", ["serve.json: Database:ConnectionStringFile: Database:ConnectionString is there too (serve.json); one of them is allowed."] },
        { """{ "Cluster": { "Port": 11111 } }""", ["serve.json: Cluster:Port: it says nothing with Database:Kind = sqlite, a file that one process has; allowed with postgresql."] },
        { """{ "Cluster": { "Address": "0.0.0.0", "Port": 70000, "ProbeSeconds": 0 } }""", ["serve.json: Cluster:Address: \"0.0.0.0\" is wrong; an address of this machine, as 127.0.0.1 or 10.0.0.7, is allowed.", "serve.json: Cluster:Port: \"70000\" is wrong; a whole number from 0 to 65535 is allowed.", "serve.json: Cluster:ProbeSeconds: \"0\" is wrong; a whole number from 1 to 60 is allowed."] },
        { """{ "Database": { "Kind": "postgresql", "ConnectionString": "Host=a;Database=b;Username=c" }, "Cluster": { "Address": "10.0.0.7" } }""", ["serve.json: Cluster:Address: 10.0.0.7 is not on loopback: whoever reaches a silo commands it. Allowed with Network = private."] },
        { """{ "Urls": "http://0.0.0.0:5080" }""", ["serve.json: Urls: http://0.0.0.0:5080 is not on this machine: the service listens on loopback only, unless the network is said to be private. Network = private says so."] },
        { """{ "Urls": "https://127.0.0.1:5080" }""", ["serve.json: Urls: \"https://127.0.0.1:5080\" is wrong; an address that begins with http:// is allowed."] },
        { """{ "Urls": "http://127.0.0.1:5080/cee" }""", ["serve.json: Urls: \"http://127.0.0.1:5080/cee\" is no address to listen at; allowed: http://127.0.0.1:PORT."] },
        { """{ "Network": "private", "Urls": "http://somewhere:5080" }""", ["serve.json: Urls: \"http://somewhere:5080\" names no address; allowed: http://ADDRESS:PORT with an address of this machine, 0.0.0.0 for all of them."] },
        { """{ "Network": "public" }""", ["serve.json: Network: \"public\" is wrong; loopback or private is allowed."] },
        { """{ "IdentityProvider": { "Audience": "cee" } }""", ["serve.json: IdentityProvider:Audience: it says nothing without IdentityProvider:Authority."] },
        { """{ "IdentityProvider": { "Roles": { "a": "auditor" } } }""", ["serve.json: IdentityProvider:Authority: it is missing: IdentityProvider:Roles:a says nothing without it."] },
        { """{ "IdentityProvider": { "Authority": "https://idp.example" } }""", ["serve.json: IdentityProvider:Audience: it is missing; IdentityProvider:Authority needs it.", "serve.json: IdentityProvider:Authority: IdentityProvider:Roles is empty: no token would open anything. It says which of the provider's roles is which role of this service: importer, specialist, manager, planner, auditor, administrator."] },
        { """{ "IdentityProvider": { "Authority": "http://idp.example", "Audience": "cee", "Roles": { "a": "auditor" } } }""", ["serve.json: IdentityProvider:Authority: \"http://idp.example\" is wrong; https is needed unless the provider is on this machine."] },
        { """{ "IdentityProvider": { "Authority": "https://me:tellnobody@idp.example", "Audience": "cee", "Roles": { "a": "king" } } }""", ["serve.json: IdentityProvider:Authority: what is there is wrong; an address that begins with https:// or http:// is allowed.", "serve.json: IdentityProvider:Roles:a: \"king\" is no role of this service; allowed: importer, specialist, manager, planner, auditor, administrator."] },
        { """{ "IdentityProvider": { "Role": { "a": "auditor" } } }""", ["serve.json: IdentityProvider:Role:a: there is no such setting; did you mean IdentityProvider:Roles:a?"] },
        { """{ "Telemetry": { "Protocol": "http" } }""", ["serve.json: Telemetry:Protocol: it says nothing without Telemetry:Endpoint."] },
        { """{ "Telemetry": { "Endpoint": "collector:4317" } }""", ["serve.json: Telemetry:Endpoint: \"collector:4317\" is wrong; an address that begins with http:// or https:// is allowed."] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_file_is_told_with_file_key_what_was_found_and_what_is_allowed(string text, string[] expected)
    {
        await WriteAsync(text);
        Said said = await bench.CallAsync("serve", "--config", "serve.json");
        Assert.Equal(ExitCode.Usage, said.Code);
        string[] lines = said.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(expected, lines[..^1]);
        Assert.Equal(expected.Length == 1 ? "cee: 1 setting is wrong; nothing was started." : $"cee: {expected.Length} settings are wrong; nothing was started.", lines[^1]);
        Assert.DoesNotContain(Secret, said.Error + said.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, ".live")));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        Said said = await bench.CallAsync("serve", "--config", "none.json");
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.StartsWith("none.json: there is no such file.", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_and_options_are_told_by_their_names()
    {
        bench.Environment["CEE_LIMITS__BURST"] = "many";
        bench.Environment["CEE_URL"] = "http://127.0.0.1:1";
        bench.Environment["CEE_SOMETHING__ELSE"] = "1";
        bench.Environment["CEE_KEY"] = Secret; // another verb's
        bench.Environment["CEE_CRASH_ROUNDS"] = "3"; // the tests'
        Said said = await bench.CallAsync("serve", "--urls", "nonsense", "--set", "Database:ConnectionString=x", "--set", "Demo");
        Assert.Equal(ExitCode.Usage, said.Code);
        string[] lines = said.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("variable CEE_LIMITS__BURST: Limits:Burst: \"many\" is wrong", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("variable CEE_SOMETHING__ELSE: SOMETHING:ELSE: there is no such setting", lines[1], StringComparison.Ordinal);
        Assert.Equal("variable CEE_URL: URL: there is no such setting; did you mean Urls?", lines[2]);
        Assert.StartsWith("command line: Database:ConnectionString: this is a secret", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("command line: Demo: it has no value", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("command line: Urls: \"nonsense\" is wrong", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_comes_before_variables_and_those_before_the_file_and_secrets_are_hidden()
    {
        await WriteAsync("""
            {
              // A file may be commented.
              "Data": "state",
              "Limits": { "Burst": 1, "RequestsASecond": 2, "AnswerSeconds": 3, },
              "Database": { "Kind": "PostgreSQL", "ConnectionString": "Host=a;Database=b;Username=c;Password=tellnobody" },
              "IdentityProvider": { "Authority": "https://idp.example", "Audience": "cee", "Roles": { "urn:idp:admins": "administrator", "clerks": "Specialist" } },
              "Telemetry": {}
            }
            """);
        bench.Environment["CEE_LIMITS__BURST"] = "10";
        bench.Environment["cee_limits__requestsasecond"] = "20";
        Said said = await bench.CallAsync("serve", "--config", "serve.json", "--set", "limits:burst=100", "--demo", "--print-config");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
        string[][] rows = [.. said.Out.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(l => l.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        Assert.Equal(["100", "command line"], Row("Limits:Burst"));
        Assert.Equal(["20", "variable CEE_LIMITS__REQUESTSASECOND"], Row("Limits:RequestsASecond"));
        Assert.Equal(["3", "serve.json"], Row("Limits:AnswerSeconds"));
        Assert.Equal(["10", "default"], Row("Limits:HeaderSeconds"));
        Assert.Equal([Path.Combine(bench.Folder, "state"), "serve.json"], Row("Data"));
        Assert.Equal(["true", "command line"], Row("Demo"));
        Assert.Equal(["(hidden)", "serve.json"], Row("Database:ConnectionString"));
        Assert.Equal(["administrator", "serve.json"], Row("IdentityProvider:Roles:urn:idp:admins"));
        Assert.DoesNotContain(Secret, said.Out + said.Error, StringComparison.Ordinal);
        Assert.Equal(ServeSettings.All.Length + 2, rows.Length);

        string[] Row(string key) => Assert.Single(rows, r => r[0] == key)[1..];
    }

    [Fact]
    public void Settings_become_what_the_service_is_started_with()
    {
        Dictionary<string, string> variables = new()
        {
            ["CEE_URLS"] = "http://0.0.0.0:7000",
            ["CEE_NETWORK"] = "private",
            ["CEE_DATABASE__KIND"] = "postgresql",
            ["CEE_DATABASE__CONNECTIONSTRINGFILE"] = "secret.txt",
            ["CEE_CLUSTER__NAME"] = "blue",
            ["CEE_CLUSTER__ADDRESS"] = "10.0.0.7",
            ["CEE_CLUSTER__PORT"] = "11111",
            ["CEE_CLUSTER__PROBESECONDS"] = "2",
            ["CEE_IDENTITYPROVIDER__AUTHORITY"] = "https://idp.example",
            ["CEE_IDENTITYPROVIDER__AUDIENCE"] = "cee",
            ["CEE_IDENTITYPROVIDER__ROLECLAIM"] = "groups",
            ["CEE_IDENTITYPROVIDER__ROLES__Clerks"] = "specialist",
            ["CEE_LIMITS__BODYGRACESECONDS"] = "7",
            ["CEE_TELEMETRY__ENDPOINT"] = "http://collector:4318",
            ["CEE_TELEMETRY__PROTOCOL"] = "http",
            ["CEE_DASHBOARD"] = "True",
        };
        File.WriteAllText(Path.Combine(bench.Folder, "secret.txt"), "Host=a;Database=b;Username=c;Password=tellnobody\n");
        List<SettingError> errors = [];
        EffectiveSettings settings = SettingsReader.Read([SettingSource.OfVariables(variables, bench.Folder)], bench.Folder, errors)!;
        Assert.Empty(errors);
        LiveServiceOptions options = ServeOptions.Of(settings, null!);
        Assert.Equal(("http://0.0.0.0:7000", true, true), (options.Url, options.PrivateNetwork, options.Dashboard));
        NpgsqlConnectionStringBuilder connection = new(options.Database!.ConnectionString);
        Assert.Equal(("a", "b", "c", Secret, ServeOptions.MostConnections), (connection.Host, connection.Database, connection.Username, connection.Password, connection.MaxPoolSize));
        Assert.Equal(("blue", "10.0.0.7", 11_111, 2), (options.Cluster.Cluster, options.Cluster.Address.ToString(), options.Cluster.Port, options.Cluster.ProbeSeconds));
        Assert.Equal(("https://idp.example", "cee", "groups", "cee_scope"), (options.IdentityProvider?.Authority, options.IdentityProvider?.Audience, options.IdentityProvider?.RoleClaim, options.IdentityProvider?.ScopeClaim));
        Assert.Equal(ServiceRole.Specialist, Assert.Single(options.IdentityProvider!.Roles).Value);
        Assert.Equal("Clerks", Assert.Single(options.IdentityProvider.Roles).Key);
        Assert.Equal(TimeSpan.FromSeconds(7), options.Limits.BodyGrace);
        Assert.Equal(new TelemetryOptions { Endpoint = new Uri("http://collector:4318"), OverHttp = true }, options.Telemetry);
    }

    [Fact]
    public void A_number_of_connections_that_the_operator_names_stands()
    {
        Dictionary<string, string> variables = new() { ["CEE_DATABASE__KIND"] = "postgresql", ["CEE_DATABASE__CONNECTIONSTRING"] = "Host=a;Database=b;Username=c;MaxPoolSize=7" };
        EffectiveSettings settings = SettingsReader.Read([SettingSource.OfVariables(variables, bench.Folder)], bench.Folder, [])!;
        Assert.Equal(7, new NpgsqlConnectionStringBuilder(ServeOptions.Of(settings, null!).Database!.ConnectionString).MaxPoolSize);
    }

    [Fact]
    public void What_nobody_says_is_what_the_service_does_by_itself()
    {
        EffectiveSettings settings = SettingsReader.Read([], bench.Folder, [])!;
        LiveServiceOptions options = ServeOptions.Of(settings, null!);
        LiveServiceOptions standard = new() { DataFolder = Path.Combine(bench.Folder, ".live"), Book = null! };
        Assert.Equal((standard.Url, standard.DataFolder, standard.PrivateNetwork, standard.Dashboard), (options.Url, options.DataFolder, options.PrivateNetwork, options.Dashboard));
        Assert.Equal((standard.Limits, standard.Cluster), (options.Limits, options.Cluster));
        Assert.Equal(new TelemetryOptions(), options.Telemetry);
        Assert.Null(options.Database);
        Assert.Null(options.IdentityProvider);
    }

    [Fact]
    public async Task The_example_of_the_documents_is_right()
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "README.md"), TestContext.Current.CancellationToken);
        string example = text.Split("```json")[1].Split("```")[0];
        Assert.Contains("/run/secrets/cee-database", example, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "secret.txt"), "Host=a;Database=b;Username=c;Password=tellnobody", TestContext.Current.CancellationToken);
        await WriteAsync(example.Replace("/run/secrets/cee-database", "secret.txt", StringComparison.Ordinal));
        Said said = await bench.CallAsync("serve", "--config", "serve.json", "--print-config");
        Assert.True(said.Code == ExitCode.Ok, said.Error);
        Assert.DoesNotContain(Secret, said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spoilt_files_are_read_or_refused_and_never_more()
    {
        const string good = """{ "Data": "state", "Limits": { "Burst": 10 }, "Database": { "Kind": "postgresql", "ConnectionString": "Host=a;Database=b;Username=c;Password=tellnobody" }, "Dashboard": true }""";
        Random random = new(20261124);
        int refused = 0;
        for (int i = 0; i < 500; i++)
        {
            char[] text = good.ToCharArray();
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                text[random.Next(text.Length)] = "{}[]:,\" \\0aZ\u00e9\0"[random.Next(14)];
            }

            await WriteAsync(new string(text));
            Said said = await bench.CallAsync("serve", "--config", "serve.json", "--print-config");
            Assert.True(said.Code is ExitCode.Ok or ExitCode.Usage, $"{new string(text)}: {said.Error}");
            refused += said.Code == ExitCode.Usage ? 1 : 0;
        }

        Assert.InRange(refused, 250, 499);
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(Path.Combine(bench.Folder, "serve.json"), text, TestContext.Current.CancellationToken);
}
