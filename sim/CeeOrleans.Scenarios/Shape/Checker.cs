using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Reading;

namespace CeeOrleans.Scenarios.Shape;

/// <summary>Reads a tree against the grammar and reports everything that does not fit, each with its place.</summary>
internal sealed class Checker
{
    private const int NamesShown = 16;
    private static readonly Dictionary<string, string> NoNames = [];
    private readonly ErrorList errors;
    private readonly CheckedScenario result;
    private readonly Worlds world;
    private readonly bool complete;
    private readonly Dictionary<string, string> declared;

    private Checker(ErrorList errors, CheckedScenario result, bool complete)
    {
        declared = Declared.NamesOfNewCenters(result.Root);
        this.complete = complete;
        this.errors = errors;
        this.result = result;
        world = result.IsQueue ? Worlds.Queue : Worlds.Nation;
    }

    /// <param name="complete">False when a base could not be read: then nothing is said to be missing.</param>
    public static CheckedScenario Check(Mapping root, bool complete, Block grammar, InputCatalogue catalogue, ErrorList errors)
    {
        CheckedScenario result = new() { Root = root, IsQueue = root.Find("queue") is not null };
        Checker checker = new(errors, result, complete);
        checker.Walk(root, grammar, "");
        foreach (CatalogueInput input in catalogue.All)
        {
            if (result.Find(input.Path) is null && (!result.IsQueue || input.Path == "cut"))
            {
                var dimension = Dimension.Named(input.Dimension);
                if (!dimension.TryRead(input.Value, out object value, out string problem))
                {
                    throw new InvalidDataException($"inputs.tsv: {input.Path} = \"{input.Value}\" {problem}.");
                }

                result.Put(new CheckedValue(input.Path, value, dimension, null, input));
            }
        }

        if (!result.IsQueue)
        {
            checker.Sums(catalogue);
        }

        return result;
    }

    private void Walk(Node node, ScenarioShape shape, string path)
    {
        result.PutNode(path, node);
        switch (shape)
        {
            case Leaf leaf:
                Read(node, leaf, path);
                break;
            case Block block when node is Mapping map:
                Fields(map, block, path);
                break;
            case Entries entries when node is Mapping map:
                Named(map, entries, path);
                break;
            case Items items when node is Sequence list:
                List(list, items, path);
                break;
            case Choice choice:
                Choose(node, choice, path);
                break;
            case Block block:
                errors.Add(node.Place, $"{Start(path, node)}: a block of keys is needed; allowed: {Names(block.Fields.Keys)}");
                break;
            case Entries entries:
                errors.Add(node.Place, $"{Start(path, node)}: a block by {entries.What} is needed");
                break;
            case Items items:
                errors.Add(node.Place, $"{Start(path, node)}: a list is needed, each element written after \"- \"");
                break;
            case Elsewhere elsewhere:
                errors.Add(node.Place, $"{path}: this cannot be set here; {elsewhere.Doc}");
                break;
            default:
                throw new InvalidOperationException($"Unknown shape {shape.GetType().Name}.");
        }
    }

    private void Choose(Node node, Choice choice, string path)
    {
        ScenarioShape? chosen = node switch
        {
            Scalar => choice.Value,
            Mapping => choice.Keys,
            Sequence => choice.List,
            _ => null,
        };
        if (chosen is not null)
        {
            Walk(node, chosen, path);
            return;
        }

        errors.Add(node.Place, $"{Start(path, node)}: {Describe(choice)}");
    }

    private void Read(Node node, Leaf leaf, string path)
    {
        if (node is Sequence list && leaf.Dimension is ListDimension of)
        {
            ReadList(list, of, leaf, path);
            return;
        }

        if (node is not Scalar scalar || scalar.IsEmpty)
        {
            errors.Add(node.Place, $"{Start(path, node)}: a value is needed; allowed: {Allowed(leaf)}");
            return;
        }

        if (!leaf.Dimension.TryRead(scalar.Text, out object value, out string problem))
        {
            // The words allowed end the message, after the hint that the word dimension gives.
            errors.Add(node.Place, $"{Start(path, node)}: {problem}; allowed: {Allowed(leaf)}");
            return;
        }

        if (leaf.Limits is (double least, double most) && Magnitude(value) is double number && (number < least || number > most))
        {
            errors.Add(node.Place, $"{Start(path, node)}: is out of range; allowed: {Limit(leaf, least)} to {Limit(leaf, most)}");
            return;
        }

        result.Put(new CheckedValue(path, value, leaf.Dimension, node.Place, leaf.Input));
    }

