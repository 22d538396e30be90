using System.Diagnostics.CodeAnalysis;

namespace CeeOrleans.Domain.Accounts;

/// <summary>A Schedule D port code: two digits of the district, two of the port. Whether such a port exists, the facts say.</summary>
public sealed record PortCode
{
    private PortCode(string text) => Text = text;

    /// <summary>Four digits: 2704.</summary>
    public string Text { get; }

    /// <summary>First two digits.</summary>
    public string District => Text[..2];

    /// <param name="text">Four digits; spaces at the ends are dropped.</param>
    /// <param name="code">The code, or null.</param>
    /// <param name="reason">What is wrong; null when nothing is.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PortCode? code, [NotNullWhen(false)] out string? reason)
    {
        string value = (text ?? "").Trim();
        code = Shape.Fits(value, "0000") ? new PortCode(value) : null;
        reason = code is null ? $"'{value}' is no port code; allowed: four digits as 2704." : null;
        return code is not null;
    }

    /// <exception cref="FormatException">No port code; says why.</exception>
    public static PortCode Parse(string text) => TryParse(text, out PortCode? code, out string? reason) ? code : throw new FormatException(reason);

    public override string ToString() => Text;
}
