using System.CommandLine;
using CeeOrleans.Cli.Terminal;

namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee new</c>: a scenario file to begin with, that extends another and changes nothing yet.</summary>
internal static class NewVerb
{
    /// <summary>The folder of shipped scenarios, looked for here and above, then where the program stands and above.</summary>
    private const string Shipped = "scenarios";

    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "new",
            "Writes NAME.yaml, a scenario that extends another one. Never overwrites a file.",
            "cee new my-plan",
            "cee new plans/two-centers --from pilot-2011",
            "cee new variant --from my-plan.yaml");
        Argument<string> name = verb.With(new Argument<string>("NAME") { Description = "Name of the new scenario; may begin with a folder." });
        Option<string> from = verb.With(new Option<string>("--from")
        {
            HelpName = "BASE",
            Description = "A shipped scenario by name, or a scenario file.",
            DefaultValueFactory = _ => "national-cees",
        });
        verb.SetAction(parsed => Write(rooms, parsed.GetRequiredValue(name), parsed.GetRequiredValue(from)));
        return verb;
    }

    private static int Write(Rooms rooms, string name, string from)
    {
        TextWriter error = rooms.Screen.Error;
        string typed = HasYamlEnding(name) ? name : name + ".yaml";
        string target = rooms.PathOf(typed);
        if (Path.Exists(target))
        {
            error.WriteLine($"cee: {typed} exists and is not overwritten.");
            return ExitCode.Conflict;
        }

        if (Find(rooms, from) is not { } source)
        {
            string[] known = ShippedNames(rooms);
            string where = IsPath(from) ? $"there is no file {rooms.PathOf(from)}" : $"no {from}.yaml in a folder {Shipped} of {rooms.Folder}, of {AppContext.BaseDirectory} or of a folder above them";
            string hint = (Nearest.To(from, known) is { } near ? $" Did you mean {near}?" : "") + (known.Length == 0 ? " No scenario is shipped there." : $" Shipped: {string.Join(", ", known)}.");
            error.WriteLine($"cee: no scenario {from}: {where}.{hint} Any scenario file will do: --from PATH/{Path.GetFileNameWithoutExtension(from)}.yaml");
            return ExitCode.NotFound;
        }

        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        string schema = Path.Combine(Path.GetDirectoryName(source)!, "scenario.schema.json");
        using (FileStream stream = new(target, FileMode.CreateNew, FileAccess.Write)) // refuses a file that came in between
        using (StreamWriter writer = new(stream))
        {
            if (File.Exists(schema))
            {
                writer.WriteLine($"# yaml-language-server: $schema={Relative(folder, schema)}");
            }

            writer.WriteLine($"name: {Quoted(Path.GetFileNameWithoutExtension(target))}");
            writer.WriteLine($"description: {Quoted($"Begins as {Path.GetFileNameWithoutExtension(source)}; say here what it changes.")}");
            writer.WriteLine($"extends: {Quoted(Relative(folder, source))}");
            writer.WriteLine("# State only what differs from the base.");
            writer.WriteLine("# Everything that can be stated, with its value there: cee show FILE --effective");
        }

        rooms.Screen.Out.WriteLine(typed);
        error.WriteLine($"cee: wrote {typed}, which extends {from}. Next: edit it, cee validate {typed}, cee run {typed}");
        return ExitCode.Ok;
    }

    private static string? Find(Rooms rooms, string from) =>
        IsPath(from)
            ? File.Exists(rooms.PathOf(from)) ? rooms.PathOf(from) : null
            : ShippedFolders(rooms).Select(f => Path.Combine(f, from + ".yaml")).FirstOrDefault(File.Exists);

    private static string[] ShippedNames(Rooms rooms) =>
        [.. ShippedFolders(rooms).SelectMany(f => Directory.EnumerateFiles(f, "*.yaml")).Select(f => Path.GetFileNameWithoutExtension(f)).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> ShippedFolders(Rooms rooms)
    {
        foreach (string start in new[] { rooms.Folder, AppContext.BaseDirectory })
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                string candidate = Path.Combine(folder, Shipped);
                if (Directory.Exists(candidate))
                {
                    yield return candidate;
                }
            }
        }
    }

    private static bool IsPath(string from) => HasYamlEnding(from) || from.Contains('/', StringComparison.Ordinal);

    private static bool HasYamlEnding(string name) =>
        name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static string Relative(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    /// <summary>A YAML scalar: plain where plain is safe, else in single quotes.</summary>
    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetter(c) || char.IsAsciiDigit(c) || c is '/' or '.' or '-' or '_') && char.IsAsciiLetter(text.TrimStart('.', '/')[0])
            ? text
            : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
