using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CeeOrleans.Domain.Work;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Shape;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Scenarios;

/// <summary>A value of an input, as text and as a number to order and to draw it by.</summary>
/// <param name="Text">Canonical scenario text: "950 people".</param>
/// <param name="Number">
/// In base units: fractions, seconds, dollars, days; the mean of a distribution, the days of a clock, days since year 1
/// of a date. NaN for words, texts and lists.
/// </param>
public readonly record struct PathValue(string Text, double Number);

/// <summary>
/// One input of a scenario by its path: what may be written there. The grammar is the loader's own, so what is read
/// here the loader reads, too. Immutable; finding one takes some microseconds.
/// </summary>
public sealed partial class ScenarioPath
{
    /// <summary>What a scenario is, not what it assumes: never varied.</summary>
    private static readonly string[] Words = ["name", "description", "extends"];

    private readonly Leaf leaf;

    private ScenarioPath(string path, Leaf leaf)
    {
        Path = path;
        this.leaf = leaf;
    }

    public string Path { get; }

    /// <summary>What it is, with default, range, mark and source where the catalogue knows it.</summary>
    public string Doc => leaf.Doc;

    /// <summary>What may be written, for messages.</summary>
    public string Allowed => leaf.Limits is (double least, double most) ? $"{leaf.Dimension.Allowed}, from {Write(least)} to {Write(most)}" : leaf.Dimension.Allowed;

    /// <summary>The group of shares that must sum to 100 % and that this one belongs to; empty when there is none.</summary>
    public string Whole => ScenarioGrammar.SumsToOne.FirstOrDefault(g => Path.StartsWith(g + ".", StringComparison.Ordinal)) ?? "";

    /// <summary>Paths of all shares of a group that sums to 100 %, in the order of the catalogue.</summary>
    public static ImmutableArray<string> PartsOf(string whole) =>
        [.. InputCatalogue.Load().All.Where(i => i.Path.StartsWith(whole + ".", StringComparison.Ordinal)).Select(i => i.Path)];

    /// <summary>The input at a path.</summary>
    /// <param name="path">Keys joined by dots, as <see cref="EffectiveValue.Path"/>; names of Centers and offices in any of their forms, of a new Center its code.</param>
    /// <param name="queue">Whether the scenario is a plain queue.</param>
    /// <param name="problem">Empty when found; else what is wrong, with the nearest names.</param>
    public static ScenarioPath? Find(string path, bool queue, out string problem)
    {
        problem = "";
        if (Words.Contains(path))
        {
            problem = $"{path}: is a word for people and changes nothing; it cannot be varied";
            return null;
        }

        Worlds world = queue ? Worlds.Queue : Worlds.Nation;
        ScenarioShape shape = ScenarioLoader.Shape;
        string at = "";
        foreach (string key in path.Split('.'))
        {
            at = at.Length == 0 ? key : $"{at}.{key}";
            shape = shape is Choice { Keys: { } keys } ? keys : shape;
            switch (shape)
            {
                case Block block when block.Fields.TryGetValue(key, out Field? field):
                    if (!field.Worlds.HasFlag(world))
                    {
                        problem = $"{at}: does not belong in {(queue ? "a plain queue" : "a national scenario")}";
                        return null;
                    }

                    shape = field.Shape;
                    break;
                case Entries { Names: null } entries when key.Length > 0:
                    shape = entries.Value;
                    break;
                case Entries { Names: { } names } entries when names.Keys.Contains(key, StringComparer.OrdinalIgnoreCase) || (entries.TakesDeclared && IsCode(key)):
                    shape = entries.Value;
                    break;
                case Entries { Names: { } names } entries:
                    problem = $"{at}: no such {entries.What}{Nearest.Hint(key, names.Keys)}";
                    return null;
                case Items:
                    problem = $"{at}: elements of lists cannot be set one by one";
                    return null;
                default:
                    problem = $"{at}: no such input{Hint(path, world)}";
                    return null;
            }
        }

        shape = shape is Choice { Value: { } value } ? value : shape;
        switch (shape)
        {
            case Leaf leaf:
                return new ScenarioPath(path, leaf);
            case Block block:
                problem = $"{path}: is a block of inputs, not one; for example {path}.{block.Fields.Keys.First()}";
                return null;
            case Elsewhere elsewhere:
                problem = $"{path}: this cannot be set here; {elsewhere.Doc}";
                return null;
            default:
                problem = $"{path}: is no single value, and cannot be varied";
                return null;
        }
    }

