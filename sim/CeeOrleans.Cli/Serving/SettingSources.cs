using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace CeeOrleans.Cli.Serving;

/// <summary>What is wrong with a setting.</summary>
/// <param name="Place">The file, the variable or the option.</param>
/// <param name="Key">Null when it is the place as a whole.</param>
internal sealed record SettingError(string Place, string? Key, string Message)
{
    public override string ToString() => Key is null ? $"{Place}: {Message}" : $"{Place}: {Key}: {Message}";
}

/// <summary>One place that settings come from, as .NET's configuration reads it.</summary>
/// <param name="Folder">Where relative paths start.</param>
/// <param name="PlaceOf">How the place of a key is called.</param>
/// <param name="MayHoldSecrets">A command line is seen by everybody on the machine.</param>
internal sealed record SettingSource(IConfigurationProvider Provider, string Folder, Func<string, string> PlaceOf, bool MayHoldSecrets)
{
    private const string Prefix = "CEE_";
    private const int MostBytes = 1024 * 1024;

    /// <summary>A JSON file.</summary>
    /// <returns>Null after the reason was told.</returns>
    public static SettingSource? OfFile(string path, string typed, ICollection<SettingError> errors)
    {
        try
        {
            using MemoryStream bytes = new(File.ReadAllBytes(path));
            if (bytes.Length > MostBytes)
            {
                errors.Add(new SettingError(typed, null, "a file of settings has at most 1 MB."));
                return null;
            }

            IConfigurationRoot root = new ConfigurationBuilder().AddJsonStream(bytes).Build();
            return new SettingSource(root.Providers.Single(), Path.GetDirectoryName(path)!, _ => typed, MayHoldSecrets: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add(new SettingError(typed, null, "there is no such file."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new SettingError(typed, null, $"it can't be read: {e.Message}"));
        }
        catch (Exception e) when ((e as JsonException ?? e.InnerException as JsonException) is { } json)
        {
            errors.Add(new SettingError($"{typed}:{json.LineNumber + 1}:{json.BytePositionInLine + 1}", null, $"this is no JSON. {Sentence(json.Message)}"));
        }
        catch (FormatException e)
        {
            errors.Add(new SettingError(typed, null, $"it can't be used: {e.Message}"));
        }

        return null;
    }

    /// <summary>Variables that begin with CEE_, two underscores for a colon. One that is no setting, is in no section and resembles none belongs to somebody else.</summary>
    public static SettingSource OfVariables(IEnumerable<KeyValuePair<string, string>> variables, string folder)
    {
        Dictionary<string, string?> found = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in variables.Where(v => v.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            string key = name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            if (key.Contains(':', StringComparison.Ordinal) || KnownNames.Nearest(key) is not null)
            {
                found[key] = value;
            }
        }

        return new SettingSource(Memory(found), folder, key => $"variable {Variable(key)}", MayHoldSecrets: true);
    }

    /// <summary>What stands on the command line.</summary>
    public static SettingSource OfCommandLine(IReadOnlyDictionary<string, string?> given, string folder) =>
        new(Memory(given), folder, _ => "command line", MayHoldSecrets: false);

    /// <summary>Every key it has a value for, or an empty section.</summary>
    public IEnumerable<string> Keys() => Keys(null);

    private IEnumerable<string> Keys(string? parent)
    {
        foreach (string child in Provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            string key = parent is null ? child : ConfigurationPath.Combine(parent, child);
            if (Provider.TryGet(key, out _))
            {
                yield return key;
            }

            foreach (string deeper in Keys(key))
            {
                yield return deeper;
            }
        }
    }

    private static string Variable(string key) => Prefix + key.ToUpperInvariant().Replace(":", "__", StringComparison.Ordinal);

    private static IConfigurationProvider Memory(IEnumerable<KeyValuePair<string, string?>> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build().Providers.Single();

    /// <summary>The parser's words without its own account of the place.</summary>
    private static string Sentence(string message) => message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
}
