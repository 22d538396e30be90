using CeeOrleans.Scenarios.Quantities;

namespace CeeOrleans.Scenarios.Reading;

/// <summary>
/// Follows <c>extends</c> from a file to its bases and lays the files over each other: blocks are merged key by key,
/// everything else is replaced by the file nearer to the user. Files outside the root are refused before they are
/// opened, links resolved.
/// </summary>
internal static class ExtendsChain
{
    /// <summary>Most files in a chain.</summary>
    public const int MaxFiles = 16;

    /// <param name="path">The scenario file.</param>
    /// <param name="root">Files outside this folder are refused; null allows all.</param>
    /// <param name="errors">Everything wrong is added here.</param>
    /// <returns>The merged block, null when the first file could not be read; whether the chain was read to its end; the files as shown.</returns>
    public static (Mapping? Merged, bool Complete, IReadOnlyList<string> Files) Read(string path, string? root, List<ScenarioError> errors)
    {
        List<string> files = [];
        List<string> visited = [];
        string shown = path;
        string full = Path.GetFullPath(path);
        Place asked = new(path, 1, 1);
        Mapping? merged = null;
        while (true)
        {
            if (root is not null && !IsInside(full, root))
            {
                errors.Add(asked.Error($"{shown} is outside the folder of scenarios; only files inside it may be read"));
                return (merged, false, files);
            }

            if (visited.Contains(full))
            {
                errors.Add(asked.Error($"extends goes round in a circle: {string.Join(" -> ", visited.SkipWhile(v => v != full).Append(full).Select(v => Path.GetFileName(v)))}"));
                return (merged, false, files);
            }

            if (visited.Count > 0 && !File.Exists(full))
            {
                errors.Add(asked.Error($"there is no file {shown}{SiblingHint(full)}"));
                return (merged, false, files);
            }

            visited.Add(full);
            files.Add(shown);
            if (visited.Count > MaxFiles)
            {
                errors.Add(asked.Error($"extends goes through more than {MaxFiles} files"));
                return (merged, false, files);
            }

            if (YamlReader.ReadFile(full, shown, errors) is not { } read)
            {
                return (merged, false, files);
            }

            Mapping file = LivePopulation.Spelled(read);

            merged = merged is null ? file : (Mapping)Merge(file, merged);
            if (file.Find("extends") is not { } extends)
            {
                return (merged, true, files);
            }

            if (extends.Value is not Scalar { IsEmpty: false } target)
            {
                errors.Add(extends.Value.Place.Error($"extends is {extends.Value.What}; the name of one scenario file is needed, for example national-ports.yaml"));
                return (merged, false, files);
            }

            if (target.Text.Any(char.IsControl) || target.Text.Length > 500)
            {
                errors.Add(target.Place.Error("extends is no file name"));
                return (merged, false, files);
            }

            asked = target.Place;
            shown = Path.Combine(Path.GetDirectoryName(shown) ?? "", target.Text);
            full = Path.GetFullPath(target.Text, Path.GetDirectoryName(full)!);
        }
    }

    /// <summary>Whether a path lies in a folder when every link on the way is followed.</summary>
    internal static bool IsInside(string path, string root)
    {
        string folder = Real(Path.GetFullPath(root)).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return Real(path).StartsWith(folder, StringComparison.Ordinal);
    }

    private static string Real(string path)
    {
        string done = Path.GetPathRoot(path)!;
        int links = 0;
        Stack<string> rest = new(path[done.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out string? part))
        {
            string next = Path.Combine(done, part);
            string? target;
            try
            {
                target = new FileInfo(next).LinkTarget;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                target = null;
            }

            if (target is null || ++links > 40)
            {
                done = next;
                continue;
            }

            string resolved = Path.GetFullPath(target, done);
            done = Path.GetPathRoot(resolved)!;
            foreach (string piece in resolved[done.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                rest.Push(piece);
            }
        }

        return done;
    }

    /// <summary>
    /// Lays <paramref name="over"/> on <paramref name="under"/>: blocks key by key, targets promise by promise; any other list
    /// or value takes the place of the one below. Live importers do not enter what those of a base do.
    /// </summary>
    internal static Node Merge(Node under, Node over)
    {
        if (under is not Mapping low || over is not Mapping high)
        {
            return over;
        }

        List<MapEntry> entries = [];
        foreach (MapEntry entry in low.Entries)
        {
            MapEntry? replacing = high.Find(entry.Key.Text);
            entries.Add(replacing is null ? entry : new MapEntry(replacing.Key, entry is { Key.Text: "targets", Value: Sequence below } && replacing.Value is Sequence above
                ? Promises(below, above)
                : Merge(Centers(entry, replacing.Value) ?? LivePopulation.Under(entry, replacing.Value), replacing.Value)));
        }

        entries.AddRange(high.Entries.Where(e => low.Find(e.Key.Text) is null));
        return new Mapping(high.Place, entries);
    }

    /// <summary>
    /// The word "all from DATE" of a base as the block it stands for, where a file lays a block over it: those whom the block
    /// does not name open as before. Null for everything else.
    /// </summary>
    private static Mapping? Centers(MapEntry entry, Node over)
    {
        const string Word = "all from ";
        return entry is { Key.Text: "centers", Value: Scalar word } && over is Mapping && word.Text.Trim() is var text && text.StartsWith(Word, StringComparison.Ordinal)
            ? Block("others", Block("opens", word with { Text = text[Word.Length..] }))
            : null;

        Mapping Block(string key, Node value) => new(value.Place, [new MapEntry(new Scalar(value.Place, key, true), value)]);
    }

    /// <summary>
    /// A promise about the same measure of the same kind of work is replaced where it stands; others are added. So a plan that
    /// changes one promise of its base keeps the rest.
    /// </summary>
    private static Sequence Promises(Sequence below, Sequence above)
    {
        List<Node> items = [.. below.Items];
        Dictionary<(string, string), int> places = [];
        for (int i = 0; i < items.Count; i++)
        {
            if (About(items[i]) is { } about)
            {
                places.TryAdd(about, i);
            }
        }

        foreach (Node item in above.Items)
        {
            // Taken out once it is used: the same promise twice in one file is a slip, and the compiler says so.
            if (About(item) is { } about && places.Remove(about, out int place))
            {
                items[place] = item;
            }
            else
            {
                items.Add(item);
            }
        }

        return new Sequence(above.Place, items);
    }

    private static (string Measure, string Kind)? About(Node promise) =>
        promise is Mapping block && block.Find("measure")?.Value is Scalar measure && block.Find("kind")?.Value is Scalar kind ? (measure.Text, kind.Text) : null;

    private static string SiblingHint(string full)
    {
        try
        {
            string folder = Path.GetDirectoryName(full)!;
            return Directory.Exists(folder)
                ? Nearest.Hint(Path.GetFileName(full), Directory.EnumerateFiles(folder, "*.yaml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).Take(500))
                : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
