using CeeOrleans.Cli.Terminal;
using CeeOrleans.Workload.Inputs;
using Spectre.Console;

namespace CeeOrleans.Cli.Traces;

/// <summary>Traces as a person reads them.</summary>
internal static class TraceText
{
    /// <summary>Rows of a table of entries; a large importer has thousands.</summary>
    private const int MostRows = 60;

    /// <summary>One importer, or one of its entries, in one scenario.</summary>
    public static void One(Screen screen, RunInputs inputs, AccountLife life, bool steps)
    {
        Heading(screen, life);
        screen.Out.WriteLine($"Post-release offices in {inputs.Name}: {List(life.Offices)}");
        screen.Out.WriteLine();
        Table table = Columns().AddColumn("office");
        IReadOnlyList<EntryLife> shown = Shown(life.Entries, e => e.Office.Length > 0);
        foreach (EntryLife e in shown)
        {
            table.AddRow(Cells(e).Append(new Text(e.Office)));
        }

        screen.OutConsole.Write(table);
        Rest(screen, life.Entries.Length, shown.Count);
        if (steps)
        {
            foreach (EntryLife e in life.Entries)
            {
                Steps(screen, e, "");
            }
        }
        else
        {
            Other(screen, life, "");
        }
    }

    /// <summary>The same importer in two scenarios.</summary>
    public static void Two(Screen screen, IReadOnlyList<RunInputs> inputs, IReadOnlyList<AccountLife> lives, bool steps)
    {
        Heading(screen, lives[0]);
        for (int i = 0; i < 2; i++)
        {
            screen.Out.WriteLine($"Post-release offices in {inputs[i].Name}: {List(lives[i].Offices)}");
        }

        screen.Out.WriteLine();
        SideBySide both = SideBySide.Of(lives[0], lives[1]);
        Table table = Columns()
            .AddColumn(new TableColumn(new Text(inputs[0].Name)))
            .AddColumn(new TableColumn(new Text(inputs[1].Name)))
            .AddColumn("");
        IReadOnlyList<EntryPair> shown = Shown(both.Pairs, p => p.First?.Office is { Length: > 0 } || p.Second?.Office is { Length: > 0 });
        foreach (EntryPair pair in shown)
        {
            string mark = pair switch
            {
                { First: null } => "only in the second",
                { Second: null } => "only in the first",
                { First: { } a, Second: { } b } when !a.SameLuckAs(b) => "differs",
                _ => "",
            };
            table.AddRow(Cells(pair.First ?? pair.Second!).Concat([new Text(pair.First?.Office ?? "–"), new Text(pair.Second?.Office ?? "–"), new Text(mark)]));
        }

        screen.OutConsole.Write(table);
        Rest(screen, both.Pairs.Length, shown.Count);
        screen.Out.WriteLine(both.Verdict);
        if (steps)
        {
            foreach (EntryPair pair in both.Pairs)
            {
                Steps(screen, pair.First, inputs[0].Name);
                Steps(screen, pair.Second, inputs[1].Name);
            }
        }
    }

    private static void Heading(Screen screen, AccountLife life)
    {
        screen.Out.WriteLine(FormattableString.Invariant($"Importer {life.Importer}: {life.Name}, IOR {life.Ior}"));
        screen.Out.WriteLine($"{(life.Center.Length == 0 ? "no Center" : life.Center)}; {(life.Membership.Length == 0 ? "no partnership programme" : life.Membership)}");
        screen.Out.WriteLine(FormattableString.Invariant($"{life.Entries.Length:#,0} {(life.Entries.Length == 1 ? "entry" : "entries")} at {life.Ports.Length} {(life.Ports.Length == 1 ? "port" : "ports")}: {List(life.Ports)}"));
    }

    private static string List(IReadOnlyCollection<string> names) => names.Count switch
    {
        0 => "none",
        <= 12 => string.Join(", ", names),
        _ => FormattableString.Invariant($"{string.Join(", ", names.Take(10))} and {names.Count - 10} more"),
    };

    private static Table Columns() => new Table().Border(TableBorder.Simple)
        .AddColumn(new TableColumn("entry").RightAligned())
        .AddColumns("filed", "port", "mode", "heading")
        .AddColumn(new TableColumn("value").RightAligned())
        .AddColumn("fate before routing");

    private static IEnumerable<Text> Cells(EntryLife e) =>
    [
        new(Number(e)),
        new(e.Filed.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        new(e.Port),
        new(e.Mode),
        new(e.Heading),
        new(Words.Cents(e.ValueCents)),
        new(e.Fate),
    ];

    /// <summary>All rows when they are few; else those with work first, then the others, in the order of entry.</summary>
    private static IReadOnlyList<T> Shown<T>(IReadOnlyList<T> all, Func<T, bool> hasWork)
    {
        if (all.Count <= MostRows)
        {
            return all;
        }

        HashSet<int> keep = [.. Enumerable.Range(0, all.Count).OrderBy(i => hasWork(all[i]) ? 0 : 1).ThenBy(i => i).Take(MostRows)];
        return [.. all.Where((_, i) => keep.Contains(i))];
    }

    private static void Rest(Screen screen, int all, int shown, string things = "entries")
    {
        if (shown < all)
        {
            screen.Out.WriteLine(FormattableString.Invariant($"{all - shown:#,0} more {things}; --json prints all, --entry N tells one entry step by step."));
        }
    }

    private static void Steps(Screen screen, EntryLife? entry, string scenario)
    {
        if (entry is null)
        {
            return;
        }

        screen.Out.WriteLine();
        screen.Out.WriteLine($"Entry {Number(entry)}{(scenario.Length == 0 ? "" : " in " + scenario)}, step by step (UTC):");
        Table(screen, entry.Steps);
    }

    /// <summary>Work that no entry of the horizon made.</summary>
    private static void Other(Screen screen, AccountLife life, string scenario)
    {
        if (life.Other.IsEmpty)
        {
            return;
        }

        screen.Out.WriteLine();
        screen.Out.WriteLine($"Other work{(scenario.Length == 0 ? "" : " in " + scenario)}: contacts, AD/CVD messages, entries of earlier years (UTC):");
        Table(screen, [.. life.Other.Take(MostRows)]);
        Rest(screen, life.Other.Length, Math.Min(MostRows, life.Other.Length), "steps");
    }

    private static void Table(Screen screen, IReadOnlyList<LifeStep> steps)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("when", "work", "what", "office", "detail");
        foreach (LifeStep step in steps)
        {
            table.AddRow(new Text(Words.Moment(step.Time)), new Text(step.Work), new Text(step.What), new Text(step.Office), new Text(step.Detail));
        }

        screen.OutConsole.Write(table);
    }

    /// <summary>"12", or "12 (year 2)" after the first entry-year.</summary>
    private static string Number(EntryLife e) => e.Year == 0 ? Words.Whole(e.Entry) : FormattableString.Invariant($"{e.Entry:#,0} (year {e.Year + 1})");
}
