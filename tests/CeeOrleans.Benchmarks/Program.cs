using System.Globalization;
using CeeOrleans.Benchmarks;

string? Option(string name)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}

int Number(string name, int otherwise) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

string cache = Option("--cache") ?? Path.Combine(Path.GetTempPath(), "cee-benchmarks");
Machine.Print();
switch (args.FirstOrDefault())
{
    case "national" when args.Contains("--memory"):
        await NationalBenchmark.MemoryAsync(cache);
        break;
    case "national":
        await NationalBenchmark.RunAsync(Number("--rounds", 3), cache);
        break;
    case "peer":
        string peer = Option("--only") ?? "all";
        if (peer is "all" or "mmc")
        {
            await PeerBenchmark.QueueAsync(Number("--rounds", 3), cache);
        }

        if (peer is "all" or "nation")
        {
            await PeerBenchmark.NationAsync(Number("--rounds", 1), Number("--days", 0), cache);
        }

        break;
    case "live":
        await LiveBenchmark.RunAsync();
        break;
    case "writers":
        await WritersBenchmark.RunAsync(Number("--rounds", 5), Number("--seconds", 3));
        break;
    case "serve":
        await ServeBenchmark.RunAsync(Number("--rounds", 3));
        break;
    case "audit":
        await AuditBenchmark.RunAsync(Number("--rounds", 5), Number("--seconds", 5));
        break;
    case "ingest":
        await IngestBenchmark.RunAsync(Number("--events", 132_000), cache);
        break;
    case "snapshot":
        await SnapshotBenchmark.RunAsync(cache);
        break;
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project tests/CeeOrleans.Benchmarks -- COMMAND
              national [--rounds 3]                            activation, a further replication through grains and inline
              national --memory                                memory after replication 3 and after replication 20
              peer [--only nation|mmc] [--rounds N] [--days D] SimPy on the same work; D days of it instead of the whole year
              live                                             filings of the largest importer, work list, takes, look-ups, on SQLite
              writers [--rounds 5] [--seconds 3]               commands of 1, 4 and 64 accounts at once, on SQLite and PostgreSQL
              serve [--rounds 3]                               start of cee serve, and look-ups while it runs a national year
              audit [--rounds 5] [--seconds 5]                 look-ups over HTTP with and without an audit record, and a bare endpoint; needs wrk
              ingest [--events 132000]                         a national day into the embedded store, and the same day again
              snapshot                                         a snapshot of the nation while look-ups and commands come in, on SQLite
            Every command takes --cache FOLDER for the opening; without it a folder among the temporary files.
            """);
        return 1;
}

Machine.PrintLoad();
return 0;
