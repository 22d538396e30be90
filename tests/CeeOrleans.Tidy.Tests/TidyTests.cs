using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CeeOrleans.Tidy.Tests;

/// <summary>Style that matters is a test: the drawing of references, the root, words that may not land.</summary>
public sealed partial class TidyTests
{
    private static readonly string Root = Repository.Root;

    public static TheoryData<string> Projects => [.. Directory.GetFiles(Root, "*.csproj", SearchOption.AllDirectories).Where(IsOurs).Select(p => Path.GetRelativePath(Root, p).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Folders => ["", "src", "sim", "tests", "scenarios"];

    /// <summary>Every README of the repository.</summary>
    private static IEnumerable<string> Readmes =>
        Directory.GetFiles(Root, "README.md", SearchOption.AllDirectories).Where(IsOurs).Select(p => Path.GetRelativePath(Root, p).Replace('\\', '/')).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreThoseOfTheDrawing(string project)
    {
        string[] references = [.. XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference").Select(r => (string)r.Attribute("Include")!)];
        if (project.StartsWith("tests/", StringComparison.Ordinal))
        {
            return; // a test may look at everything; that nothing looks at tests is in the drawing
        }

        Assert.Empty(Drawing.Violations(project, references));
    }

    [Fact]
    public void Drawing_HasAProjectForEachBox() =>
        Assert.Empty(Drawing.Allowed.Keys.Except(Projects.Select(p => Path.GetFileNameWithoutExtension(p.Data))));

    [Fact]
    public void Domain_HasNoPackageButTheAnalyzer_AndWorkloadKnowsNoOrleans()
    {
        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers"], Packages("src/CeeOrleans.Domain/CeeOrleans.Domain.csproj"));
        Assert.DoesNotContain(Packages("src/CeeOrleans.Workload/CeeOrleans.Workload.csproj"), p => p.Contains("Orleans", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_VersionsStandInOnePlace_AndTheLockFileIsThere(string project)
    {
        XDocument file = XDocument.Load(Path.Combine(Root, project));
        Assert.DoesNotContain(file.Descendants("PackageReference"), p => p.Attribute("Version") is not null);
        Assert.True(File.Exists(Path.Combine(Root, Path.GetDirectoryName(project)!, "packages.lock.json")), $"{project} has no lock file");
        Assert.Contains(Path.GetFileName(project), File.ReadAllText(Path.Combine(Root, "CeeOrleans.sln")), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_SayWhatIsInThem() =>
        Assert.Empty(new[] { "src", "sim", "tests", "scenarios" }
            .SelectMany(d => Directory.GetDirectories(Path.Combine(Root, d), "*", SearchOption.AllDirectories))
            .Where(d => IsOurs(d + Path.DirectorySeparatorChar))
            .Where(d => SaysNothing(Path.GetFileName(d)))
            .Select(d => Path.GetRelativePath(Root, d)));

    [Theory]
    [InlineData("Shared", true)]
    [InlineData("shared", true)]
    [InlineData("CeeOrleans.Common", true)]
    [InlineData("TestUtils", true)]
    [InlineData("Infrastructure", true)]
    [InlineData("SmallWorlds", false)]
    [InlineData("CommonSwings", false)]
    [InlineData("CeeOrleans.Domain", false)]
    public void SaysNothing_FindsNamesThatTheDesignBans(string folder, bool found) => Assert.Equal(found, SaysNothing(folder));

    [Fact]
    public void Root_HasOnlyTheEntriesOfTheDesign()
    {
        string[] allowed = ["src", "sim", "tests", "scenarios", "CeeOrleans.sln", "README.md", "Directory.Build.props", "Directory.Packages.props", "global.json", "runs", "TestResults"]; // the last two are made by runs and tests and ignored by git
        Assert.Empty(Directory.GetFileSystemEntries(Root).Select(e => Path.GetFileName(e)!).Where(e => e[0] != '.').Except(allowed));
    }

    [Fact]
    public void Sources_HaveNoWordThatMayNotLand()
    {
        string[] found = [.. Sources("*.cs").SelectMany(f => Banned(File.ReadAllText(f)).Select(w => $"{Path.GetRelativePath(Root, f)}: {w}"))];
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("int x; // TO" + "DO later", "TO" + "DO")]
    [InlineData("// FIX" + "ME", "FIX" + "ME")]
    [InlineData("throw new NotImplemented" + "Exception();", "NotImplemented" + "Exception")]
    public void Banned_FindsTheWord(string text, string word) => Assert.Equal([word], Banned(text));

    [Fact]
    public void Banned_ShrugsAtOtherWords() => Assert.Empty(Banned("// todo lists are for others; FIXMENOT"));

    [Theory]
    [MemberData(nameof(Folders))]
    public void TopFolder_HasAReadmeThatSaysWhatItIsAndHowToCheckIt(string folder)
    {
        string path = Path.Combine(Root, folder, "README.md");
        Assert.True(File.Exists(path), $"{folder} has no README.md");
        Assert.Contains(folder == "scenarios" ? "cee validate" : "dotnet test", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Readmes_NameOnlyProjectsThatExist()
    {
        HashSet<string> known = [.. Projects.Select(p => Path.GetFileNameWithoutExtension(p.Data)), "CeeOrleans"];
        foreach (string readme in Readmes)
        {
            string[] unknown = [.. NamedProjects().Matches(File.ReadAllText(Path.Combine(Root, readme))).Select(m => m.Value).Where(n => !known.Contains(n) && n != "CeeOrleans.sln").Distinct()];
            Assert.True(unknown.Length == 0, $"{readme} names {string.Join(", ", unknown)}");
        }
    }

    [Fact]
    public void Readmes_NameOnlyFilesThatExist()
    {
        foreach (string readme in Readmes)
        {
            string folder = Path.GetDirectoryName(Path.Combine(Root, readme))!;
            foreach (string name in NamedFiles().Matches(File.ReadAllText(Path.Combine(Root, readme))).Select(m => m.Groups[1].Value))
            {
                bool exists = new[] { Root, folder }.Any(b => Path.Exists(Path.Combine(b, name)))
                    || Directory.GetDirectories(folder, "CeeOrleans.*").Any(p => Path.Exists(Path.Combine(folder, "CeeOrleans." + name)) || Path.Exists(Path.Combine(p, name)));
                Assert.True(exists, $"{readme} names {name}");
            }
        }
    }

    /// <summary>A name that would fit any folder: by itself, or as the last word of a longer one.</summary>
    private static bool SaysNothing(string folder) => EmptyNames().IsMatch(folder);

    private static string[] Banned(string text) => [.. BannedWords().Matches(text).Select(m => m.Value)];

    private static IEnumerable<string> Sources(string pattern) =>
        new[] { "src", "sim" }.SelectMany(d => Directory.GetFiles(Path.Combine(Root, d), pattern, SearchOption.AllDirectories)).Where(IsOurs);

    private static bool IsOurs(string path) => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string[] Packages(string project) => [.. XDocument.Load(Path.Combine(Root, project)).Descendants("PackageReference").Select(p => (string)p.Attribute("Include")!).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bNotImplementedException\b")]
    private static partial Regex BannedWords();

    [GeneratedRegex(@"(?:Common|Shared|Utils?|Utilities|Infrastructure)$", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyNames();

    [GeneratedRegex(@"\bCeeOrleans(?:\.[A-Z]\w*)+")]
    private static partial Regex NamedProjects();

    [GeneratedRegex(@"`((?:[\w.-]+/)*[\w.-]+\.(?:cs|md|yaml|tsv|csproj|props|txt|png))`")]
    private static partial Regex NamedFiles();
}
