using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Randomness;

/// <summary>What a draw is for. Part of the key: a new purpose moves no other draw. Never renumber.</summary>
public enum Purpose : byte
{
    Company = 1,
    Importer = 2,
    Heading = 3,
    Port = 4,
    Entry = 5,
    EntryFate = 6,
    Contact = 7,
    AdCvd = 8,
    Swing = 9,
    Leave = 10,
    Service = 11,
    Decision = 12,
    Source = 13,
    SourceThinning = 14,
    Name = 15,
    Backlog = 16,
    Attrition = 17,
    Uniformity = 18,
    Training = 19,
    Appeal = 20,
}

/// <summary>
/// Randomness by key: value = f(seed, replication, purpose, entity, index), by Philox 4x32-10 (Salmon, Moraes, Dror and
/// Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011). One block is four independent 32-bit words. No state:
/// the same key gives the same luck in every scenario, on every thread, in any order. About 15 ns a block.
/// </summary>
public static class KeyedRandom
{
    /// <summary>Key of a seed and a replication; replication 0 is all that lies before the horizon.</summary>
    public static ulong Key(ulong seed, int replication)
    {
        unchecked
        {
            // SplitMix64's finalizer, so that neighbouring seeds and replications share no bits (Steele, Lea and Flood 2014).
            ulong z = seed + (0x9E3779B97F4A7C15UL * ((uint)replication + 1UL));
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>The four words of (purpose, entity, index) under a key.</summary>
    public static Luck Draw(ulong key, Purpose purpose, ulong entity, uint index) =>
        unchecked(Philox((uint)entity, (uint)(entity >> 32), index, (uint)purpose, (uint)key, (uint)(key >> 32)));

    /// <summary>Philox 4x32-10 on one counter and key, as published.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Luck Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        unchecked
        {
            for (int round = 0; round < 10; round++)
            {
                ulong p0 = (ulong)c0 * 0xD2511F53U;
                ulong p1 = (ulong)c2 * 0xCD9E8D57U;
                c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
                c1 = (uint)p1;
                c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
                c3 = (uint)p0;
                k0 += 0x9E3779B9U;
                k1 += 0xBB67AE85U;
            }

            return new Luck(c0, c1, c2, c3);
        }
    }

    /// <summary>
    /// The blocks of counters c2, c2 + 1, … for a run of entries: eight at once where the processor has AVX2, two such
    /// groups side by side because a round waits for the multiplications of the one before; the same words one by one
    /// where not. About 2 ns a block.
    /// </summary>
    /// <param name="into">As many blocks as are wanted.</param>
    public static void PhiloxRun(Span<Luck> into, uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        int done = 0;
        if (Avx2.IsSupported)
        {
            for (; done + 16 <= into.Length; done += 16)
            {
                PhiloxSixteen(into.Slice(done, 16), c0, c1, c2 + (uint)done, c3, k0, k1);
            }

            for (; done + 8 <= into.Length; done += 8)
            {
                PhiloxEight(into.Slice(done, 8), c0, c1, c2 + (uint)done, c3, k0, k1);
            }
        }

        for (; done < into.Length; done++)
        {
            into[done] = Philox(c0, c1, c2 + (uint)done, c3, k0, k1);
        }
    }

    private static void PhiloxEight(Span<Luck> into, uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        unchecked
        {
            Vector256<uint> a = Vector256.Create(c0);
            Vector256<uint> b = Vector256.Create(c1);
            Vector256<uint> c = Vector256.Create(c2) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
            Vector256<uint> d = Vector256.Create(c3);
            Vector256<uint> m0 = Vector256.Create(0xD2511F53U);
            Vector256<uint> m1 = Vector256.Create(0xCD9E8D57U);
            for (int round = 0; round < 10; round++)
            {
                (Vector256<uint> high0, Vector256<uint> low0) = Multiply(a, m0);
                (Vector256<uint> high1, Vector256<uint> low1) = Multiply(c, m1);
                a = high1 ^ b ^ Vector256.Create(k0);
                b = low1;
                c = high0 ^ d ^ Vector256.Create(k1);
                d = low0;
                k0 += 0x9E3779B9U;
                k1 += 0xBB67AE85U;
            }

            LayOut(into, a, b, c, d);
        }
    }

    private static void PhiloxSixteen(Span<Luck> into, uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        unchecked
        {
            Vector256<uint> m0 = Vector256.Create(0xD2511F53U);
            Vector256<uint> m1 = Vector256.Create(0xCD9E8D57U);
            Vector256<uint> a = Vector256.Create(c0);
            Vector256<uint> b = Vector256.Create(c1);
            Vector256<uint> c = Vector256.Create(c2) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
            Vector256<uint> d = Vector256.Create(c3);
            Vector256<uint> e = a;
            Vector256<uint> f = b;
            Vector256<uint> g = c + Vector256.Create(8u);
            Vector256<uint> h = d;
            for (int round = 0; round < 10; round++)
            {
                (Vector256<uint> high0, Vector256<uint> low0) = Multiply(a, m0);
                (Vector256<uint> high1, Vector256<uint> low1) = Multiply(c, m1);
                (Vector256<uint> high2, Vector256<uint> low2) = Multiply(e, m0);
                (Vector256<uint> high3, Vector256<uint> low3) = Multiply(g, m1);
                Vector256<uint> x0 = Vector256.Create(k0);
                Vector256<uint> x1 = Vector256.Create(k1);
                a = high1 ^ b ^ x0;
                b = low1;
                c = high0 ^ d ^ x1;
                d = low0;
                e = high3 ^ f ^ x0;
                f = low3;
                g = high2 ^ h ^ x1;
                h = low2;
                k0 += 0x9E3779B9U;
                k1 += 0xBB67AE85U;
            }

            LayOut(into, a, b, c, d);
            LayOut(into[8..], e, f, g, h);
        }
    }

    /// <summary>Four vectors of one word each become eight blocks of four words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LayOut(Span<Luck> into, Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d)
    {
        Vector256<uint> ab0 = Avx2.UnpackLow(a, b);
        Vector256<uint> ab1 = Avx2.UnpackHigh(a, b);
        Vector256<uint> cd0 = Avx2.UnpackLow(c, d);
        Vector256<uint> cd1 = Avx2.UnpackHigh(c, d);
        Vector256<uint> x0 = Avx2.UnpackLow(ab0.AsUInt64(), cd0.AsUInt64()).AsUInt32();
        Vector256<uint> x1 = Avx2.UnpackHigh(ab0.AsUInt64(), cd0.AsUInt64()).AsUInt32();
        Vector256<uint> x2 = Avx2.UnpackLow(ab1.AsUInt64(), cd1.AsUInt64()).AsUInt32();
        Vector256<uint> x3 = Avx2.UnpackHigh(ab1.AsUInt64(), cd1.AsUInt64()).AsUInt32();
        Span<uint> words = System.Runtime.InteropServices.MemoryMarshal.Cast<Luck, uint>(into);
        Avx2.Permute2x128(x0, x1, 0x20).CopyTo(words);
        Avx2.Permute2x128(x2, x3, 0x20).CopyTo(words[8..]);
        Avx2.Permute2x128(x0, x1, 0x31).CopyTo(words[16..]);
        Avx2.Permute2x128(x2, x3, 0x31).CopyTo(words[24..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> High, Vector256<uint> Low) Multiply(Vector256<uint> x, Vector256<uint> m)
    {
        Vector256<ulong> even = Avx2.Multiply(x, m);
        Vector256<ulong> odd = Avx2.Multiply(Avx2.ShiftRightLogical(x.AsUInt64(), 32).AsUInt32(), m);
        Vector256<uint> high = Avx2.Blend(Avx2.ShiftRightLogical(even, 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
        return (high, Avx2.MultiplyLow(x, m));
    }

    /// <summary>A uniform strictly between 0 and 1 from a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Unit(uint word) => (word + 0.5) * (1.0 / 4294967296.0);

    /// <summary>A standard normal by inversion.</summary>
    public static double StandardNormal(uint word) => InverseNormal.At(Unit(word));
}

/// <summary>
/// Quantiles of the standard normal: algorithm AS 241, PPND16 (Wichura 1988), about 16 digits. Our own because it runs
/// five million times a replication and MathNet's goes through erfc-inverse at several times the price.
/// </summary>
public static class InverseNormal
{
    private static readonly double[] MiddleTop =
    [
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ];

    private static readonly double[] MiddleBottom =
    [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ];

    private static readonly double[] TailTop =
    [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static readonly double[] TailBottom =
    [
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static readonly double[] FarTop =
    [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static readonly double[] FarBottom =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];

    /// <param name="p">Strictly between 0 and 1.</param>
    public static double At(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - (q * q);
            return q * Horner(MiddleTop, r) / Horner(MiddleBottom, r);
        }

        double s = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        double x = s <= 5
            ? Horner(TailTop, s - 1.6) / Horner(TailBottom, s - 1.6)
            : Horner(FarTop, s - 5) / Horner(FarBottom, s - 5);
        return q < 0 ? -x : x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Horner(double[] c, double x) =>
        (((((((((((((c[7] * x) + c[6]) * x) + c[5]) * x) + c[4]) * x) + c[3]) * x) + c[2]) * x) + c[1]) * x) + c[0];
}

/// <summary>
/// Samples a distribution of times by inversion and rounds to whole seconds at once. Exponential, lognormal, uniform
/// and constant are exact; gamma and Erlang go through a table of 4,096 quantiles with linear interpolation, exact in
/// the first and last cell.
/// </summary>
public sealed class Sampler
{
    private const int TableBits = 12;
    private readonly Distribution distribution;
    private readonly double mu;
    private readonly double sigma;
    private readonly double[]? table;

    /// <param name="distribution">In seconds.</param>
    public Sampler(Distribution distribution)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distribution.Mean, nameof(distribution));
        this.distribution = distribution;
        if (distribution.Kind == DistributionKind.Lognormal)
        {
            double v = Math.Log(1 + (distribution.Cv * distribution.Cv));
            sigma = Math.Sqrt(v);
            mu = Math.Log(distribution.Mean) - (v / 2);
        }
        else if (distribution.Kind is DistributionKind.Gamma or DistributionKind.Erlang)
        {
            table = new double[(1 << TableBits) + 1];
            for (int i = 1; i < table.Length - 1; i++)
            {
                table[i] = distribution.Quantile((double)i / (1 << TableBits));
            }
        }
    }

    public Distribution Distribution => distribution;

    /// <summary>Whole seconds, 0 or more, times a factor that is applied before rounding.</summary>
    public long Seconds(uint word, double factor = 1) => (long)Math.Round(Value(word) * factor);

    /// <summary>The value before rounding.</summary>
    public double Value(uint word)
    {
        double p = KeyedRandom.Unit(word);
        switch (distribution.Kind)
        {
            case DistributionKind.Constant:
                return distribution.Mean;
            case DistributionKind.Exponential:
                return -distribution.Mean * Math.Log(p);
            case DistributionKind.Lognormal:
                return Math.Exp(mu + (sigma * InverseNormal.At(p)));
            case DistributionKind.Uniform:
                return distribution.Quantile(p);
            default:
                uint cell = word >> (32 - TableBits);
                if (cell == 0 || cell == (1 << TableBits) - 1)
                {
                    return distribution.Quantile(p);
                }

                double part = (word & ((1u << (32 - TableBits)) - 1)) / (double)(1u << (32 - TableBits));
                return table![cell] + ((table[cell + 1] - table[cell]) * part);
        }
    }

    /// <summary>A table of delays for the rules of work, the top cell cut at the 1 − 1/4096 quantile.</summary>
    public static DelayTable Delays(Distribution distribution)
    {
        long[] q = new long[DelayTable.Steps + 1];
        for (int i = 0; i <= DelayTable.Steps; i++)
        {
            double p = Math.Clamp((double)i / DelayTable.Steps, 1e-4, 1 - (0.25 / DelayTable.Steps));
            q[i] = (long)Math.Round(distribution.Quantile(p));
        }

        return new DelayTable(q);
    }
}
