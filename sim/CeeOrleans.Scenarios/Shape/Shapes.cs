using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Quantities;

namespace CeeOrleans.Scenarios.Shape;

/// <summary>What may stand at one place of a scenario file. One tree of shapes serves the reader, the messages and the exported schema.</summary>
/// <param name="Doc">One sentence for editors.</param>
internal abstract record ScenarioShape(string Doc);

/// <summary>A value.</summary>
/// <param name="Input">Where the catalogue knows it: its default, range, mark and source.</param>
internal sealed record Leaf(string Doc, Dimension Dimension, CatalogueInput? Input = null) : ScenarioShape(Doc)
{
    /// <summary>Least and most, in base units, for plain numbers; null without a limit beyond the dimension's own.</summary>
    public (double Least, double Most)? Limits { get; init; }
}

/// <summary>A block with known keys.</summary>
internal sealed record Block(string Doc, IReadOnlyDictionary<string, Field> Fields) : ScenarioShape(Doc);

/// <summary>A block whose keys are names: of Centers, offices, or chosen by the author.</summary>
/// <param name="Names">Every way to write a known name, with the canonical one; null when the author chooses names.</param>
/// <param name="What">What a name names: "Center".</param>
internal sealed record Entries(string Doc, IReadOnlyDictionary<string, string>? Names, string What, ScenarioShape Value, int Most = 1000) : ScenarioShape(Doc)
{
    /// <summary>Names may also be those of Centers that the scenario itself adds.</summary>
    public bool TakesDeclared { get; init; }
}

/// <summary>A list.</summary>
internal sealed record Items(string Doc, ScenarioShape Item, int Least, int Most) : ScenarioShape(Doc);

/// <summary>A value, a block or a list, told apart by what is found.</summary>
internal sealed record Choice(string Doc, Leaf? Value, ScenarioShape? Keys, Items? List) : ScenarioShape(Doc);

/// <summary>A key that people look for here and that is set somewhere else.</summary>
internal sealed record Elsewhere(string Doc) : ScenarioShape(Doc);

/// <summary>Which scenarios may have a key.</summary>
[Flags]
internal enum Worlds
{
    Nation = 1,
    Queue = 2,
    Both = 3,
}

/// <summary>A key of a block.</summary>
internal sealed record Field(ScenarioShape Shape, bool Required = false, Worlds Worlds = Worlds.Both);
