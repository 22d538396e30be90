using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CeeOrleans.Domain.Accounts;

/// <summary>The three forms of an importer of record number.</summary>
public enum ImporterNumberForm : byte
{
    /// <summary>Employer number of the Internal Revenue Service and a suffix: NN-NNNNNNNXX.</summary>
    Employer = 1,

    /// <summary>Social Security number of a person: NNN-NN-NNNN.</summary>
    SocialSecurity = 2,

    /// <summary>Assigned by customs, year, district, port and a count: YYDDPP-NNNNN.</summary>
    Assigned = 3,
}

/// <summary>
/// The number of an importer of record, as on CBP Forms 5106 and 7501 (19 CFR 24.5). Equal when the text is equal;
/// letters of the suffix are upper case.
/// </summary>
public sealed record ImporterNumber
{
    private ImporterNumber(string text, ImporterNumberForm form)
    {
        Text = text;
        Form = form;
    }

    /// <summary>With its hyphens: 12-3456789AB.</summary>
    public string Text { get; }

    public ImporterNumberForm Form { get; }

    /// <summary>For screens and logs: of a person's number only the last four digits are shown.</summary>
    public string Masked => Form == ImporterNumberForm.SocialSecurity ? $"***-**-{Text[^4..]}" : Text;

    /// <param name="text">With hyphens; spaces at the ends are dropped.</param>
    /// <param name="number">The number, or null.</param>
    /// <param name="reason">What is wrong, for the person who typed it; null when nothing is.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImporterNumber? number, [NotNullWhen(false)] out string? reason)
    {
        const string Forms = "NN-NNNNNNNXX, NNN-NN-NNNN or YYDDPP-NNNNN";
        number = null;
        string value = (text ?? "").Trim().ToUpperInvariant();
        if (value.Length == 0)
        {
            reason = $"An importer number is empty; allowed: {Forms}.";
            return false;
        }

        if (Shape.Fits(value, "00-0000000XX"))
        {
            number = new ImporterNumber(value, ImporterNumberForm.Employer);
        }
        else if (Shape.Fits(value, "000-00-0000"))
        {
            number = new ImporterNumber(value, ImporterNumberForm.SocialSecurity);
        }
        else if (Shape.Fits(value, "000000-00000"))
        {
            number = new ImporterNumber(value, ImporterNumberForm.Assigned);
        }

        // The number itself is not repeated: it may be a person's.
        reason = number is not null ? null
            : Shape.Fits(value, "00-0000000") ? "The suffix is missing: two characters follow an employer number, mostly 00."
            : !value.Contains('-', StringComparison.Ordinal) ? $"The hyphens are missing; allowed: {Forms}."
            : $"{value.Length} characters that fit no form of an importer number; allowed: {Forms}.";
        return number is not null;
    }

    /// <exception cref="FormatException">No importer number; says why.</exception>
    public static ImporterNumber Parse(string text) => TryParse(text, out ImporterNumber? number, out string? reason) ? number : throw new FormatException(reason);

    /// <summary>The numbers that a text without hyphens may be: none, one, or two when eleven digits fit two forms.</summary>
    /// <param name="text">Spaces at the ends are dropped.</param>
    public static ImmutableArray<ImporterNumber> WithHyphens(string text)
    {
        string value = text.Trim().ToUpperInvariant();
        List<string> may = [];
        if (Shape.Fits(value, "000000000XX"))
        {
            may.Add($"{value[..2]}-{value[2..]}");
        }

        if (Shape.Fits(value, "00000000000"))
        {
            may.Add($"{value[..6]}-{value[6..]}");
        }

        if (Shape.Fits(value, "000000000"))
        {
            may.Add($"{value[..3]}-{value[3..5]}-{value[5..]}");
        }

        return [.. may.Select(Parse)];
    }

    public override string ToString() => Text;
}

/// <summary>Fixed patterns: 0 stands for a digit, X for a digit or a capital letter, all else for itself.</summary>
internal static class Shape
{
    public static bool Fits(string value, string pattern)
    {
        if (value.Length != pattern.Length)
        {
            return false;
        }

        for (int i = 0; i < value.Length; i++)
        {
            bool fits = pattern[i] switch
            {
                '0' => char.IsAsciiDigit(value[i]),
                'X' => char.IsAsciiDigit(value[i]) || char.IsAsciiLetterUpper(value[i]),
                char c => value[i] == c,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}
