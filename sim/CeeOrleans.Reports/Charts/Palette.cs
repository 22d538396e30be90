namespace CeeOrleans.Reports.Charts;

/// <summary>
/// Colours that stay apart for people with a colour vision deficiency (Okabe and Ito 2008), dark enough on white for
/// lines; and a ramp from light to dark blue for cells, so that order also shows in grey print.
/// </summary>
public static class Palette
{
    public static readonly ScottPlot.Color Blue = ScottPlot.Color.FromHex("#0072B2");
    public static readonly ScottPlot.Color Vermilion = ScottPlot.Color.FromHex("#D55E00");
    public static readonly ScottPlot.Color Green = ScottPlot.Color.FromHex("#009E73");
    public static readonly ScottPlot.Color Purple = ScottPlot.Color.FromHex("#AA4499");
    public static readonly ScottPlot.Color Grey = ScottPlot.Color.FromHex("#8A9099");
    public static readonly ScottPlot.Color Ink = ScottPlot.Color.FromHex("#1B1B1B");
    public static readonly ScottPlot.Color Line = ScottPlot.Color.FromHex("#DFE1E2");
    public static readonly ScottPlot.Color Over = ScottPlot.Color.FromHex("#8B0A03");

    private static readonly (byte R, byte G, byte B)[] Ramp =
        [(247, 251, 255), (222, 235, 247), (198, 219, 239), (158, 202, 225), (107, 174, 214), (66, 146, 198), (33, 113, 181), (8, 69, 148)];

    /// <summary>Colour of the n-th line.</summary>
    public static ScottPlot.Color Series(int n) => (n % 5) switch
    {
        0 => Blue,
        1 => Vermilion,
        2 => Green,
        3 => Purple,
        _ => Grey,
    };

    /// <summary>Colour of a share from 0 to 1; values outside get the end colour.</summary>
    public static ScottPlot.Color Cell(double share)
    {
        double at = Math.Clamp(share, 0, 1) * (Ramp.Length - 1);
        int i = Math.Min((int)at, Ramp.Length - 2);
        double f = at - i;
        return new ScottPlot.Color(Mix(Ramp[i].R, Ramp[i + 1].R, f), Mix(Ramp[i].G, Ramp[i + 1].G, f), Mix(Ramp[i].B, Ramp[i + 1].B, f));
    }

    /// <summary>Colour of text on a cell.</summary>
    public static ScottPlot.Color OnCell(double share) => share > 0.62 ? ScottPlot.Colors.White : Ink;

    private static byte Mix(byte a, byte b, double f) => (byte)Math.Round(a + ((b - a) * f));
}
