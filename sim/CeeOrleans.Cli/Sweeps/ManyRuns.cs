using System.CommandLine;
using System.Globalization;
using CeeOrleans.Cli.Runs;
using CeeOrleans.Experiments;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Cli.Sweeps;

/// <summary>What verbs that carry out many runs have in common.</summary>
internal static class ManyRuns
{
    /// <summary>An option for memory: "4 GB", "800 MB"; null when it was not given.</summary>
    public static Option<double?> WithMemory(this Verb verb) => verb.With(new Option<double?>("--memory")
    {
        HelpName = "SIZE",
        Description = "Memory that runs may take side by side, for example \"4 GB\"; default: 60 % of this machine's.",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value.Trim();
            string number = text.TrimEnd('G', 'g', 'M', 'm', 'B', 'b', ' ');
            string unit = text[number.Length..].Trim().ToUpperInvariant();
            if (unit is "GB" or "MB" && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double size) && size > 0)
            {
                return size * (unit == "GB" ? 1024 : 1);
            }

            result.AddError($"--memory {text}: a size in MB or GB is allowed, for example \"4 GB\".");
            return null;
        },
    });

    /// <summary>The measures named; the scenario's headline when none is.</summary>
    /// <param name="problems">What is unknown is added here.</param>
    public static List<MeasureChoice> Measures(IReadOnlyList<string> named, RunInputs inputs, List<string> problems)
    {
        if (named.Count == 0)
        {
            return [.. MeasureChoice.Headline(inputs)];
        }

        List<MeasureChoice> measures = [];
        foreach (string text in named)
        {
            if (MeasureChoice.Parse(text, inputs, out string problem) is { } measure)
            {
                if (!measures.Contains(measure))
                {
                    measures.Add(measure);
                }
            }
            else
            {
                problems.Add($"--measure {problem}");
            }
        }

        return measures;
    }

    /// <summary>What was wrong with the command line, all of it.</summary>
    public static int Usage(TextWriter error, string verb, IEnumerable<string> problems)
    {
        foreach (string problem in problems)
        {
            error.WriteLine($"cee: {problem}");
        }

        error.WriteLine($"cee {verb} --help shows how to use it. Nothing was run.");
        return ExitCode.Usage;
    }

    /// <summary>
    /// Keeps what an experiment found: its pages and tables, then its document, in a folder that appears whole or not at all.
    /// Prints the document where JSON was asked for, else what <paramref name="show"/> says and where the report is.
    /// </summary>
    /// <param name="name">File of the document inside the folder.</param>
    /// <param name="write">Writes pages and tables into a folder; path inside it by stable name.</param>
    /// <param name="documentOf">The document as JSON, given its files as they are named from where the reader is.</param>
    public static async Task KeepAsync(
        Rooms rooms,
        string place,
        string name,
        Func<string, IReadOnlyDictionary<string, string>> write,
        Func<IReadOnlyDictionary<string, string>, string> documentOf,
        bool json,
        Action show,
        CancellationToken cancellation)
    {
        using RunFolder folder = RunFolder.Begin(place);
        IReadOnlyDictionary<string, string> written = await Task.Run(() => write(folder.Temporary), CancellationToken.None).WaitAsync(cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder.Temporary, name), documentOf(Files(written, name, ".")) + "\n", CancellationToken.None).ConfigureAwait(false);
        folder.Keep();
        string shown = Path.GetRelativePath(rooms.Folder, place);
        Dictionary<string, string> files = Files(written, name, shown.StartsWith("..", StringComparison.Ordinal) ? place : shown);
        if (json)
        {
            await rooms.Screen.Out.WriteLineAsync(documentOf(files)).ConfigureAwait(false);
            return;
        }

        show();
        await rooms.Screen.Out.WriteLineAsync().ConfigureAwait(false);
        await rooms.Screen.Out.WriteLineAsync($"Report: {files["report"]}").ConfigureAwait(false);
        if (files.TryGetValue("answer", out string? answer))
        {
            await rooms.Screen.Out.WriteLineAsync($"Answer as a scenario, for cee run and cee compare: {answer}").ConfigureAwait(false);
        }
    }

    /// <summary>Files inside a folder, as they are named from where the user is.</summary>
    private static Dictionary<string, string> Files(IReadOnlyDictionary<string, string> written, string document, string folder)
    {
        Dictionary<string, string> files = written.ToDictionary(f => f.Key, f => folder == "." ? f.Value : Path.Combine(folder, f.Value));
        files["folder"] = folder;
        files["document"] = folder == "." ? document : Path.Combine(folder, document);
        return files;
    }

    /// <summary>Runs through the engine of the rooms.</summary>
    public static Experiments.Sweeps.PointRun Run(Rooms rooms) => (inputs, options, progress, cancellation) =>
        rooms.Engine.RunAsync(inputs, options, progress ?? new Silent(), cancellation);

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
        }
    }
}