    private void ReadList(Sequence list, ListDimension of, Leaf leaf, string path)
    {
        var values = ImmutableArray.CreateBuilder<object>();
        foreach (Node item in list.Items)
        {
            if (item is Scalar { IsEmpty: false } scalar && of.Item.TryRead(scalar.Text, out object value, out string problem))
            {
                values.Add(value);
            }
            else
            {
                string why = item is Scalar { IsEmpty: false } text && !of.Item.TryRead(text.Text, out _, out problem) ? problem : "a value is needed";
                errors.Add(item.Place, $"{Start($"{path}[{values.Count}]", item)}: {why}; allowed: {of.Item.Allowed}");
                return;
            }
        }

        if (of.Problem(values) is { Length: > 0 } wrong)
        {
            errors.Add(list.Place, $"{path}: {wrong}; allowed: {of.Allowed}");
            return;
        }

        result.Put(new CheckedValue(path, values.ToImmutable(), of, list.Place, leaf.Input));
    }

    private static string Allowed(Leaf leaf) => leaf.Limits is (double least, double most)
        ? $"{leaf.Dimension.Allowed}, from {Limit(leaf, least)} to {Limit(leaf, most)}"
        : leaf.Dimension.Allowed;

    private static double? Magnitude(object value) => value switch
    {
        double d => d,
        int i => i,
        _ => null,
    };

    private static string Limit(Leaf leaf, double limit) =>
        leaf.Dimension.Write(leaf.Dimension is WholeDimension or DaysDimension ? (object)(int)limit : limit);

    private void Fields(Mapping map, Block block, string path)
    {
        foreach (MapEntry entry in map.Entries)
        {
            string key = entry.Key.Text;
            string at = Join(path, key);
            if (!block.Fields.TryGetValue(key, out Field? field))
            {
                IEnumerable<string> known = block.Fields.Where(f => f.Value.Worlds.HasFlag(world)).Select(f => f.Key);
                errors.Add(entry.Key.Place, errors.Full ? "" : $"{at}: no such key{Nearest.Hint(key, known)}; allowed: {Names(known)}");
                continue;
            }

            if (!field.Worlds.HasFlag(world))
            {
                errors.Add(entry.Key.Place, $"{at}: does not belong in a plain queue, which is what the key queue makes of this scenario");
                continue;
            }

            Walk(entry.Value, field.Shape, at);
        }

        foreach ((string key, Field field) in block.Fields)
        {
            if (complete && field.Required && field.Worlds.HasFlag(world) && map.Find(key) is null)
            {
                errors.Add(map.Place, $"{Join(path, key)}: is missing; {Describe(field.Shape)}");
            }
        }
    }

    private static string Describe(ScenarioShape shape) => shape switch
    {
        Leaf leaf => $"allowed: {Allowed(leaf)}",
        Block block => $"a block with {Names(block.Fields.Keys)}",
        Entries named => $"a block by {named.What}",
        Items => "a list",
        Choice choice => "allowed: " + string.Join("; or ", new[]
        {
            choice.Value is null ? null : Allowed(choice.Value),
            choice.Keys is null ? null : Describe(choice.Keys),
            choice.List is null ? null : Describe(choice.List),
        }.Where(x => x is not null)),
        _ => shape.Doc,
    };

    private void Named(Mapping map, Entries entries, string path)
    {
        if (map.Entries.Count == 0 || map.Entries.Count > entries.Most)
        {
            errors.Add(map.Place, $"{path}: has {map.Entries.Count} names; 1 to {entries.Most} are allowed");
            return;
        }

        // Two files of a chain may call the same Center by different names; the nearer one is laid over the other.
        Dictionary<string, (Scalar Key, Node Value)> found = new(StringComparer.Ordinal);
        foreach (MapEntry entry in map.Entries)
        {
            IReadOnlyDictionary<string, string> added = entries.TakesDeclared ? declared : NoNames;
            string? name = entries.Names is null ? entry.Key.Text : Resolve(entry.Key.Text, entries.Names) ?? added.GetValueOrDefault(entry.Key.Text);
            if (name is null)
            {
                errors.Add(entry.Key.Place, errors.Full ? "" : $"{Join(path, entry.Key.Text)}: no such {entries.What}{Nearest.Hint(entry.Key.Text, entries.Names!.Keys.Concat(added.Keys))}; allowed: {Names(entries.Names.Values.Concat(added.Values).Distinct())} or their names");
            }
            else if (name.Length is 0 or > 60 || name.Any(c => char.IsControl(c) || c is '.' or '[' or ']' or '='))
            {
                errors.Add(entry.Key.Place, $"{path}: {entry.Key.What} is no name of a {entries.What}; 1 to 60 letters, digits and spaces are allowed");
            }
            else if (!found.TryGetValue(name, out (Scalar Key, Node Value) first))
            {
                found[name] = (entry.Key, entry.Value);
            }
            else if (first.Key.Place.File == entry.Key.Place.File)
            {
                errors.Add(entry.Key.Place, $"{path}: {entry.Key.What} is the same {entries.What} as {first.Key.What} at line {first.Key.Place.Line}, column {first.Key.Place.Column}");
            }
            else
            {
                found[name] = (entry.Key, ExtendsChain.Merge(first.Value, entry.Value));
            }
        }

        foreach ((string name, (Scalar key, Node value)) in found)
        {
            result.PutName(path, name);
            result.PutNode(Join(path, name) + "#key", key);
            Walk(value, entries.Value, Join(path, name));
        }
    }

