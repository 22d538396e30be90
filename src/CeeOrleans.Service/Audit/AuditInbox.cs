using System.Text.Json;

namespace CeeOrleans.Service.Audit;

/// <summary>
/// Notes of commands of this machine that work on the folder of a service without it: a copy made, a copy put back, the log
/// shown. A note is durable before the command does it, and comes into the chain when a service next looks.
/// </summary>
public static class AuditInbox
{
    private const string Folder = "inbox";
    private const string Ending = ".note";
    private const int MostBytes = 4096;

    /// <param name="audit">The folder of the audit log.</param>
    /// <param name="what">What is about to be done.</param>
    /// <param name="about">With which file.</param>
    /// <exception cref="IOException">The note can't be kept; then nothing may be done.</exception>
    public static void Leave(string audit, string what, string about)
    {
        string inbox = Directory.CreateDirectory(Path.Combine(audit, Folder)).FullName;
        string file = Path.Combine(inbox, Guid.CreateVersion7().ToString("N"));
        using (FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, new Note(what, about, Environment.UserName, AuditLine.TimeText(TimeProvider.System.GetUtcNow())), JsonSerializerOptions.Web);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file, file + Ending);
    }

    /// <summary>Notes that wait.</summary>
    internal static string[] Waiting(string audit)
    {
        string inbox = Path.Combine(audit, Folder);
        return Directory.Exists(inbox) ? [.. Directory.GetFiles(inbox, "*" + Ending).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Takes the notes into the chain. One may come twice when the process ends between; none is lost.</summary>
    internal static async Task TakeAsync(AuditLog log)
    {
        foreach (string file in Waiting(log.Folder))
        {
            await log.AppendAsync(Read(file)).ConfigureAwait(false);
            File.Delete(file);
        }
    }

    private static AuditRecord Read(string file)
    {
        string id = Path.GetFileNameWithoutExtension(file);
        try
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.Length <= MostBytes && JsonSerializer.Deserialize<Note>(stream, JsonSerializerOptions.Web) is { } note)
            {
                return new AuditRecord { Act = AuditAct.Noted, Actor = note.By, Verb = note.What, About = note.About, Ids = [id], Note = note.At };
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        return new AuditRecord { Act = AuditAct.Noted, Ids = [id], Note = "a note that can't be read" };
    }

    private sealed record Note(string? What, string? About, string? By, string? At);
}
