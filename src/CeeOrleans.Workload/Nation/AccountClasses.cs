namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Classes of accounts by summaries a year and number of ports: whom a planner may have to warn. The size is at the
/// reference volume, so that a plan with more volume moves nobody to another class.
/// </summary>
public static class AccountClasses
{
    private const int PortClasses = 4;

    private static readonly double[] SizeEdges = [12, 100, 1_000, 10_000];

    private static readonly int[] PortEdges = [2, 6, 21];

    /// <summary>Number of classes: five of size by four of ports.</summary>
    public const int Count = 5 * PortClasses;

    /// <summary>Words for the classes of size, smallest first.</summary>
    public static IReadOnlyList<string> Sizes { get; } = ["under 12 a year", "12 to 99 a year", "100 to 999 a year", "1,000 to 9,999 a year", "10,000 a year and more"];

    /// <summary>Words for the classes of ports, fewest first.</summary>
    public static IReadOnlyList<string> Ports { get; } = ["1 port", "2 to 5 ports", "6 to 20 ports", "over 20 ports"];

    /// <param name="summaries">Expected entry summaries a year at the reference volume.</param>
    /// <param name="ports">Ports the account files at, 1 or more.</param>
    public static byte Of(double summaries, int ports)
    {
        int size = 0;
        while (size < SizeEdges.Length && summaries >= SizeEdges[size])
        {
            size++;
        }

        int breadth = 0;
        while (breadth < PortEdges.Length && ports >= PortEdges[breadth])
        {
            breadth++;
        }

        return (byte)((size * PortClasses) + breadth);
    }

    /// <summary>Class of size, 0 the smallest.</summary>
    public static int SizeOf(int accountClass) => accountClass / PortClasses;

    /// <summary>Class of ports, 0 the fewest.</summary>
    public static int PortsOf(int accountClass) => accountClass % PortClasses;

    /// <summary>"100 to 999 a year, 6 to 20 ports".</summary>
    public static string NameOf(int accountClass) => $"{Sizes[SizeOf(accountClass)]}, {Ports[PortsOf(accountClass)]}";
}
