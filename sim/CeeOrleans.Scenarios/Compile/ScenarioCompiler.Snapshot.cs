using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>Snapshots of the live world: the one that a scenario names, or the one that <c>live</c> stands for.</summary>
internal sealed partial class ScenarioCompiler
{
    private const string Live = "live";

    /// <summary>Snapshots that were read, by full path: opening and population have one.</summary>
    private readonly Dictionary<string, LiveSnapshot?> snapshots = new(StringComparer.Ordinal);

    private LiveParts awaited;

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

    /// <summary>Values of the block that say who the synthetic importers are: accounts say it themselves.</summary>
    private static readonly string[] OfSynthetic =
    [
        "size sigma", "size median", "size limit", "company correlation", "iors of large company", "importer share.", "entry share.", "home industry share",
        "most ports", "ports exponent", "ctpat entry share", "ctpat midpoint", "ctpat slope", "tier share.", "isa midpoint", "isa slope",
    ];

    /// <summary>The accounts of a snapshot as the population. It has one snapshot with the opening: an open item belongs to its importer.</summary>
    private PopulationInput LiveImporters(PopulationInput population, ImmutableArray<PortInput> ports, ImmutableArray<CenterInput> centers)
    {
        const string Path = "population.snapshot";
        bool given = file.Find("population.summaries")?.Place is not null;
        if (file.Find("population.importers")?.Place is { } both)
        {
            errors.Add(both, "population: has both importers and snapshot; one of them is allowed, since the importers are the accounts of the snapshot");
        }

        if (file.Find(Path) is not { Value: string name } || Snapshot(Path, name) is not { } snapshot)
        {
            return population;
        }

        if (snapshots.Values.OfType<LiveSnapshot>().FirstOrDefault(s => s.Facts != snapshot.Facts) is { } other)
        {
            errors.Add(file.PlaceOf(Path), $"{Path}: is {Named(snapshot.Facts)}, and the opening is of {Named(other.Facts)}; one snapshot serves both");
        }

        LiveVolume volume = LiveVolume.Of(snapshot, ports, facts.TariffHeadings, centers);
        int active = snapshot.Accounts.Length - volume.Idle;
        if (active < SmallCells.Least)
        {
            errors.Add(file.PlaceOf(Path), active == 0
                ? $"{Path}: none of the {NumberText.FormatCount(snapshot.Accounts.Length)} accounts of {Named(snapshot.Facts)} entered anything in the month of the snapshot and the twelve before; nobody would import"
                : $"{Path}: {active} of the {NumberText.FormatCount(snapshot.Accounts.Length)} accounts of {Named(snapshot.Facts)} entered anything in the month of the snapshot and the twelve before; with fewer than {SmallCells.Least} every number of the run would be somebody's own");
            return population;
        }

        double summaries = given ? population.SummariesPerYear : volume.SummariesPerYear;
        Place place = file.PlaceOf(Path);
        foreach (string path in file.Values.Select(v => v.Path).Where(p => OfSynthetic.Any(s => p.StartsWith("population." + s, StringComparison.Ordinal))).ToArray())
        {
            file.Remove(path);
        }

        file.Remove("population.importers");
        file.Remove("population.summaries");
        file.Put(new CheckedValue("population.summaries", summaries, Dimension.Named("per year"), place, null));
        Say("population", Path, string.Join("; ", Lines(snapshot, volume)));
        return population with { Snapshot = snapshot, Importers = snapshot.Accounts.Length, SummariesPerYear = summaries };
    }

    private static IEnumerable<string> Lines(LiveSnapshot snapshot, LiveVolume volume)
    {
        string Of(long entries) => $"{NumberText.FormatCount(entries)} of {NumberText.FormatCount(volume.Entries)} entry summaries";
        yield return $"{NumberText.FormatCount(snapshot.Accounts.Length)} accounts of {Named(snapshot.Facts)}";
        if (volume.Idle > 0)
        {
            yield return $"{NumberText.FormatCount(volume.Idle)} of them entered nothing, and import nothing";
        }

        if (volume.PortUnknown > 0)
        {
            yield return $"{Of(volume.PortUnknown)} at several ports or at ports that this scenario does not have, dealt out over the others of their account";
        }

        if (volume.HeadingUnknown > 0)
        {
            yield return $"{Of(volume.HeadingUnknown)} under several headings or under headings that this scenario does not have, dealt out over the others of their account";
        }

        if (volume.CenterUnknown > 0)
        {
            yield return $"{NumberText.FormatCount(volume.CenterUnknown)} of the accounts at Centers that this scenario does not have, assigned by what they entered";
        }
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
                awaited |= path.StartsWith("population", StringComparison.Ordinal) ? LiveParts.Population : LiveParts.Opening;
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
