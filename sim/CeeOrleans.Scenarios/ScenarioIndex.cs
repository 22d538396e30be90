using System.Text;

namespace CeeOrleans.Scenarios;

/// <summary>The page that lists the scenarios of a folder, made from their own descriptions.</summary>
public static class ScenarioIndex
{
    /// <summary>Markdown for the README of a folder of scenarios: one line for each, by file name.</summary>
    /// <param name="folder">Folder with <c>*.yaml</c> files; those with errors are listed without a description.</param>
    public static string Readme(string folder)
    {
        StringBuilder page = new();
        page.Append(
            """
            # Scenarios

            Each file says what world to run: `cee run scenarios/smoke.yaml`. Start reading with `national-ports.yaml`;
            `cee show scenarios/national-ports.yaml --effective` shows every value of a scenario and where it comes from.
            Values that a file does not set come from `src/CeeOrleans.Reference/Data/inputs.tsv`, each with its range,
            mark and source. Editors complete and check these files by `scenario.schema.json`.

            Files here depend on nothing but each other (`extends`). Check one with `cee validate FILE`; the tests load all
            of them. This page is made from the descriptions in the files; a test compares.

            | scenario | what it is for |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (string file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            LoadedScenario loaded = ScenarioLoader.Load(file, folder);
            string description = loaded.Effective.FirstOrDefault(v => v.Path == "description")?.Value ?? "";
            page.Append("| `").Append(Path.GetFileNameWithoutExtension(file)).Append("` | ").Append(description.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")).Append(" |\n");
        }

        return page.ToString();
    }
}
