using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace CeeOrleans.Cli.Tests;

/// <summary>
/// The same scenario, data and seed give the same <c>resultHash</c> on a machine with another time zone, language,
/// maths library or processor. Each test first shows, by a program of its own, that a process really meets the other
/// machine: equal digits prove nothing if nothing was different.
/// </summary>
public sealed class SameDigitsTests : IDisposable
{
    /// <summary>
    /// What the maths library must not use. glibc 2.33 and later knows the names without "_Usable", earlier ones those
    /// with it; names that a library does not know are passed over.
    /// </summary>
    private const string NoFma = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-FMA_Usable,-FMA4_Usable,-AVX2_Usable";

    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly Lazy<Task<string>> Usual = new(() => HashAsync(Nothing));
    private readonly string folder = Directory.CreateTempSubdirectory("cee-digits-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task OtherTimeZone_SameDigits()
    {
        Dictionary<string, string> chatham = new() { ["TZ"] = "Pacific/Chatham" };
        Assert.SkipWhen((await FactAsync("zone", chatham)) != "12:45:00", "This machine has no table of time zones.");
        Assert.Equal(await Usual.Value, await HashAsync(chatham));
    }

    [Fact]
    public async Task OtherLanguage_SameDigits()
    {
        // In Turkish "i" has no dot above when it is large, and numbers have a comma.
        Dictionary<string, string> turkish = new() { ["LANG"] = "tr_TR.UTF-8", ["LC_ALL"] = "tr_TR.UTF-8", ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0" };
        Assert.SkipWhen((await FactAsync("culture", turkish)) != "tr-TR", "Without ICU a process of this machine has only the invariant culture.");
        Assert.Equal(await Usual.Value, await HashAsync(turkish));
    }

    [Fact]
    public async Task OtherMathsLibrary_SameDigits()
    {
        Assert.SkipUnless(IsGlibc, "The maths library is changed by a tunable that only glibc has.");
        Assert.SkipUnless(Fma.IsSupported, "This processor has no fused multiply-add, so the library has no other way to go.");
        Dictionary<string, string> plain = new() { ["GLIBC_TUNABLES"] = NoFma };
        foreach (string function in new[] { "exp", "log", "pow" })
        {
            Assert.NotEqual(await FactAsync(function, Nothing), await FactAsync(function, plain)); // the control: raw bits change
        }

        Assert.Equal(await Usual.Value, await HashAsync(plain));
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX2", "DOTNET_EnableFMA")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task OtherProcessor_SameDigits(params string[] switches)
    {
        Assert.SkipUnless(Avx2.IsSupported, "This processor has no AVX2 that could be kept from the program.");
        Dictionary<string, string> old = switches.ToDictionary(s => s, _ => "0");
        Assert.Equal(("True", "False"), (await FactAsync("avx2", Nothing), await FactAsync("avx2", old)));
        Assert.Equal("False", await FactAsync("fma", old));
        Assert.Equal(await Usual.Value, await HashAsync(old));
    }

    [Fact]
    public async Task EverythingOther_InTwoSilos_SameDigits()
    {
        Dictionary<string, string> other = new()
        {
            ["TZ"] = "Pacific/Chatham",
            ["LANG"] = "tr_TR.UTF-8",
            ["LC_ALL"] = "tr_TR.UTF-8",
            ["GLIBC_TUNABLES"] = NoFma,
            ["DOTNET_EnableAVX2"] = "0",
            ["DOTNET_EnableFMA"] = "0",
            ["DOTNET_gcServer"] = "1",
        };
        Assert.Equal(await Usual.Value, await HashAsync(other, "--silos", "2"));
    }

    [Fact]
    public async Task OtherSeed_OtherDigits() => Assert.NotEqual(await Usual.Value, await HashAsync(Nothing, "--seed", "7"));

    private static bool IsGlibc => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _);

    /// <summary>One thing that a process sees of the machine; empty when it cannot even start there.</summary>
    private async Task<string> FactAsync(string name, Dictionary<string, string> environment)
    {
        Said said = await Command.CallAsync(folder, environment, typeof(MachineFacts.Program).Assembly);
        return said.Code != 0 ? "" : said.Out.Split('\n', StringSplitOptions.TrimEntries).Single(l => l.StartsWith(name + ' ', StringComparison.Ordinal))[(name.Length + 1)..];
    }

    /// <summary>
    /// A hundredth of the nation at its service offices and Centers, which open within the year: leave, zones, holidays,
    /// take-over and every distribution have their part in the digits.
    /// </summary>
    private static async Task<string> HashAsync(Dictionary<string, string> environment, params string[] more)
    {
        string place = Directory.CreateTempSubdirectory("cee-digits-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(place, "small.yaml"),
                $$"""
                name: Small nation
                extends: {{Repository.Scenario("smoke")}}
                offices: service offices
                centers: all from 2016-01-04
                eligibility: all accounts
                backlog: moves
                people: { import specialists: 60 people, entry specialists: 60 people }
                """,
                TestContext.Current.CancellationToken);
            Said said = await Command.CallAsync(place, environment, ["run", "small.yaml", "--fresh", "--json", .. more.Length == 0 || !more.Contains("--silos") ? ["--silos", "0"] : Array.Empty<string>(), .. more]);
            Assert.True(said.Code == ExitCode.Ok, said.Error);
            using JsonDocument document = JsonDocument.Parse(said.Out);
            Assert.True(document.RootElement.GetProperty("counts").GetProperty("workItems").GetInt64() > 10_000);
            return document.RootElement.GetProperty("resultHash").GetString()!;
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
