namespace CeeOrleans.Scenarios.Reading;

/// <summary>How <c>population: live</c> is laid over other files: it says who imports and leaves the rest of the block as it is.</summary>
internal static class LivePopulation
{
    private const string Population = "population";
    private const string Snapshot = "snapshot";

    /// <summary>What a base says of its own importers, and what is not said of others.</summary>
    private static readonly string[] OfItsImporters = ["importers", "summaries"];

    /// <summary>The same file with the word in its long form, <c>population: { snapshot: live }</c>, which can be laid over a block.</summary>
    public static Mapping Spelled(Mapping file) => file.Find(Population) is { Value: Scalar { Text: "live" } word } said
        ? new Mapping(file.Place, [.. file.Entries.Select(e => e == said ? new MapEntry(e.Key, new Mapping(word.Place, [new MapEntry(new Scalar(word.Place, Snapshot, Plain: true), word)])) : e)])
        : file;

    /// <summary>What is left of a value of a base under the one that is laid over it.</summary>
    public static Node Under(MapEntry below, Node above) => below is { Key.Text: Population, Value: Mapping block } && above is Mapping over && over.Find(Snapshot) is not null
        ? new Mapping(block.Place, [.. block.Entries.Where(e => !OfItsImporters.Contains(e.Key.Text))])
        : below.Value;
}
