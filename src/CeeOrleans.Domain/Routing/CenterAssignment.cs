namespace CeeOrleans.Domain.Routing;

/// <summary>
/// What "predominant" counts when an account is assigned to a Center. The 2012-14 test used entries (STR 2014), the
/// interim rule the number of goods, here lines (81 FR 92978), practice in 2017 value (CustomsNow 2017).
/// </summary>
public enum AssignmentBasis : byte
{
    Entries = 1,
    Lines = 2,
    Value = 3,
}

/// <summary>Twelve months of an account under one heading.</summary>
/// <param name="Heading">Four-digit HTS heading, 101 to 9999.</param>
/// <param name="Entries">Entry summaries.</param>
/// <param name="Lines">Entry lines.</param>
/// <param name="ValueCents">Customs value in cents.</param>
public readonly record struct HeadingTotals(int Heading, long Entries, long Lines, long ValueCents);

/// <summary>
/// Assigns an account to the Center whose headings predominate over twelve months. Chapters 98 and 99 belong to no
/// Center and do not count, unless nothing else is imported. Ties go to the lower Center code, so that the answer
/// does not depend on the order of the rows.
/// </summary>
public static class CenterAssignment
{
    /// <returns>Index of the Center, or -1 when no heading belongs to one.</returns>
    public static int Assign(ReadOnlySpan<HeadingTotals> totals, AssignmentBasis basis, Func<int, int> centerOfHeading, int centers) =>
        FirstTwo(totals, basis, centerOfHeading, centers).First;

    /// <summary>The Center that predominates, and the one whose headings have the next most: where an appeal can lead.</summary>
    /// <returns>Indices of the Centers; -1 where there is none.</returns>
    public static (int First, int Second) FirstTwo(ReadOnlySpan<HeadingTotals> totals, AssignmentBasis basis, Func<int, int> centerOfHeading, int centers)
    {
        Span<long> sums = centers <= 64 ? stackalloc long[centers] : new long[centers];
        sums.Clear();
        foreach (HeadingTotals row in totals)
        {
            int center = centerOfHeading(row.Heading);
            if (center >= 0)
            {
                sums[center] += basis switch
                {
                    AssignmentBasis.Entries => row.Entries,
                    AssignmentBasis.Lines => row.Lines,
                    AssignmentBasis.Value => row.ValueCents,
                    _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "Unknown assignment basis."),
                };
            }
        }

        int best = Greatest(sums, -1);
        return (best, Greatest(sums, best));
    }

    private static int Greatest(ReadOnlySpan<long> sums, int except)
    {
        int best = -1;
        for (int c = 0; c < sums.Length; c++)
        {
            if (c != except && sums[c] > 0 && (best < 0 || sums[c] > sums[best]))
            {
                best = c;
            }
        }

        return best;
    }
}
