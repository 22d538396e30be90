using System.Text;

namespace CeeOrleans.Scenarios.Tests;

/// <summary>
/// Every file in Broken is refused, with exactly the errors of Broken/expected.txt: places, what was found, what is
/// allowed. The text was read by a person once; UPDATE_GOLDEN=1 rewrites it, and the difference is to be read again.
/// </summary>
public sealed class BrokenFileTests
{
    private static readonly string Broken = Path.Combine(Repository.Root, "tests", "CeeOrleans.Scenarios.Tests", "Broken");

    private static string Expected => Path.Combine(Broken, "expected.txt");

    public static TheoryData<string> Files => [.. Names];

    private static List<string> Names => [.. Directory.EnumerateFiles(Broken, "*.yaml").Select(f => Path.GetFileName(f)!).Where(f => f[0] != '_').Order(StringComparer.Ordinal)];

    [Fact]
    public void Corpus_IsLargeEnough_AndSaysWhatItSaid()
    {
        StringBuilder text = new("# What is wrong with each file. Made by UPDATE_GOLDEN=1; read every change.\n");
        foreach (string file in Names)
        {
            foreach (ScenarioError error in Load(file).Errors)
            {
                text.Append(file).Append(" > ").Append(Relative(error)).Append('\n');
            }
        }

        Assert.True(Names.Count >= 60);
        Golden.Check(Expected, text.ToString());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_BrokenFile_IsRefusedWithPlaces(string file)
    {
        LoadedScenario loaded = Load(file);
        Assert.Null(loaded.Inputs);
        Assert.NotEmpty(loaded.Errors);
        Assert.All(loaded.Errors, e =>
        {
            Assert.True(e.Line >= 1 && e.Column >= 1);
            Assert.True(e.Message.Length is > 10 and < 1500, e.Message);
            Assert.False(e.Message.Contains("Exception", StringComparison.Ordinal), e.Message);
        });
    }

    [Theory]
    [InlineData("_base.yaml")]
    [InlineData("_queue.yaml")]
    public void Load_TheBasesOfTheCorpus_AreValid(string file) => Assert.Empty(Load(file).Errors);

    [Fact]
    public void Load_HugeFile_IsRefusedQuickly()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cee-huge-{Environment.ProcessId}.yaml");
        try
        {
            File.WriteAllText(path, "name: " + new string('x', 3_000_000) + "\n");
            ScenarioError error = Assert.Single(ScenarioLoader.Load(path).Errors);
            Assert.Contains("larger than 1,000,000 bytes", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_NoSuchFile_SaysSo() =>
        Assert.Contains("no such file", Assert.Single(ScenarioLoader.Load("nowhere.yaml").Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_Folder_SaysSo() =>
        Assert.Contains("cannot be read", Assert.Single(ScenarioLoader.Load(Broken).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Load_NoFileName_SaysSo(string path) =>
        Assert.Contains("file name", Assert.Single(ScenarioLoader.Load(path).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_FileOutsideRoot_IsRefusedAlsoThroughALink()
    {
        string folder = Directory.CreateTempSubdirectory("cee-root-").FullName;
        try
        {
            string link = Path.Combine(folder, "linked.yaml");
            File.CreateSymbolicLink(link, Path.Combine(Repository.Scenarios, "smoke.yaml"));
            Assert.Contains("outside the folder", Assert.Single(ScenarioLoader.Load(link, folder).Errors).Message, StringComparison.Ordinal);
            Assert.Empty(ScenarioLoader.Load(link).Errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LoadedScenario Load(string file) => ScenarioLoader.Load(Path.Combine(Broken, file), Broken);

    private static string Relative(ScenarioError error) => error.ToString().Replace(Broken + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
