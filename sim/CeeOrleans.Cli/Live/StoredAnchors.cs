using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Grains.Storage;

namespace CeeOrleans.Cli.Live;

/// <summary>Anchors of audit chains: those of the embedded store of a folder, and those that somebody keeps in a file.</summary>
internal static class StoredAnchors
{
    /// <returns>Null when the folder has no embedded store.</returns>
    public static async Task<ImmutableArray<AuditAnchor>?> OfFolderAsync(string data, CancellationToken cancellation)
    {
        string store = Path.Combine(data, "live.db");
        return File.Exists(store) ? await new AuditAnchorRows(new SqliteDatabase(store)).AllAsync(cancellation).ConfigureAwait(false) : null;
    }

    /// <summary>Lines as <c>cee audit anchor</c> prints them.</summary>
    /// <exception cref="FormatException">A line is none; says which.</exception>
    public static async Task<ImmutableArray<AuditAnchor>> OfFileAsync(string path, CancellationToken cancellation)
    {
        var anchors = ImmutableArray.CreateBuilder<AuditAnchor>();
        int number = 0;
        await foreach (string line in File.ReadLinesAsync(path, cancellation).ConfigureAwait(false))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            anchors.Add(Read(line) ?? throw new FormatException(FormattableString.Invariant($"line {number} of {path} is no anchor; a line is one as cee audit anchor prints it.")));
        }

        return anchors.ToImmutable();
    }

    private static AuditAnchor? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditAnchor>(line, JsonSerializerOptions.Web) is { Chain.Length: > 0, Sequence: > 0, Hash.Length: 64 } anchor ? anchor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