    /// <summary>Reads a value.</summary>
    /// <param name="problem">Empty when it was read; else what is wrong and what is allowed.</param>
    public bool TryRead(string text, out PathValue value, out string problem)
    {
        value = new PathValue(text, double.NaN);
        if (!leaf.Dimension.TryRead(text, out object read, out problem))
        {
            problem = $"\"{text}\" {problem}; allowed: {Allowed}";
            return false;
        }

        value = new PathValue(leaf.Dimension.Write(read), NumberOf(read));
        if (leaf.Limits is (double least, double most) && read is double or int && (value.Number < leaf.Limits.Value.Least || value.Number > leaf.Limits.Value.Most))
        {
            problem = $"\"{text}\" is out of range; allowed: {Allowed}";
            return false;
        }

        return true;
    }

    /// <summary>
    /// Reads a value to which a unit may be left out, as it is in "850..1000:50 people": where the text alone is no value,
    /// the unit of another one is tried.
    /// </summary>
    /// <param name="like">A text with its unit.</param>
    public bool TryRead(string text, string like, out PathValue value, out string problem)
    {
        if (TryRead(text, out value, out problem))
        {
            return true;
        }

        Match unit = Quantity().Match(like.Trim());
        return BareNumber().IsMatch(text.Trim()) && unit.Success
            && TryRead($"{unit.Groups["before"].Value}{text.Trim()} {unit.Groups["after"].Value}".Trim(), out value, out _)
            && (problem = "").Length == 0;
    }

    /// <summary>The size of a step, in the units of <see cref="PathValue.Number"/>; steps between dates are days.</summary>
    public bool TryReadStep(string text, string like, out double step, out string problem)
    {
        if (leaf.Dimension is DateDimension or CentersDimension)
        {
            step = double.NaN;
            if (!Dimension.Days.TryRead(text, out object days, out problem))
            {
                problem = $"the step \"{text}\" {problem}; allowed: {Dimension.Days.Allowed}";
                return false;
            }

            step = (int)days;
            return true;
        }

        // A step is a difference: it may lie below what the input itself allows.
        bool read = leaf.Dimension.TryRead(text, out object value, out problem);
        Match unit = Quantity().Match(like.Trim());
        if (!read && BareNumber().IsMatch(text.Trim()) && unit.Success)
        {
            read = leaf.Dimension.TryRead($"{unit.Groups["before"].Value}{text.Trim()} {unit.Groups["after"].Value}".Trim(), out value, out _);
        }

        step = read ? NumberOf(value) : double.NaN;
        problem = read ? "" : $"the step \"{text}\" {problem}; allowed: {leaf.Dimension.Allowed}";
        return read;
    }

    /// <summary>The value with another number, of the same form: another mean for a distribution, another date.</summary>
    /// <param name="like">A text that this input reads.</param>
    /// <param name="number">In base units; rounded where the input counts.</param>
    public PathValue At(string like, double number)
    {
        if (!leaf.Dimension.TryRead(like, out object read, out string problem))
        {
            throw new ArgumentException($"{Path}: \"{like}\" {problem}.", nameof(like));
        }

        object moved = Moved(read, number);
        return new PathValue(leaf.Dimension.Write(moved), NumberOf(moved));
    }

