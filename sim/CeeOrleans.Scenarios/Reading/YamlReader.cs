using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace CeeOrleans.Scenarios.Reading;

/// <summary>
/// Reads the part of YAML that scenario files need, from parser events, so that every duplicate key is reported and
/// not only the first. No anchors, aliases, tags or second document; strict UTF-8; bounded in bytes, nodes and depth.
/// </summary>
internal static class YamlReader
{
    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 1_000_000;

    /// <summary>Most levels of nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most scalars, lists and blocks.</summary>
    public const int MaxNodes = 50_000;

    /// <summary>Most errors reported of one file; the rest are counted.</summary>
    public const int MaxErrors = 200;

    /// <summary>Reads a file from disk.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="errors">Everything wrong is added here.</param>
    /// <returns>The block at the top, or null when there is none that can be used.</returns>
    public static Mapping? ReadFile(string path, string name, List<ScenarioError> errors) =>
        ReadTextFile(path, name, errors) is string text ? ReadText(text, name, errors) : null;

    /// <summary>The text of a file within the same limits of size and encoding, or null.</summary>
    public static string? ReadTextFile(string path, string name, List<ScenarioError> errors)
    {
        Place start = new(name, 1, 1);
        byte[] bytes;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] buffer = new byte[MaxBytes + 1];
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                errors.Add(start.Error($"the file is larger than {MaxBytes:#,0} bytes; a scenario has a few thousand"));
                return null;
            }

            bytes = buffer[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add(start.Error("there is no such file"));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            errors.Add(start.Error($"the file cannot be read: {(e is UnauthorizedAccessException ? "access is denied, or it is a folder" : e.Message)}"));
            return null;
        }

        return Decode(bytes, name, errors);
    }

    /// <summary>Strict UTF-8 with or without a mark of byte order.</summary>
    private static string? Decode(byte[] bytes, string name, List<ScenarioError> errors)
    {
        Place start = new(name, 1, 1);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            errors.Add(start.Error("the file is UTF-16; save it as UTF-8"));
            return null;
        }

        int zero = Array.IndexOf(bytes, (byte)0);
        if (zero >= 0)
        {
            errors.Add(At(bytes, zero, name).Error("the file is binary: it has a zero byte; a scenario is UTF-8 text"));
            return null;
        }

        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            int bad = Math.Clamp(e.Index, 0, bytes.Length - 1);
            errors.Add(At(bytes, bad, name).Error($"the byte 0x{bytes[bad]:X2} is not UTF-8; save the file as UTF-8"));
            return null;
        }
    }

    private static Place At(byte[] bytes, int index, string name)
    {
        int line = 1 + bytes.AsSpan(0, index).Count((byte)'\n');
        int lineStart = bytes.AsSpan(0, index).LastIndexOf((byte)'\n') + 1;
        return new Place(name, line, 1 + Encoding.UTF8.GetCharCount(bytes, lineStart, index - lineStart));
    }

    /// <summary>Reads a text; as <see cref="ReadFile"/>.</summary>
    public static Mapping? ReadText(string text, string name, List<ScenarioError> errors)
    {
        Reader reader = new(name, errors);
        try
        {
            return reader.Read(text);
        }
        catch (YamlException e)
        {
            string message = e.InnerException?.Message ?? e.Message;
            if (message.StartsWith("(Line", StringComparison.Ordinal) && message.IndexOf("): ", StringComparison.Ordinal) is int at and > 0)
            {
                message = message[(at + 3)..];
            }

            Place place = new(name, (int)Math.Max(1, e.Start.Line), (int)Math.Max(1, e.Start.Column));
            if (message.Contains("tab", StringComparison.Ordinal) && TabbedLine(text, place.Line) is int line)
            {
                (place, message) = (new Place(name, line, 1), "the line is indented with a tab; YAML wants spaces");
            }

            errors.Add(place.Error($"this is not YAML: {message.TrimEnd('.')}; this is the first such error, the file after it was not read"));
            return null;
        }
        catch (LimitException)
        {
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or OverflowException)
        {
            // The scanner has states in which it fails without a place (an open flow list, for example): what can be
            // said is where the last thing it understood ended.
            errors.Add(reader.Last.Error("this is not YAML: a bracket, brace or quote is not closed, or a key stands where none may; this is the first such error, the file after it was not read"));
            return null;
        }
    }

    /// <summary>The first line from one on that starts with white space with a tab in it; the scanner names where the block began.</summary>
    private static int? TabbedLine(string text, int from)
    {
        string[] lines = text.Split('\n');
        for (int i = Math.Max(0, from - 1); i < lines.Length; i++)
        {
            if (lines[i].TrimStart(' ').StartsWith('\t'))
            {
                return i + 1;
            }
        }

        return null;
    }

    /// <summary>A limit was passed; the error is already in the list.</summary>
    private sealed class LimitException : Exception;

    private sealed class Reader(string name, List<ScenarioError> errors)
    {
        private int nodes;

        /// <summary>Where the last event ended.</summary>
        public Place Last { get; private set; } = new(name, 1, 1);

        public Mapping? Read(string text)
        {
            Parser parser = new(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                errors.Add(new Place(name, 1, 1).Error("the file is empty; a scenario is a block of keys such as name, horizon, seed"));
                return null;
            }

            Node root = Next(parser, 1);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out DocumentStart? second))
            {
                errors.Add(At(second.Start).Error("a second document starts here; a scenario file has one"));
            }

            if (root is Mapping map)
            {
                return map;
            }

            errors.Add(root is Scalar { IsEmpty: true }
                ? root.Place.Error("the file is empty; a scenario is a block of keys such as name, horizon, seed")
                : root.Place.Error($"found {root.What}; a scenario is a block of keys such as name, horizon, seed"));
            return null;
        }

        private Place At(Mark mark) => new(name, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

        private Node Next(Parser parser, int depth)
        {
            ParsingEvent e = parser.Consume<ParsingEvent>();
            Place place = At(e.Start);
            Last = At(e.End);
            Limit(++nodes > MaxNodes, place, $"the file has more than {MaxNodes:#,0} values");
            Limit(depth > MaxDepth, place, $"the file is nested deeper than {MaxDepth} levels");
            Limit(errors.Count > MaxErrors, place, $"more than {MaxErrors} errors; the file after this was not read");
            if (e is NodeEvent node)
            {
                if (!node.Anchor.IsEmpty)
                {
                    errors.Add(place.Error($"the anchor &{node.Anchor.Value} is not allowed; use extends to share values"));
                }

                if (!node.Tag.IsEmpty && !(e is YamlScalar { IsQuotedImplicit: true } or YamlScalar { IsPlainImplicit: true }))
                {
                    errors.Add(place.Error($"the tag {node.Tag.Value} is not allowed; write the value plainly"));
                }
            }

            switch (e)
            {
                case YamlScalar scalar:
                    return new Scalar(place, scalar.Value, scalar.Style == ScalarStyle.Plain);
                case AnchorAlias alias:
                    errors.Add(place.Error($"the alias *{alias.Value.Value} is not allowed; use extends to share values"));
                    return new Scalar(place, "*", false);
                case SequenceStart:
                    List<Node> items = [];
                    while (!parser.TryConsume<SequenceEnd>(out _))
                    {
                        items.Add(Next(parser, depth + 1));
                    }

                    return new Sequence(place, items);
                case MappingStart:
                    return Map(parser, place, depth);
                default:
                    throw new YamlException(e.Start, e.End, "something unexpected stands here");
            }
        }

        private Mapping Map(Parser parser, Place place, int depth)
        {
            List<MapEntry> entries = [];
            Dictionary<string, Scalar> seen = new(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                Place before = Last;
                Node key = Next(parser, depth + 1);
                Node value = Next(parser, depth + 1);
                if (entries.Count > 0 && Rejoin(entries[^1].Value, before, key, value) is Scalar whole)
                {
                    entries[^1] = entries[^1] with { Value = whole };
                }
                else if (key is not Scalar word)
                {
                    errors.Add(key.Place.Error($"found {key.What} as a key; a key is a name"));
                }
                else if (word.Text == "<<")
                {
                    errors.Add(key.Place.Error("the merge key << is not allowed; use extends to share values"));
                }
                else if (!seen.TryAdd(word.Text, word))
                {
                    Place first = seen[word.Text].Place;
                    errors.Add(key.Place.Error($"the key {word.What} is given twice; the first is at line {first.Line}, column {first.Column}"));
                }
                else
                {
                    entries.Add(new MapEntry(word, value));
                }
            }

            return new Mapping(place, entries);
        }

        /// <summary>
        /// Inside { } YAML ends a plain value at a comma, so "lognormal(mean 4 min, cv 1.5)" and "3,500" arrive as a
        /// value and a key without one. No key of the grammar looks like their tails; they are put together again.
        /// </summary>
        /// <param name="before">Where the value ended.</param>
        private static Scalar? Rejoin(Node last, Place before, Node key, Node value)
        {
            if (last is not Scalar { Plain: true } head || key is not Scalar { Plain: true } tail || value is not Scalar { IsEmpty: true, Text: "" })
            {
                return null;
            }

            bool thousands = tail.Place.Line == before.Line && tail.Place.Column == before.Column + 1
                && head.Text.Length > 0 && char.IsAsciiDigit(head.Text[^1])
                && tail.Text.Length >= 3 && tail.Text.AsSpan(0, 3).IndexOfAnyExceptInRange('0', '9') < 0;
            if (thousands)
            {
                return head with { Text = $"{head.Text},{tail.Text}" };
            }

            return head.Text.LastIndexOf('(') > head.Text.LastIndexOf(')') ? head with { Text = $"{head.Text}, {tail.Text}" } : null;
        }

        private void Limit(bool passed, Place place, string message)
        {
            if (passed)
            {
                errors.Add(place.Error(message));
                throw new LimitException();
            }
        }
    }
}
