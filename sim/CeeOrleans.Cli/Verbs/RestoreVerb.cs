using System.CommandLine;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Hosting;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee restore</c>: puts a copy in the place of the embedded store.</summary>
internal static class RestoreVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "restore",
            "Puts a copy made by cee backup into a folder that no service uses. Version tags handed out before do not fit any more.",
            "cee restore monday.db --data restored",
            "cee restore monday.db --replace");
        Argument<string> file = verb.With(new Argument<string>("FILE") { Description = "The copy." });
        Option<string> data = verb.With(new Option<string>("--data") { HelpName = "DIR", Description = $"Folder of the service; default {ServeVerb.DefaultFolder}.", DefaultValueFactory = _ => ServeVerb.DefaultFolder });
        Option<bool> replace = verb.With(new Option<bool>("--replace") { Description = "The folder holds live accounts: keep their store under another name beside it." });
        verb.SetAction((parsed, cancellation) => RunAsync(rooms, parsed.GetRequiredValue(file), parsed.GetRequiredValue(data), parsed.GetValue(replace), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(Rooms rooms, string file, string data, bool replace, CancellationToken cancellation)
    {
        TextWriter error = rooms.Screen.Error;
        string copy = rooms.PathOf(file);
        if (!File.Exists(copy))
        {
            await error.WriteLineAsync($"cee: there is no file {file}.").ConfigureAwait(false);
            return ExitCode.NotFound;
        }

        try
        {
            using DataFolder folder = DataFolder.Take(rooms.PathOf(data));
            if (File.Exists(folder.Database) && !replace)
            {
                await error.WriteLineAsync($"cee: {folder.Path} holds live accounts. Choose another folder with --data, or --replace them.").ConfigureAwait(false);
                return ExitCode.Conflict;
            }

            AuditInbox.Leave(AuditVerb.FolderOf(rooms, data), "restore", Path.GetFileName(copy));
            string? before = await SqliteBackup.RestoreAsync(copy, folder.Database, cancellation).ConfigureAwait(false);
            if (before is not null)
            {
                await error.WriteLineAsync($"cee: the store that was there is {before}.").ConfigureAwait(false);
            }

            await rooms.Screen.Out.WriteLineAsync($"restored into {folder.Path}").ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is StoreRefusedException or DataFolderException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"cee: {e.Message}").ConfigureAwait(false);
            return ExitCode.Conflict;
        }
    }
}
