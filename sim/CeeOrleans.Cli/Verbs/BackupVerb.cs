using System.CommandLine;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee backup</c>: a copy of the embedded store, also while the service runs.</summary>
internal static class BackupVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "backup",
            "Copies the live accounts of a folder into one file, as of one moment, also while the service runs.",
            "cee backup monday.db",
            "cee backup monday.db --data live");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The copy; it must not be there yet." });
        Option<string> data = verb.With(new Option<string>("--data") { HelpName = "DIR", Description = $"Folder of the service; default {ServeVerb.DefaultFolder}.", DefaultValueFactory = _ => ServeVerb.DefaultFolder });
        verb.SetAction((parsed, cancellation) => RunAsync(rooms, parsed.GetRequiredValue(file), parsed.GetRequiredValue(data), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, string file, string data, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        string store = Path.Combine(rooms.PathOf(data), "live.db");
        if (!File.Exists(store))
        {
            await error.WriteLineAsync($"cee: {data} holds no live accounts.").ConfigureAwait(false);
            return ExitCode.NotFound;
        }

        try
        {
            AuditInbox.Leave(AuditVerb.FolderOf(rooms, data), "backup", Path.GetFileName(file));
            BackupFacts facts = await SqliteBackup.MakeAsync(store, rooms.PathOf(file), cancellation).ConfigureAwait(false);
            await rooms.Screen.Out.WriteLineAsync(FormattableString.Invariant($"{facts.Accounts} accounts, {facts.Entries} entries, {facts.Bytes} bytes")).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is StoreRefusedException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"cee: {e.Message}").ConfigureAwait(false);
            return ExitCode.Conflict;
        }
    }
}