    /// <summary>
    /// The value a part of the way from one to another: of the same form, shape (coefficient of variation) included.
    /// </summary>
    /// <param name="share">0 gives <paramref name="from"/>, 1 gives <paramref name="to"/>.</param>
    /// <param name="ratios">True to go by equal ratios, which needs numbers above 0; else by equal differences.</param>
    public PathValue Between(string from, string to, double share, bool ratios)
    {
        if (!leaf.Dimension.TryRead(from, out object a, out string problem) || !leaf.Dimension.TryRead(to, out object b, out problem))
        {
            throw new ArgumentException($"{Path}: {problem}.", nameof(from));
        }

        double x = NumberOf(a);
        double y = NumberOf(b);
        double number = ratios ? x * Math.Pow(y / x, share) : x + ((y - x) * share);

        // Twelve digits, so that the last bit of a power of another maths library reaches no scenario.
        number = number == 0 ? 0 : double.Parse(number.ToString("E11", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
        object moved = a is Distribution d && b is Distribution e && d.Kind == e.Kind && d.Cv != e.Cv
            ? d with { Mean = number, Cv = Math.Round(d.Cv + ((e.Cv - d.Cv) * share), 6) }
            : Moved(a, number);
        return new PathValue(leaf.Dimension.Write(moved), NumberOf(moved));
    }

    private static object Moved(object read, double number) => read switch
    {
        double => number,
        int => (int)Math.Round(number),
        DateOnly => DateOnly.FromDayNumber((int)Math.Round(number)),
        CentersFrom { Date: not null } => new CentersFrom(DateOnly.FromDayNumber((int)Math.Round(number))),
        WorkClock clock => clock with { Days = (int)Math.Round(number) },
        HorizonLength length => length with { Amount = (int)Math.Round(number) },
        Servers { People: not null } => new Servers((int)Math.Round(number)),
        Distribution spread => spread.WithMean(number),
        _ => read,
    };

    private static double NumberOf(object value) => value switch
    {
        double d => d,
        int i => i,
        DateOnly date => date.DayNumber,
        CentersFrom { Date: { } date } => date.DayNumber,
        WorkClock { Unit: ClockUnit.BusinessDays or ClockUnit.CalendarDays } clock => clock.Days,
        HorizonLength length => length.Amount,
        Servers { People: { } people } => people,
        Distribution spread => spread.Mean,
        _ => double.NaN,
    };

    /// <summary>A Center that a scenario adds is known here by the form of its code alone; whether it is there the loader says.</summary>
    private static bool IsCode(string key) => key.Length == 3 && key.All(char.IsAsciiDigit);

    private string Write(double limit) => leaf.Dimension.Write(leaf.Dimension is WholeDimension or DaysDimension ? (object)(int)limit : limit);

    /// <summary>The nearest whole path, and inputs whose last key is what was typed.</summary>
    private static string Hint(string path, Worlds world)
    {
        List<string> all = [];
        Collect(ScenarioLoader.Shape, "", world, all);
        string last = path[(path.LastIndexOf('.') + 1)..];
        List<string> near = [.. all.Where(p => Nearest.To(last, [p[(p.LastIndexOf('.') + 1)..]])  is not null).OrderBy(p => p.EndsWith(last, StringComparison.OrdinalIgnoreCase) ? 0 : 1).ThenBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal)];
        if (near.Count == 0 && Nearest.To(path, all) is { } best)
        {
            near.Add(best);
        }

        return near.Count == 0 ? "; cee show FILE --effective lists all" : $"; did you mean {string.Join(" or ", near.Take(3))}?";
    }

    private static void Collect(ScenarioShape shape, string path, Worlds world, List<string> into)
    {
        switch (shape)
        {
            case Leaf when path.Length > 0:
                into.Add(path);
                break;
            case Choice choice:
                if (choice.Value is not null)
                {
                    into.Add(path);
                }

                if (choice.Keys is Block keys)
                {
                    Collect(keys, path, world, into);
                }

                break;
            case Block block:
                foreach ((string key, Field field) in block.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Where(f => f.Value.Worlds.HasFlag(world)))
                {
                    Collect(field.Shape, path.Length == 0 ? key : $"{path}.{key}", world, into);
                }

                break;
        }
    }

    [GeneratedRegex(@"^(?<before>\$?)\s*[-+]?[\d.,]+(e[-+]?\d+)?\s*(?<after>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Quantity();

    [GeneratedRegex(@"^[-+]?[\d.,]+(e[-+]?\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex BareNumber();
}
