using System.Collections.Immutable;
using System.Globalization;
using Bogus;

namespace CeeOrleans.Scenarios.Names;

/// <summary>A made-up company and where it sits. No person stands behind it.</summary>
/// <param name="Name">For example "Harber Instruments LLC".</param>
/// <param name="Street">Number and street.</param>
/// <param name="State">Two letters.</param>
/// <param name="Zip">Five digits.</param>
public sealed record ImporterName(string Name, string Street, string City, string State, string Zip);

/// <summary>
/// Names and addresses for synthetic importers. An importer's name is a function of seed and number alone, whatever
/// else was asked before. Bogus makes the words once, from a seed of their own; each importer picks among them with a
/// generator seeded anew: asking Bogus for every importer costs far more.
/// Thread-safe; the words cost a tenth of a second once, a name a microsecond or two.
/// </summary>
public static class ImporterNames
{
    private const int WordSeed = 20111020;

    private static readonly string[] Trades =
    [
        "Trading", "Imports", "Industries", "Supply", "Instruments", "Foods", "Textiles", "Metals", "Chemicals", "Electronics",
        "Machinery", "Automotive", "Apparel", "Materials", "Brands", "Logistics", "Energy", "Pharma", "Home Goods", "Components",
    ];

    private static readonly string[] Forms = ["Inc", "LLC", "Corp", "Co", "Ltd", "Group", "Holdings", "LP"];

    private static readonly Lazy<Words> Shared = new(Words.Make);

    /// <summary>The importer's name and address.</summary>
    /// <param name="seed">The scenario's seed.</param>
    /// <param name="number">Number of the importer, 0 or more.</param>
    public static ImporterName For(ulong seed, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return Make(Shared.Value, new Picker(unchecked(seed + (((ulong)number + 1) * Picker.Step))));
    }

    /// <summary>Names of importers <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1, in order.</summary>
    public static ImmutableArray<ImporterName> Range(ulong seed, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var names = ImmutableArray.CreateBuilder<ImporterName>(count);
        for (int i = 0; i < count; i++)
        {
            names.Add(For(seed, checked(first + i)));
        }

        return names.MoveToImmutable();
    }

    private static ImporterName Make(Words words, Picker pick)
    {
        string name = pick.Below(10) switch
        {
            < 3 => $"{pick.From(words.Surnames)} {pick.From(Trades)} {pick.From(Forms)}",
            < 6 => $"{pick.From(words.Surnames)} & {pick.From(words.Surnames)} {pick.From(Forms)}",
            < 9 => $"{pick.From(words.Cities)} {pick.From(Trades)} {pick.From(Forms)}",
            _ => $"{pick.From(words.Colors)} {pick.From(words.Materials)} {pick.From(Trades)} {pick.From(Forms)}",
        };
        return new ImporterName(
            name,
            $"{(1 + pick.Below(9999)).ToString(CultureInfo.InvariantCulture)} {pick.From(words.Streets)}",
            pick.From(words.Cities),
            pick.From(words.States),
            (501 + pick.Below(99_450)).ToString("00000", CultureInfo.InvariantCulture));
    }

    /// <summary>The words of names, made by Bogus.</summary>
    private sealed record Words(string[] Surnames, string[] Cities, string[] Streets, string[] Colors, string[] Materials, string[] States)
    {
        public static Words Make()
        {
            Faker faker = new("en") { Random = new Randomizer(WordSeed) };
            string[] Draw(int times, Func<string> one) =>
                [.. Enumerable.Range(0, times).Select(_ => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(one())).Distinct(StringComparer.Ordinal)];
            return new Words(
                Draw(2_000, () => faker.Name.LastName()),
                Draw(2_000, () => faker.Address.City()),
                Draw(2_000, () => faker.Address.StreetName()),
                Draw(300, () => faker.Commerce.Color()),
                Draw(300, () => faker.Commerce.ProductMaterial()),
                [.. Enumerable.Range(0, 1_000).Select(_ => faker.Address.StateAbbr()).Distinct(StringComparer.Ordinal)]);
        }
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014), started anew for each importer.</summary>
    private struct Picker(ulong state)
    {
        public const ulong Step = 0x9E37_79B9_7F4A_7C15UL;

        private ulong state = Mix(state);

        public int Below(int count)
        {
            unchecked
            {
                state += Step;
                return (int)(((Mix(state) >> 32) * (ulong)count) >> 32);
            }
        }

        public string From(string[] words) => words[Below(words.Length)];

        private static ulong Mix(ulong z)
        {
            unchecked
            {
                z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
                z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
                return z ^ (z >> 31);
            }
        }
    }
}
