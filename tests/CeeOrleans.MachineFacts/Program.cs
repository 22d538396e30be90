using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace CeeOrleans.MachineFacts;

/// <summary>
/// Prints what a process sees of its machine, one "name value" a line. The control of tests that start the command on
/// a machine made to look different: equal digits prove nothing unless the difference was there.
/// </summary>
public static class Program
{
    private const int Points = 400_000;

    public static void Main()
    {
        Tell("exp", Bits(Math.Exp));
        Tell("log", Bits(Math.Log));
        Tell("pow", Bits(static x => Math.Pow(x, 0.37)));
        Tell("avx2", Avx2.IsSupported);
        Tell("fma", Fma.IsSupported);
        Tell("zone", TimeZoneInfo.Local.BaseUtcOffset);
        Tell("culture", CultureInfo.CurrentCulture.Name);
    }

    /// <summary>SHA-256 over the raw bits of a function at many points: one last bit is enough to change it.</summary>
    private static string Bits(Func<double, double> function)
    {
        double[] values = [.. Enumerable.Range(1, Points).Select(i => function(i * 0.000123456789))];
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
    }

    private static void Tell(string name, object value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value}"));
}
