using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Cli.Terminal;

namespace CeeOrleans.Cli.Recoveries;

/// <summary>Reads what <c>cee recover</c> is asked with: people added, a surge, how long it lasts.</summary>
internal static class ReserveOptions
{
    /// <summary>Most numbers of people.</summary>
    public const int MostPoints = 50;

    private const int MostPeople = 100_000;

    private const double MostMore = 1.5;

    /// <summary>"0,25,50,100" or "0..100:25"; null when it cannot be read, with the reason.</summary>
    /// <param name="option">Where it was said.</param>
    public static ImmutableArray<int>? Added(string text, out string problem, string option = "--add")
    {
        problem = $"{option} {text}: whole numbers of people from 0 to {MostPeople:#,0} with commas, or FROM..TO:STEP, are allowed, for example 0,25,50,100 or 0..100:25.";
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (dots < 0)
        {
            int?[] list = [.. text.Split(',').Select(Number)];
            if (list.Length > MostPoints)
            {
                problem = $"{option}: has {list.Length} numbers; {MostPoints} are allowed.";
                return null;
            }

            return list.All(n => n is not null) ? [.. list.Select(n => n!.Value)] : null;
        }

        if (colon < dots || Number(text[..dots]) is not { } from || Number(text[(dots + 2)..colon]) is not { } to || Number(text[(colon + 1)..]) is not { } step)
        {
            return null;
        }

        if (step == 0 || to <= from || (to - from) % step != 0 || ((to - from) / step) + 1 > MostPoints)
        {
            problem = $"{option} {text}: a range runs upward in steps above 0 that divide it, with at most {MostPoints} numbers.";
            return null;
        }

        return [.. Enumerable.Range(0, ((to - from) / step) + 1).Select(i => from + (i * step))];
    }

    /// <summary>"10 %": how many entries more.</summary>
    public static double? More(string text, out string problem)
    {
        problem = $"--surge {text}: a percentage above 0 % and up to {100 * MostMore:0} % is allowed, for example \"10 %\".";
        string trimmed = text.Trim();
        return trimmed.EndsWith('%')
            && double.TryParse(trimmed[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            && percent is > 0 and <= 100 * MostMore
            ? percent / 100
            : null;
    }

    /// <summary>"13 weeks", "1 week", "30 d": days.</summary>
    public static int? Days(string text, out string problem)
    {
        problem = $"--for {text}: weeks or days are allowed, 1 day to 3 years, for example \"13 weeks\" or \"30 d\".";
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int? days = parts is not [var number, var unit] || Number(number) is not { } count ? null : unit switch
        {
            "week" or "weeks" when count <= 1_000 => 7 * count,
            "d" or "day" or "days" => count,
            _ => null,
        };
        return days is >= 1 and <= 1_096 ? days : null;
    }

    /// <summary>"2016-01-15".</summary>
    public static DateOnly? Date(string text, out string problem)
    {
        problem = $"--from {text}: a date is allowed, for example 2016-01-15.";
        return DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
    }

    /// <summary>A role in one person or several; null when there is no such.</summary>
    public static string? Role(string text, ImmutableArray<string> known, out string problem)
    {
        string? role = known.FirstOrDefault(r => string.Equals(r, text.Trim(), StringComparison.OrdinalIgnoreCase) || string.Equals(r[..^1], text.Trim(), StringComparison.OrdinalIgnoreCase));
        problem = $"--role \"{text}\": no role that people can be added to{(Nearest.To(text, known) is { } near ? $"; did you mean \"{near}\"?" : $"; allowed: {string.Join(", ", known)}.")}";
        return role;
    }

    private static int? Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MostPeople ? number : null;
}
