namespace CeeOrleans.Experiments.Comparisons;

/// <summary>What a comparison says of one number, from B's side.</summary>
public enum Verdict : byte
{
    /// <summary>The interval of the difference contains zero: luck alone may explain it.</summary>
    NotShown = 0,

    /// <summary>Exactly the same in every replication.</summary>
    Identical = 1,

    Better = 2,

    Worse = 3,

    /// <summary>More, where more is neither good nor bad.</summary>
    Higher = 4,

    /// <summary>Less, where less is neither good nor bad.</summary>
    Lower = 5,

    /// <summary>Fewer than two pairs: nothing can be said.</summary>
    Unknown = 6,
}
