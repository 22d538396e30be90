using System.Globalization;
using System.Text;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Service.Site;

/// <summary>How the pages say things.</summary>
public static class Wording
{
    /// <summary>"importSpecialist" as "Import specialist".</summary>
    public static string Spaced(string name)
    {
        StringBuilder text = new();
        foreach (char c in name)
        {
            text.Append(char.IsUpper(c) && text.Length > 0 ? $" {char.ToLowerInvariant(c)}" : text.Length == 0 ? char.ToUpperInvariant(c) : c);
        }

        return text.ToString();
    }

    /// <summary>What a case ended with; forms of customs by their names, "CF-28".</summary>
    public static string Outcome(Outcome outcome) => outcome switch
    {
        Domain.Work.Outcome.Cf28 => "CF-28",
        Domain.Work.Outcome.Cf29 => "CF-29",
        _ => Spaced(outcome.ToString()),
    };

    /// <summary>"2016-02-01T15:00:00Z" as "2016-02-01 15:00", UTC; "none" for no time.</summary>
    public static string Time(string? text) => text is null ? "none" : text.Replace("T", " ", StringComparison.Ordinal).TrimEnd('Z')[..^3];

    /// <summary>UTC seconds as "2016-02-01 15:00"; "none" for no time.</summary>
    public static string Time(long seconds) => seconds is <= 0 or >= SimTime.Never ? "none" : Time(SimTime.Text(seconds));

    /// <summary>Whether a moment is over.</summary>
    /// <param name="text">As in documents; null for no time.</param>
    /// <param name="now">UTC seconds.</param>
    public static bool IsOver(string? text, long now) =>
        text is not null && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) && at.ToUnixTimeSeconds() < now;

    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Case(string account, int number) => string.Create(CultureInfo.InvariantCulture, $"case {number} of {account}");

    /// <summary>"2704 Los Angeles"; the code alone when the rulebook does not know it.</summary>
    public static string Office(Rulebook book, string? code)
    {
        int at = book.OfficeOf(code ?? "");
        return code is null ? "none" : at < 0 ? code : $"{code} {book.Offices[at].Name}";
    }

    /// <summary>"2709 Long Beach"; the code alone when the rulebook does not know it.</summary>
    public static string Port(Rulebook book, string code)
    {
        int at = book.PortOf(code);
        return at < 0 ? code : $"{code} {book.Ports[at].Name}";
    }
}
