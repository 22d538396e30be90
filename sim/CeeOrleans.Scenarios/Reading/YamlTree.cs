namespace CeeOrleans.Scenarios.Reading;

/// <summary>A place in a file.</summary>
/// <param name="File">The file as messages name it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in characters.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary>Longest message; what a file says may be a megabyte.</summary>
    private const int MaxMessage = 1400;

    /// <summary>An error here. What a file says is quoted in messages, so control characters are replaced: they could drive a terminal.</summary>
    public ScenarioError Error(string message)
    {
        string shown = message.Length > MaxMessage ? message[..MaxMessage] + "..." : message;
        return new ScenarioError(File, Line, Column, shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : shown);
    }
}

/// <summary>A node of a scenario file with its place. Trees of several files mix freely after <c>extends</c>.</summary>
internal abstract record Node(Place Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string What { get; }
}

/// <param name="Plain">False when quoted or a block text.</param>
internal sealed record Scalar(Place Place, string Text, bool Plain) : Node(Place)
{
    /// <summary>Nothing after the colon.</summary>
    public bool IsEmpty => Plain && Text is "" or "~" or "null";

    public override string What => IsEmpty ? "nothing" : "\"" + (Text.Length > 80 ? Text[..77] + "..." : Text).ReplaceLineEndings(" ") + "\"";
}

internal sealed record Sequence(Place Place, IReadOnlyList<Node> Items) : Node(Place)
{
    public override string What => "a list";
}

internal sealed record MapEntry(Scalar Key, Node Value);

/// <summary>Keys are unique. A look-up is by hash, so that laying large hostile files over each other stays linear.</summary>
internal sealed record Mapping(Place Place, IReadOnlyList<MapEntry> Entries) : Node(Place)
{
    private readonly Dictionary<string, MapEntry> byKey = Entries.ToDictionary(e => e.Key.Text, StringComparer.Ordinal);

    public override string What => "a block of keys";

    public MapEntry? Find(string key) => byKey.GetValueOrDefault(key);
}
