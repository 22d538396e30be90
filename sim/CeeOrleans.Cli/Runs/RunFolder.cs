namespace CeeOrleans.Cli.Runs;

/// <summary>
/// The folder of a run. It is written under another name beside its place and renamed when it is complete, so that a
/// folder with the name of a run always holds a whole run, and a failure leaves nothing behind.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>The file that makes a folder the folder of a run.</summary>
    public const string Document = "run.json";

    private readonly string final;
    private readonly string temporary;
    private readonly List<string> madeParents = [];
    private bool kept;

    private RunFolder(string final)
    {
        this.final = final;
        string parent = Path.GetDirectoryName(final)!;
        for (string? p = parent; p is not null && !Directory.Exists(p); p = Path.GetDirectoryName(p))
        {
            madeParents.Add(p);
        }

        temporary = Path.Combine(parent, FormattableString.Invariant($".{Path.GetFileName(final)}.{Environment.ProcessId}.tmp"));
        Directory.CreateDirectory(temporary);
        AppDomain.CurrentDomain.ProcessExit += Discard;
    }

    /// <summary>Where to write.</summary>
    public string Temporary => temporary;

    /// <summary>
    /// <c>runs/NAME-HASH8</c> below a folder: the name of the scenario file and the first 8 digits of the scenario's
    /// hash; what the command line overrides stands behind, so that another seed does not replace this run.
    /// </summary>
    public static string PlaceOf(string folder, string scenarioFile, string scenarioHash, ulong? seed, int? replications)
    {
        string overrides = FormattableString.Invariant($"{(seed is null ? "" : $"-seed{seed}")}{(replications is null ? "" : $"-x{replications}")}");
        return Path.Combine(folder, "runs", $"{NameOf(scenarioFile)}-{scenarioHash[..Math.Min(8, scenarioHash.Length)]}{overrides}");
    }

    /// <summary>The name of a scenario file as part of a folder's name: letters, digits, points and dashes.</summary>
    public static string NameOf(string scenarioFile)
    {
        string name = string.Concat(Path.GetFileNameWithoutExtension(scenarioFile).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.', '-');
        return name.Length == 0 ? "run" : name;
    }

    /// <summary><c>runs/KIND-NAME-HASH8</c> below a folder, for what many runs found together.</summary>
    /// <param name="kind">"sweep", "doubt".</param>
    public static string PlaceOf(string folder, string kind, string scenarioFile, string hash) =>
        Path.Combine(folder, "runs", $"{kind}-{NameOf(scenarioFile)}-{hash[..Math.Min(8, hash.Length)]}");

    /// <summary>What stands in the way of writing a run here; null when nothing does. An earlier run is replaced, other files never.</summary>
    /// <param name="document">The file that an earlier folder of the same sort has.</param>
    public static string? Obstacle(string place, string document = Document)
    {
        if (File.Exists(place))
        {
            return $"{place} is a file.";
        }

        return !Directory.Exists(place) || File.Exists(Path.Combine(place, document)) || !Directory.EnumerateFileSystemEntries(place).Any()
            ? null
            : $"{place} holds other files than those of a {Path.GetFileNameWithoutExtension(document)}; they would be lost. Name another folder.";
    }

    /// <summary>Where results go; null, and told on the error stream, when something stands in the way.</summary>
    /// <param name="named">The folder that the user named, if any.</param>
    /// <param name="usual">The folder that is taken when none was named.</param>
    public static string? Claim(Rooms rooms, string? named, string usual, string document)
    {
        string place = named is null ? usual : rooms.PathOf(named);
        if (Obstacle(place, document) is { } obstacle)
        {
            rooms.Screen.Error.WriteLine($"cee: {obstacle}");
            return null;
        }

        return place;
    }

    /// <summary>Begins a folder that will stand at a place.</summary>
    public static RunFolder Begin(string place) => new(place);

    /// <summary>Puts the folder in its place; an earlier run there is replaced.</summary>
    public void Keep()
    {
        if (Directory.Exists(final))
        {
            string old = temporary + ".old";
            Directory.Move(final, old);
            Directory.Move(temporary, final);
            Directory.Delete(old, recursive: true);
        }
        else
        {
            Directory.Move(temporary, final);
        }

        kept = true;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Discard;
        Discard(null, EventArgs.Empty);
    }

    private void Discard(object? sender, EventArgs e)
    {
        if (kept)
        {
            return;
        }

        for (int attempt = 1; Directory.Exists(temporary); attempt++)
        {
            try
            {
                Directory.Delete(temporary, recursive: true);
            }
            catch (IOException) when (attempt < 4)
            {
                // The drawing of a report cannot be stopped, only left behind: it may make one more file between the
                // listing of this folder and its removal, and nothing tells when it is through. This runs while the
                // process ends, where there is nothing left to await on.
                Thread.Sleep(30);
            }
        }

        foreach (string parent in madeParents.Where(p => Directory.Exists(p) && !Directory.EnumerateFileSystemEntries(p).Any()))
        {
            Directory.Delete(parent);
        }
    }
}
