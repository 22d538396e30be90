using System.Globalization;

namespace CeeOrleans.Experiments.Measures;

/// <summary>How a simulated value may differ from a published one.</summary>
public enum ToleranceKind : byte
{
    None = 0,

    /// <summary>"±5 pt": percentage points of a share.</summary>
    Points = 1,

    /// <summary>"×/÷ 1.5": within a factor.</summary>
    Factor = 2,

    /// <summary>"2 %": relative difference.</summary>
    Relative = 3,

    /// <summary>"order": the same number of digits, "tens of thousands".</summary>
    Order = 4,
}

/// <summary>A tolerance as the table of published facts states it.</summary>
/// <param name="Size">Points as a fraction, a factor, or a fraction.</param>
public readonly record struct Tolerance(ToleranceKind Kind, double Size)
{
    /// <summary>Reads "±5 pt", "×/÷ 1.5", "2 %", "order", or nothing.</summary>
    /// <exception cref="FormatException">Any other text.</exception>
    public static Tolerance Parse(string text)
    {
        string t = text.Trim();
        if (t.Length == 0 || t is "-" or "–")
        {
            return default;
        }

        if (t == "order")
        {
            return new Tolerance(ToleranceKind.Order, 10);
        }

        string number = new([.. t.Where(c => char.IsAsciiDigit(c) || c == '.')]);
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double size))
        {
            throw new FormatException($"\"{text}\" is no tolerance; write ±5 pt, ×/÷ 1.5, 2 %, or order.");
        }

        return t.EndsWith("pt", StringComparison.Ordinal) ? new Tolerance(ToleranceKind.Points, size / 100)
            : t.EndsWith('%') ? new Tolerance(ToleranceKind.Relative, size / 100)
            : t.Contains('×', StringComparison.Ordinal) || t.Contains('x', StringComparison.Ordinal) ? new Tolerance(ToleranceKind.Factor, size)
            : throw new FormatException($"\"{text}\" is no tolerance; write ±5 pt, ×/÷ 1.5, 2 %, or order.");
    }

    /// <summary>Whether a simulated value is near enough to the published range; never without a tolerance.</summary>
    /// <param name="low">Published value, or the lower end of a published range.</param>
    /// <param name="high">The upper end; equal to <paramref name="low"/> for a single value.</param>
    public bool Admits(double simulated, double low, double high) => double.IsFinite(simulated) && Kind switch
    {
        ToleranceKind.Points => simulated >= low - Size - 1e-12 && simulated <= high + Size + 1e-12,
        ToleranceKind.Order => simulated >= Decade(low) && simulated < Decade(high) * Size,
        ToleranceKind.Factor => simulated >= low / Size && simulated <= high * Size,
        ToleranceKind.Relative => simulated >= low * (1 - Size) && simulated <= high * (1 + Size),
        _ => false,
    };

    private static double Decade(double value) => Math.Pow(10, Math.Floor(Math.Log10(value)));
}
