using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Snapshots of the live world: the one that a scenario names, or the one that <c>live</c> stands for.</summary>
internal sealed partial class ScenarioCompiler
{
    private const string Live = "live";

    /// <summary>Snapshots that were read, by full path: opening and population have one.</summary>
    private readonly Dictionary<string, LiveSnapshot?> snapshots = new(StringComparer.Ordinal);

    private bool awaitsSnapshot;

    /// <param name="path">Path of the value that asks for it.</param>
    private OpeningInput OfSnapshot(string path, string name, HashSet<string> offices)
    {
        if (Snapshot(path, name) is not { } snapshot)
        {
            return OpeningInput.Empty;
        }

        int elsewhere = snapshot.Accounts.Sum(a => a.Items.Count(i => !offices.Contains(i.Office)));
        string more = elsewhere == 0 ? "" : $"; {NumberText.FormatCount(elsewhere)} of them at offices that this scenario does not have, and routed anew";
        Say("opening", path, $"{NumberText.FormatCount(snapshot.Facts.Items)} open items of {Named(snapshot.Facts)}{more}");
        return OpeningInput.Of(snapshot);
    }

    /// <summary>The snapshot; null after an error, or when it is still to be taken.</summary>
    private LiveSnapshot? Snapshot(string path, string name)
    {
        Place place = file.PlaceOf(path);
        if (file.IsQueue)
        {
            errors.Add(place, $"{path}: the live world is one of customs work, and can't open a plain queue");
            return null;
        }

        string? full;
        if (name == Live)
        {
            if (live.IsLater)
            {
                awaitsSnapshot = true;
                return null;
            }

            if ((full = live.File) is null)
            {
                errors.Add(place, $"{path} = \"{Live}\": needs a snapshot of the live world, and none is named: cee snapshot take writes one and prints its name; give it with --snapshot, or in the file as {path.Split('.')[0]}: {{ snapshot: FILE }}. A run that the service starts takes one by itself");
                return null;
            }
        }
        else if ((full = resolve(place, name)) is null)
        {
            return null;
        }

        if (!snapshots.TryGetValue(full, out LiveSnapshot? snapshot))
        {
            snapshots.Add(full, snapshot = Read(full, place, path));
        }

        return snapshot;
    }

    private LiveSnapshot? Read(string full, Place place, string path)
    {
        try
        {
            using FileStream stream = new(full, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.SequentialScan });
            return SnapshotFile.Read(stream);
        }
        catch (SnapshotException e)
        {
            errors.Add(place, $"{path}: {Path.GetFileName(full)} can't be used: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(place, $"{path}: {Path.GetFileName(full)} can't be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e is UnauthorizedAccessException ? "access is denied; a snapshot is readable by who took it only" : e.Message)}");
        }

        return null;
    }

    /// <summary>In the effective scenario, and so in its hash, stands what the snapshot is and not where it lies.</summary>
    private void Say(string block, string path, string text)
    {
        Place place = file.PlaceOf(path);
        file.Remove(path);
        file.Put(new CheckedValue($"{block}.snapshot", text, Dimension.Text, place, null));
    }

    private static string Named(SnapshotFacts facts) => string.Create(CultureInfo.InvariantCulture, $"snapshot {facts.Hash} as of {SimTime.Text(facts.AsOf)}");
}