    private static string? Resolve(string name, IReadOnlyDictionary<string, string> names) =>
        names.TryGetValue(name, out string? canonical) ? canonical : names.FirstOrDefault(n => string.Equals(n.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private void List(Sequence list, Items items, string path)
    {
        if (list.Items.Count < items.Least || list.Items.Count > items.Most)
        {
            string allowed = items.Least == items.Most ? $"{items.Least}" : $"{items.Least} to {items.Most.ToString("#,0", CultureInfo.InvariantCulture)}";
            errors.Add(list.Place, $"{path}: has {list.Items.Count} elements; {allowed} are allowed");
            return;
        }

        for (int i = 0; i < list.Items.Count; i++)
        {
            Walk(list.Items[i], items.Item, $"{path}[{i}]");
        }
    }

    /// <summary>Shares of one whole must sum to it; the error stands at the last one that the scenario set.</summary>
    private void Sums(InputCatalogue catalogue)
    {
        foreach (string group in ScenarioGrammar.SumsToOne)
        {
            List<CheckedValue> parts = Parts(catalogue, group);
            double sum = parts.Sum(p => (double)p.Value);
            if (Math.Abs(sum - 1) > 1e-4 && parts.Any(p => p.Place is not null))
            {
                errors.Add(Last(parts), $"{group}: the {parts.Count} shares sum to {Dimension.Share.Write(Math.Round(sum, 6))}; they must sum to 100 % (not set here: {Names(parts.Where(p => p.Place is null).Select(p => $"{p.Path[(group.Length + 1)..]} {p.Text}"))}){Scaled(group, parts)}");
            }
        }

        foreach (string group in ScenarioGrammar.NotAllZero)
        {
            List<CheckedValue> parts = Parts(catalogue, group);
            if (parts.All(p => (double)p.Value == 0))
            {
                errors.Add(Last(parts), $"{group}: every rate is 0; at least one must be above");
            }
        }
    }

    /// <summary>What the shares that nobody set would be, scaled to what the others leave; empty where these leave nothing to share.</summary>
    private static string Scaled(string group, List<CheckedValue> parts)
    {
        CheckedValue[] others = [.. parts.Where(p => p.Place is null)];
        double left = 1 - parts.Where(p => p.Place is not null).Sum(p => (double)p.Value);
        double sum = others.Sum(p => (double)p.Value);
        return left <= 0 || sum <= 0 ? ""
            : $"; with these scaled to it: {string.Join(", ", others.Select(p => $"{p.Path[(group.Length + 1)..]}: {Dimension.Share.Write(Math.Round((double)p.Value * left / sum, 6))}"))}";
    }

    private List<CheckedValue> Parts(InputCatalogue catalogue, string group) =>
        [.. catalogue.All.Where(i => i.Path.StartsWith(group + ".", StringComparison.Ordinal)).Select(i => result.Find(i.Path)!)];

    private static Place Last(List<CheckedValue> parts) => parts.Where(p => p.Place is not null).Select(p => p.Place!.Value).MaxBy(p => (p.Line, p.Column));

    private static string Start(string path, Node node) => $"{(path.Length == 0 ? "the scenario" : path)} = {node.What}";

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Names(IEnumerable<string> names)
    {
        List<string> all = [.. names];
        return all.Count switch
        {
            0 => "none",
            > NamesShown => string.Join(", ", all.Take(NamesShown)) + $" and {all.Count - NamesShown} more",
            _ => string.Join(", ", all),
        };
    }
}
