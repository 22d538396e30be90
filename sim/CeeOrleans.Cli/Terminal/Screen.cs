using Spectre.Console;
using Spectre.Console.Rendering;

namespace CeeOrleans.Cli.Terminal;

/// <summary>
/// Where the command writes: data to <see cref="Out"/>, everything else to <see cref="Error"/>. Colour and moving lines
/// only where a person watches: not in a pipe, not with NO_COLOR, not in CI, not on a dumb terminal.
/// </summary>
internal sealed class Screen
{
    /// <summary>Width of tables that go to a file or a pipe: a row is one line there, for those who search or cut.</summary>
    private const int PlainWidth = 4_000;

    /// <summary>Columns that a sentence takes at the most: longer lines are hard to read.</summary>
    private const int ReadableWidth = 120;

    private readonly bool outMoves;

    private Screen(TextWriter output, TextWriter error, bool outTerminal, bool errorTerminal, bool colour)
    {
        Out = output;
        Error = error;
        ErrorMoves = errorTerminal;
        outMoves = outTerminal;
        OutConsole = Make(output, outTerminal, colour);
        ErrorConsole = Make(error, errorTerminal, colour);
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>Whether a line on <see cref="Error"/> may be drawn over.</summary>
    public bool ErrorMoves { get; }

    /// <summary>Tables on <see cref="Out"/>.</summary>
    public IAnsiConsole OutConsole { get; }

    /// <summary>The progress bar on <see cref="Error"/>.</summary>
    public IAnsiConsole ErrorConsole { get; }

    /// <summary>The screen of this process.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static Screen OfThisProcess(Func<string, string?> variable)
    {
        bool person = string.IsNullOrEmpty(variable("CI")) && variable("TERM") != "dumb";
        return new Screen(
            Console.Out,
            Console.Error,
            person && !Console.IsOutputRedirected,
            person && !Console.IsErrorRedirected,
            string.IsNullOrEmpty(variable("NO_COLOR")));
    }

    /// <summary>A screen that nobody watches: what a pipe sees.</summary>
    public static Screen Plain(TextWriter output, TextWriter error) => new(output, error, false, false, false);

    /// <summary>A heading on <see cref="Out"/>.</summary>
    public void Heading(string title)
    {
        if (outMoves)
        {
            OutConsole.Write(new Text(title + "\n", new Style(decoration: Decoration.Bold)));
        }
        else
        {
            Out.WriteLine(title);
        }
    }

    /// <summary>
    /// One of several sentences on <see cref="Out"/>. A person sees it broken between words and set off from the next; in a
    /// file or a pipe it is one line.
    /// </summary>
    public void Item(string sentence)
    {
        string plain = sentence.Replace('\u00a0', ' ');
        if (!outMoves)
        {
            Out.WriteLine(plain);
            return;
        }

        Grid grid = new Grid().AddColumn(new GridColumn().Padding(0, 0).Width(2)).AddColumn(new GridColumn().Padding(0, 0));
        grid.Width = Math.Min(OutConsole.Profile.Width, ReadableWidth);
        OutConsole.Write(grid.AddRow(new Text("•"), new Text(plain)));
    }

    /// <summary>A line on <see cref="Error"/> that stays, also above a bar that is being drawn.</summary>
    public void Note(string line)
    {
        if (ErrorMoves)
        {
            ErrorConsole.WriteLine(line);
        }
        else
        {
            Error.WriteLine(line);
        }
    }

    private static IAnsiConsole Make(TextWriter writer, bool terminal, bool colour)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal && colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(writer),
        });
        if (!terminal)
        {
            console.Profile.Width = PlainWidth;
            console.Pipeline.Attach(new WithoutPadding());
        }

        return console;
    }

    /// <summary>In a file or a pipe a cell is not padded to the longest of its column where nothing follows it.</summary>
    private sealed class WithoutPadding : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            [.. renderables.Select(r => new Trimmed(r))];

        private sealed class Trimmed(IRenderable inner) : IRenderable
        {
            public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

            public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
            {
                List<Segment> line = [];
                foreach (Segment segment in inner.Render(options, maxWidth))
                {
                    if (segment.IsLineBreak)
                    {
                        foreach (Segment kept in Cut(line))
                        {
                            yield return kept;
                        }

                        line.Clear();
                        yield return segment;
                    }
                    else
                    {
                        line.Add(segment);
                    }
                }

                foreach (Segment kept in line)
                {
                    yield return kept;
                }
            }

            /// <summary>A line without the blanks at its end.</summary>
            private static IEnumerable<Segment> Cut(List<Segment> line)
            {
                int last = line.FindLastIndex(s => s.Text.Trim().Length > 0);
                for (int i = 0; i <= last; i++)
                {
                    yield return i < last ? line[i] : new Segment(line[i].Text.TrimEnd(), line[i].Style);
                }
            }
        }
    }
}
