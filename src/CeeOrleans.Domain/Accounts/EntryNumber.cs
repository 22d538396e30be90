using System.Diagnostics.CodeAnalysis;

namespace CeeOrleans.Domain.Accounts;

/// <summary>
/// The number of an entry, XXX-NNNNNNN-N: filer code, the filer's own number, check digit (19 CFR 142.3a; CBP Form 7501
/// instructions, block 1 and appendix; ACE entry summary chapter, check digit table).
/// </summary>
public sealed record EntryNumber
{
    private EntryNumber(string filer, string serial, int checkDigit)
    {
        Filer = filer;
        Serial = serial;
        CheckDigit = checkDigit;
    }

    /// <summary>Three letters or digits that customs assigned to the filer.</summary>
    public string Filer { get; }

    /// <summary>Seven digits, leading zeros shown.</summary>
    public string Serial { get; }

    /// <summary>0 to 9.</summary>
    public int CheckDigit { get; }

    /// <param name="filer">Three letters or digits; letters may be small.</param>
    /// <param name="serial">0 to 9,999,999.</param>
    /// <exception cref="ArgumentException">A filer code or serial number that does not exist.</exception>
    public static EntryNumber Of(string filer, int serial)
    {
        string code = filer.ToUpperInvariant();
        if (!Shape.Fits(code, "XXX"))
        {
            throw new ArgumentException($"'{filer}' is no filer code; allowed: three letters or digits.", nameof(filer));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(serial);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(serial, 9_999_999);
        string digits = $"{serial:0000000}";
        return new EntryNumber(code, digits, DigitOf(code + digits));
    }

    /// <param name="text">With or without hyphens; spaces at the ends are dropped.</param>
    /// <param name="number">The number, or null.</param>
    /// <param name="reason">What is wrong; null when nothing is.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EntryNumber? number, [NotNullWhen(false)] out string? reason)
    {
        number = null;
        string value = (text ?? "").Trim().ToUpperInvariant();
        if (Shape.Fits(value, "XXX-0000000-0"))
        {
            value = value[..3] + value[4..11] + value[12];
        }

        if (!Shape.Fits(value, "XXX00000000"))
        {
            reason = $"'{value}' is no entry number; allowed: XXX-NNNNNNN-N, three letters or digits, seven digits, a check digit.";
            return false;
        }

        int expected = DigitOf(value[..10]);
        if (value[10] - '0' != expected)
        {
            reason = $"The check digit of {value[..3]}-{value[3..10]} is {expected}, found {value[10]}.";
            return false;
        }

        number = new EntryNumber(value[..3], value[3..10], expected);
        reason = null;
        return true;
    }

    /// <exception cref="FormatException">No entry number; says why.</exception>
    public static EntryNumber Parse(string text) => TryParse(text, out EntryNumber? number, out string? reason) ? number : throw new FormatException(reason);

    public override string ToString() => $"{Filer}-{Serial}-{CheckDigit}";

    /// <summary>
    /// Modulus 10 over ten characters: every second one from the left counts double, of a product the digits are summed,
    /// and the check digit fills the sum up to a multiple of ten.
    /// </summary>
    private static int DigitOf(string characters)
    {
        int sum = 0;
        for (int i = 0; i < characters.Length; i++)
        {
            int value = ValueOf(characters[i]);
            int counted = i % 2 == 0 ? value : 2 * value;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return (10 - (sum % 10)) % 10;
    }

    /// <summary>A to I are 1 to 9, J to R again, S to Z are 2 to 9.</summary>
    private static int ValueOf(char c) => c switch
    {
        <= '9' => c - '0',
        <= 'I' => c - 'A' + 1,
        <= 'R' => c - 'J' + 1,
        _ => c - 'S' + 2,
    };
}
