using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Scenarios.Shape;

namespace CeeOrleans.Scenarios;

/// <summary>
/// JSON Schema (draft-07) of scenario files, for completion and checks in editors. It is looser than
/// <see cref="ScenarioLoader"/>, never stricter: what it refuses the loader refuses too.
/// </summary>
public static class ScenarioSchema
{
    /// <summary>What follows the comma of a value inside { }: to YAML it is a key, to the reader a part of the value.</summary>
    private const string Tail = @"^((cv|mean|median|low|high|phases) [\d.].*|\d{3}\D*)$";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as text, the same on every machine, with a line feed at its end.</summary>
    public static string Export()
    {
        SortedDictionary<string, JsonNode> definitions = new(StringComparer.Ordinal);
        JsonObject root = Of(ScenarioLoader.Shape, definitions);
        JsonObject schema = new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "CeeOrleans scenario",
        };
        foreach ((string key, JsonNode? value) in root.ToList())
        {
            root.Remove(key);
            schema[key] = value;
        }

        // A file that extends another needs no key of its own; a nation needs offices, a plain queue does not.
        JsonArray required = (JsonArray)schema["required"]!;
        schema.Remove("required");
        required.Remove(required.First(r => (string?)r == "offices"));
        schema["anyOf"] = new JsonArray(
            new JsonObject { ["required"] = new JsonArray("extends") },
            new JsonObject
            {
                ["required"] = required,
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["required"] = new JsonArray("offices") },
                    new JsonObject { ["required"] = new JsonArray("queue") }),
            });
        schema["definitions"] = new JsonObject(definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Of(ScenarioShape shape, SortedDictionary<string, JsonNode> definitions)
    {
        switch (shape)
        {
            case Leaf leaf:
                return new JsonObject { ["description"] = leaf.Doc, ["allOf"] = new JsonArray(Value(leaf.Dimension, definitions)) };
            case Block block:
                JsonObject properties = [];
                foreach ((string key, Field field) in block.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    if (field.Shape is not Elsewhere)
                    {
                        properties[key] = Of(field.Shape, definitions);
                    }
                }

                JsonObject result = new()
                {
                    ["description"] = block.Doc,
                    ["type"] = "object",
                    ["additionalProperties"] = false,
                    ["properties"] = properties,
                    ["patternProperties"] = new JsonObject { [Tail] = new JsonObject { ["type"] = "null" } },
                };
                JsonArray required = [.. block.Fields.Where(f => f.Value.Required).Select(f => f.Key).Order(StringComparer.Ordinal).Select(k => JsonValue.Create(k))];
                if (required.Count > 0)
                {
                    result["required"] = required;
                }

                return result;
            case Entries entries:
                JsonObject named = new() { ["description"] = entries.Doc, ["type"] = "object", ["minProperties"] = 1, ["additionalProperties"] = Reference(entries.What) };
                definitions[entries.What] = Of(entries.Value, definitions);
                if (entries.Names is not null)
                {
                    // Editors complete what is listed; other cases of letters are read too, so nothing is refused.
                    named["properties"] = new JsonObject(entries.Names.Keys.Order(StringComparer.Ordinal).Select(n => KeyValuePair.Create(n, (JsonNode?)Reference(entries.What))));
                }

                return named;
            case Items items:
                return new JsonObject { ["description"] = items.Doc, ["type"] = "array", ["minItems"] = items.Least, ["maxItems"] = items.Most, ["items"] = Of(items.Item, definitions) };
            case Choice choice:
                JsonArray any = [.. new ScenarioShape?[] { choice.Value, choice.Keys, choice.List }.Where(s => s is not null).Select(s => Of(s!, definitions))];
                return new JsonObject { ["description"] = choice.Doc, ["anyOf"] = any };
            default:
                throw new InvalidOperationException($"Unknown shape {shape.GetType().Name}.");
        }
    }

    private static JsonObject Value(Dimension dimension, SortedDictionary<string, JsonNode> definitions)
    {
        if (dimension is WordDimension words)
        {
            // 24 and 12 are numbers to an editor, words to the reader.
            JsonArray allowed = [.. words.Words.Select(w => JsonValue.Create(w))];
            foreach (string word in words.Words.Where(w => w.All(char.IsAsciiDigit)))
            {
                allowed.Add(int.Parse(word, System.Globalization.CultureInfo.InvariantCulture));
            }

            return new JsonObject { ["enum"] = allowed };
        }

        string name = dimension.Name;
        if (!definitions.ContainsKey(name))
        {
            definitions[name] = Definition(dimension);
        }

        return Reference(name);
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/definitions/{name.Replace(" ", "%20", StringComparison.Ordinal)}" };

    private static JsonObject Definition(Dimension dimension)
    {
        JsonNode scalar = dimension switch
        {
            YesNoDimension => new JsonObject { ["enum"] = new JsonArray("yes", "no", true, false) },
            _ => new JsonObject { ["type"] = new JsonArray("string", "number"), ["pattern"] = dimension.Pattern },
        };
        JsonObject result = dimension.Item is { } item
            ? new JsonObject { ["anyOf"] = new JsonArray(scalar, new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number"), ["pattern"] = item.Pattern } }) }
            : (JsonObject)scalar;
        result["description"] = $"{char.ToUpperInvariant(dimension.Allowed[0])}{dimension.Allowed[1..]}.";
        return result;
    }
}
