using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Domain.Work;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>What is open at the start.</summary>
internal sealed partial class ScenarioCompiler
{
    private const string CsvHeader = "office,kind,age days,items";
    private const int MostRows = 100_000;
    private static readonly string[] Backlogs = ["backlog", "file", "snapshot"];

    private OpeningInput Opening(HashSet<string> offices, Dictionary<string, WorkKind> kinds)
    {
        if (file.Find("opening") is { Value: string word })
        {
            return word switch
            {
                "stationary" => OpeningInput.Stationary,
                "live" => OfSnapshot("opening", "live", offices),
                _ => OpeningInput.Empty,
            };
        }

        if (file.Find("opening.snapshot") is { Value: string snapshot } && !file.Has("opening.backlog") && !file.Has("opening.file"))
        {
            return OfSnapshot("opening.snapshot", snapshot, offices);
        }

        bool rowsGiven = file.Has("opening.backlog");
        CheckedValue? csv = file.Find("opening.file");
        if (!file.IsBlock("opening", out _) || (file.Has("opening.file") && csv is null))
        {
            return OpeningInput.Empty;
        }

        if (rowsGiven == (csv is not null) || file.Has("opening.snapshot"))
        {
            string[] has = [.. Backlogs.Where(k => file.Has($"opening.{k}"))];
            errors.Add(file.PlaceOf("opening"), has.Length == 0 ? "opening: has none of backlog, file and snapshot; one of them is needed" : $"opening: has both {string.Join(" and ", has)}; one of them is allowed");
            return OpeningInput.Empty;
        }

        List<BacklogRow> rows = rowsGiven ? Rows(offices, kinds) : ReadCsv(csv!, offices, kinds);

        // Rows are a bag: their order must not reach the hash, and rows alike are one.
        ImmutableArray<BacklogRow> backlog =
        [
            .. rows.GroupBy(r => (r.Office, r.Kind, r.AgeDays))
                .OrderBy(g => g.Key.Office, StringComparer.Ordinal).ThenBy(g => g.Key.Kind).ThenBy(g => g.Key.AgeDays)
                .Select(g => new BacklogRow(g.Key.Office, g.Key.Kind, g.Key.AgeDays, (int)Math.Min(int.MaxValue, g.Sum(r => (long)r.Items)))),
        ];
        Place place = file.PlaceOf(rowsGiven ? "opening.backlog" : "opening.file");
        for (int i = 0; i < backlog.Length; i++)
        {
            BacklogRow row = backlog[i];
            string name = kinds.First(k => k.Value == row.Kind).Key;
            string text = $"{row.Office}; {name}; {Dimension.Days.Write(row.AgeDays)}; {NumberText.FormatCount(row.Items)} items";
            file.Put(new CheckedValue(string.Create(CultureInfo.InvariantCulture, $"opening.backlog[{i:00000}]"), text, Dimension.Text, place, null));
        }

        file.Remove("opening.file");
        return new OpeningInput(OpeningKind.Given, backlog);
    }

    private List<BacklogRow> Rows(HashSet<string> offices, Dictionary<string, WorkKind> kinds)
    {
        List<BacklogRow> rows = [];
        for (int i = 0; i < file.CountOf("opening.backlog"); i++)
        {
            string at = $"opening.backlog[{i}]";
            string? office = file.Find($"{at}.office")?.Value as string;
            if (office is not null && !offices.Contains(office))
            {
                errors.Add(file.PlaceOf($"{at}.office"), $"{at}.office = \"{office}\": no such office in this scenario{Nearest.Hint(office, offices)}");
            }

            WorkKind? kind = KindOf($"{at}.kind", kinds);
            if (office is not null && kind is not null)
            {
                rows.Add(new BacklogRow(office, kind.Value, Int($"{at}.age"), Math.Max(1, Int($"{at}.items"))));
            }

            foreach (string key in new[] { "office", "kind", "age", "items" })
            {
                file.Remove($"{at}.{key}");
            }
        }

        return rows;
    }

    private List<BacklogRow> ReadCsv(CheckedValue csv, HashSet<string> offices, Dictionary<string, WorkKind> kinds)
    {
        List<BacklogRow> rows = [];
        string name = (string)csv.Value;
        if (resolve(csv.Place!.Value, name) is not string path)
        {
            return rows;
        }

        string shown = Path.Combine(Path.GetDirectoryName(csv.Place.Value.File) ?? "", name);
        if (YamlReader.ReadTextFile(path, shown, errors.Direct) is not string text)
        {
            return rows;
        }

        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0)
            {
                continue;
            }

            if (i == 0)
            {
                if (line != CsvHeader)
                {
                    errors.Add(new Place(shown, 1, 1), $"the first line must be {CsvHeader}");
                    return rows;
                }

                continue;
            }

            if (rows.Count >= MostRows)
            {
                errors.Add(new Place(shown, i + 1, 1), $"more than {MostRows:#,0} rows");
                return rows;
            }

            ReadRow(new Place(shown, i + 1, 1), line, offices, kinds, rows);
        }

        return rows;
    }

    private void ReadRow(Place start, string line, HashSet<string> offices, Dictionary<string, WorkKind> kinds, List<BacklogRow> rows)
    {
        List<(string Text, int Column)> cells = Cells(line);
        if (cells.Count != 4)
        {
            errors.Add(start, $"{cells.Count} columns, where 4 are needed: {CsvHeader} (a kind with a comma is quoted)");
            return;
        }

        Place At(int cell) => start with { Column = cells[cell].Column };
        bool fine = true;
        if (!offices.Contains(cells[0].Text))
        {
            errors.Add(At(0), $"\"{cells[0].Text}\": no such office in this scenario{Nearest.Hint(cells[0].Text, offices)}");
            fine = false;
        }

        if (!kinds.TryGetValue(cells[1].Text, out WorkKind kind))
        {
            errors.Add(At(1), $"\"{cells[1].Text}\": no such kind of work{Nearest.Hint(cells[1].Text, kinds.Keys)}");
            fine = false;
        }

        if (!int.TryParse(cells[2].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int age) || age > 1000)
        {
            errors.Add(At(2), $"\"{cells[2].Text}\": allowed: a whole number of days from 0 to 1000");
            fine = false;
        }

        if (!int.TryParse(cells[3].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int items) || items is < 1 or > 10_000_000)
        {
            errors.Add(At(3), $"\"{cells[3].Text}\": allowed: a whole number of items from 1 to 10000000");
            fine = false;
        }

        if (fine)
        {
            rows.Add(new BacklogRow(cells[0].Text, kind, age, items));
        }
    }

    /// <summary>Cells of a CSV line (RFC 4180, without line breaks inside a cell) with their 1-based columns.</summary>
    private static List<(string Text, int Column)> Cells(string line)
    {
        List<(string, int)> cells = [];
        int i = 0;
        while (true)
        {
            int start = i;
            System.Text.StringBuilder cell = new();
            if (i < line.Length && line[i] == '"')
            {
                for (i++; i < line.Length; i++)
                {
                    if (line[i] == '"' && (i + 1 >= line.Length || line[i + 1] != '"'))
                    {
                        i++;
                        break;
                    }

                    i += line[i] == '"' ? 1 : 0;
                    cell.Append(line[i]);
                }
            }

            while (i < line.Length && line[i] != ',')
            {
                cell.Append(line[i++]);
            }

            cells.Add((cell.ToString().Trim(), start + 1));
            if (i >= line.Length)
            {
                return cells;
            }

            i++;
        }
    }
}
