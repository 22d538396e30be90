using System.Text.Encodings.Web;
using System.Text.Json;

namespace CeeOrleans.Cli.Terminal;

/// <summary>How every JSON document of the command is written.</summary>
internal static class JsonText
{
    /// <summary>camelCase, indented, and letters as they are: the document is a file or a stream, never part of a page.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of<T>(T document) => JsonSerializer.Serialize(document, Options);
}
