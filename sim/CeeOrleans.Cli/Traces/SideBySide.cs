using System.Collections.Immutable;

namespace CeeOrleans.Cli.Traces;

/// <summary>The entries of one importer in two scenarios, aligned by number.</summary>
internal sealed record SideBySide(ImmutableArray<EntryPair> Pairs)
{
    public int Equal => Pairs.Count(p => p is { First: { } a, Second: { } b } && a.SameLuckAs(b));

    public int Different => Pairs.Count(p => p is { First: { } a, Second: { } b } && !a.SameLuckAs(b));

    public int OnlyInFirst => Pairs.Count(p => p.Second is null);

    public int OnlyInSecond => Pairs.Count(p => p.First is null);

    public static SideBySide Of(AccountLife first, AccountLife second)
    {
        SortedDictionary<(int, long), EntryPair> pairs = [];
        foreach (EntryLife e in first.Entries)
        {
            pairs[(e.Year, e.Entry)] = new EntryPair(e, null);
        }

        foreach (EntryLife e in second.Entries)
        {
            pairs[(e.Year, e.Entry)] = new EntryPair(pairs.GetValueOrDefault((e.Year, e.Entry))?.First, e);
        }

        return new SideBySide([.. pairs.Values]);
    }

    /// <summary>One sentence: is it the same luck?</summary>
    public string Verdict
    {
        get
        {
            if (Pairs.IsEmpty)
            {
                return "It files nothing in either scenario.";
            }

            if (Equal == Pairs.Length)
            {
                return FormattableString.Invariant($"{(Pairs.Length == 1 ? "The entry has" : $"All {Pairs.Length:#,0} entries have")} equal numbers, dates, values and fates before routing in both scenarios.");
            }

            List<string> parts = [FormattableString.Invariant($"{Equal:#,0} of {Pairs.Length:#,0} entries are equal before routing")];
            Add(Different, "differ");
            Add(OnlyInFirst, "only in the first scenario");
            Add(OnlyInSecond, "only in the second scenario");
            return string.Join(", ", parts) + ".";

            void Add(int count, string text)
            {
                if (count > 0)
                {
                    parts.Add(FormattableString.Invariant($"{count:#,0} {text}"));
                }
            }
        }
    }
}

/// <summary>One entry in two scenarios; null where a scenario does not have it.</summary>
internal sealed record EntryPair(EntryLife? First, EntryLife? Second);
