using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Scenarios;

namespace CeeOrleans.Experiments.Sweeps;

/// <summary>One input that a sweep varies, and the values it takes.</summary>
/// <param name="Path">Path of the input, as typed.</param>
/// <param name="Values">Two or more different ones, in the order of the range or list.</param>
public sealed record SweepAxis(string Path, ImmutableArray<PathValue> Values)
{
    /// <summary>Most values of one axis.</summary>
    public const int MostValues = SweepPlan.MostPoints;

    /// <summary>True when every value is a number, so that the axis can be drawn to scale.</summary>
    public bool IsNumeric => Values.All(v => double.IsFinite(v.Number));

    /// <summary>
    /// Reads <c>path=a..b:step</c> or <c>path=v1,v2,v3</c>. Values are written as in scenario files; a unit that stands at
    /// the end may be left out before it. Everything wrong with the text is said at once.
    /// </summary>
    /// <param name="text">What stands after <c>--vary</c>.</param>
    /// <param name="queue">Whether the scenario is a plain queue.</param>
    /// <param name="problems">Empty when it was read.</param>
    /// <returns>Null when there are problems.</returns>
    public static SweepAxis? Parse(string text, bool queue, out ImmutableArray<string> problems)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string path = equals < 0 ? "" : text[..equals].Trim();
        string values = equals < 0 ? "" : text[(equals + 1)..].Trim();
        if (path.Length == 0)
        {
            problems = [$"\"{Shown(text)}\": {(equals < 0 ? "has no = between the path and its values" : "has no path before the =")}; allowed: path=from..to:step or path=value,value,…"];
            return null;
        }

        if (ScenarioPath.Find(path, queue, out string problem) is not { } input)
        {
            problems = values.Length == 0 ? [problem, $"{path}: has no values after the ="] : [problem];
            return null;
        }

        if (values.Length == 0)
        {
            problems = [$"{path}: has no values after the =; allowed: {input.Allowed}"];
            return null;
        }

        List<string> found = [];
        int dots = values.IndexOf("..", StringComparison.Ordinal);
        List<PathValue> read = dots >= 0 ? Range(input, values, dots, found) : List(input, values, found);
        problems = [.. found.Select(f => $"{path}: {f}")];
        return problems.IsEmpty ? new SweepAxis(path, [.. read]) : null;
    }

    private static List<PathValue> Range(ScenarioPath input, string text, int dots, List<string> problems)
    {
        string from = text[..dots].Trim();
        string rest = text[(dots + 2)..].Trim();
        if (from.Length == 0 || rest.Length == 0 || rest[0] == ':')
        {
            problems.Add($"the range \"{Shown(text)}\" has no {(from.Length == 0 ? "beginning" : "end")}; allowed: from..to:step");
            return [];
        }

        // A time of day has a colon of its own: the step stands after the colon that leaves two readable parts.
        List<int> colons = [.. Enumerable.Range(0, rest.Length).Where(i => rest[i] == ':').Reverse()];
        int colon = colons.FirstOrDefault(c => input.TryRead(rest[..c].Trim(), rest[(c + 1)..], out _, out _) && input.TryReadStep(rest[(c + 1)..].Trim(), rest[..c], out _, out _), colons.FirstOrDefault(-1));
        if (colon < 0)
        {
            problems.Add($"the range \"{Shown(text)}\" has no step; allowed: from..to:step, for example {from}..{rest}:STEP");
            return [];
        }

        string to = rest[..colon].Trim();
        string by = rest[(colon + 1)..].Trim();
        string unit = by.Any(char.IsLetter) || by.Contains('%', StringComparison.Ordinal) || by.StartsWith('$') ? by : to;
        bool readFrom = input.TryRead(from, unit, out PathValue first, out string fromProblem);
        bool readTo = input.TryRead(to, unit, out PathValue last, out string toProblem);
        bool readStep = input.TryReadStep(by, to, out double step, out string stepProblem);
        problems.AddRange(new[] { fromProblem, toProblem, by.Length == 0 ? "the step is missing" : stepProblem }.Where(p => p.Length > 0).Distinct());
        if (!readFrom || !readTo || !readStep)
        {
            return [];
        }

        if (!double.IsFinite(first.Number) || !double.IsFinite(last.Number) || !double.IsFinite(step))
        {
            problems.Add($"has no numbers to step through; list the values: {first.Text},{last.Text}");
            return [];
        }

        if (step <= 0)
        {
            problems.Add(step == 0 ? $"the step is zero; give one that leads from {first.Text} to {last.Text}" : "the step is negative; a range runs upward");
            return [];
        }

        if (first.Number >= last.Number)
        {
            problems.Add(first.Number == last.Number
                ? $"the range is empty: it begins and ends at {first.Text}"
                : $"the range is reversed: {first.Text} is above {last.Text}; write {to}..{from}:{by}");
            return [];
        }

        double steps = (last.Number - first.Number) / step;
        double whole = Math.Round(steps);
        if (Math.Abs(steps - whole) > 1e-6 * Math.Max(1, steps))
        {
            string below = input.At(first.Text, first.Number + (Math.Floor(steps) * step)).Text;
            string above = input.At(first.Text, first.Number + (Math.Ceiling(steps) * step)).Text;
            problems.Add($"the step {by} does not divide the range {first.Text} to {last.Text}; end it at {below} or {above}");
            return [];
        }

        if (whole + 1 > MostValues)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"the range has {whole + 1:#,0} values; {MostValues:#,0} are allowed"));
            return [];
        }

        List<PathValue> values = [.. Enumerable.Range(0, (int)whole + 1).Select(i => input.At(first.Text, first.Number + (i * ((last.Number - first.Number) / whole))))];
        Twice(values, problems, "steps in between are not whole; take a larger step");
        return values;
    }

    private static List<PathValue> List(ScenarioPath input, string text, List<string> problems)
    {
        List<string> parts = Split(text);
        List<PathValue> values = [];
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Length == 0)
            {
                problems.Add("has an empty value between two commas");
            }
            else if (input.TryRead(parts[i], parts[^1], out PathValue value, out string problem))
            {
                values.Add(value);
            }
            else
            {
                problems.Add(problem);
            }
        }

        if (problems.Count == 0 && values.Count < 2)
        {
            problems.Add($"has one value, {values[0].Text}; a sweep needs two or more, and cee run is for one");
        }

        if (values.Count > MostValues)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"has {values.Count:#,0} values; {MostValues:#,0} are allowed"));
        }

        Twice(values, problems, "commas separate values, so that 1,000 is written 1000 here");
        return values;
    }

    /// <summary>Commas inside parentheses belong to a distribution.</summary>
    private static List<string> Split(string text)
    {
        List<string> parts = [];
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                parts.Add(text[from..i].Trim());
                from = i + 1;
            }
        }

        parts.Add(text[from..].Trim());
        return parts;
    }

    private static void Twice(List<PathValue> values, List<string> problems, string why)
    {
        foreach (string twice in values.GroupBy(v => v.Text, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).Take(3))
        {
            problems.Add($"{twice} is given twice ({why})");
        }
    }

    private static string Shown(string text) => text.Length > 80 ? text[..77] + "..." : text;
}
