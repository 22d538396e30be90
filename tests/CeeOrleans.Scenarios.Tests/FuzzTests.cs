using CsCheck;

namespace CeeOrleans.Scenarios.Tests;

/// <summary>Whatever a file says, loading answers with inputs or with errors, and never throws.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ": ", ",", "- ", "\n", "\n  ", "\t", "#", "\"", "'", "&a ", "*a", "!!str ", "|", ">", "? ", "%", "---\n", "...\n",
        "-1", "0", "1e400", "NaN", "2704", "kinds:", "centers:", "queue:", "extends: smoke.yaml\n", "lognormal(", ")", "~", "\u0007", "\u2028", "é",
    ];

    [Fact]
    public void Load_MutatedShippedFile_NeverThrows()
    {
        string[] texts = [.. Directory.EnumerateFiles(Repository.Scenarios, "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        string folder = Directory.CreateTempSubdirectory("cee-fuzz-").FullName;
        try
        {
            foreach (string name in new[] { "national-ports.yaml", "smoke.yaml" })
            {
                File.Copy(Path.Combine(Repository.Scenarios, name), Path.Combine(folder, name));
            }

            string path = Path.Combine(folder, "mutant.yaml");
            Gen<(int At, int Cut, int Piece)> edit = Gen.Select(Gen.Int[0, 5_000], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1]);
            Gen.Select(Gen.Int[0, texts.Length - 1], edit.Array[1, 6]).Sample(
                (which, edits) =>
                {
                    string text = texts[which];
                    foreach ((int at, int cut, int piece) in edits)
                    {
                        int start = at % (text.Length + 1);
                        text = text[..start] + Pieces[piece] + text[Math.Min(text.Length, start + cut)..];
                    }

                    File.WriteAllText(path, text);
                    LoadedScenario loaded = ScenarioLoader.Load(path, folder);
                    Assert.Equal(loaded.Inputs is null, !loaded.Errors.IsEmpty);
                    Assert.All(loaded.Errors, e => Assert.True(e.Line >= 1 && e.Column >= 1));
                },
                iter: 600,
                threads: 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
