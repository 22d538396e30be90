using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>
/// What a search found out about a year, by what it asked: an interrupted search goes on where it was. Written beside and
/// renamed; what cannot be read counts as missing.
/// </summary>
public sealed class StaffingStore(string folder, bool fresh)
{
    // A share of nothing is no number; what follows from other members is not stored.
    private static readonly JsonSerializerOptions Form = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, IgnoreReadOnlyProperties = true };

    public T? Find<T>(string question)
        where T : class
    {
        string path = PathOf(question);
        if (fresh || !File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Form);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public T Keep<T>(string question, T found)
        where T : class
    {
        string path = PathOf(question);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        File.WriteAllBytes(beside, JsonSerializer.SerializeToUtf8Bytes(found, Form));
        File.Move(beside, path, overwrite: true);
        return found;
    }

    private string PathOf(string question) => Path.Combine(folder, "staffing", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..32] + ".json");
}
