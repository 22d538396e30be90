using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;

namespace CeeOrleans.Grains.Storage;

/// <summary>What a part of a large account holds. The numbers are stored.</summary>
internal enum PartKind : byte
{
    /// <summary>Open cases whose number divided by <see cref="AccountParts.CasesInPart"/> is the number of the part.</summary>
    Cases = 1,

    /// <summary>Totals of one month; the number of the part is the month.</summary>
    Totals = 2,
}

/// <summary>Name of a part within its account.</summary>
internal readonly record struct PartId(PartKind Kind, int Number);

/// <summary>A part as it is to be stored.</summary>
/// <param name="Content">JSON; null when the part is gone.</param>
internal readonly record struct Part(PartId Id, byte[]? Content);

/// <summary>What a write changes of the parts.</summary>
/// <param name="Changed">Empty when the account is written whole.</param>
/// <param name="After">What the store has once the write is durable.</param>
internal sealed record PartChanges(ImmutableArray<Part> Changed, AccountParts After);

/// <summary>
/// The parts of an account that the store has. The largest importer has 500 KB of cases and totals, and a filing changes one
/// month and at most one case: it writes 20 KB instead. A small account has no parts and is written whole. Immutable.
/// </summary>
internal sealed class AccountParts
{
    /// <summary>Numbers of cases that share a part: 5 KB when all are open.</summary>
    public const int CasesInPart = 64;

    /// <summary>An account with fewer open cases and fewer rows of totals, weighed together, is written as fast whole.</summary>
    public const int WorthwhileFrom = 200;

    /// <summary>The account is whole.</summary>
    public static AccountParts None { get; } = new([], []);

    private readonly ImmutableHashSet<PartId> stored;
    private readonly MonthTotals totals;

    private AccountParts(ImmutableHashSet<PartId> stored, MonthTotals totals) => (this.stored, this.totals) = (stored, totals);

    public int Count => stored.Count;

    /// <param name="totals">As they are stored.</param>
    public static AccountParts Of(IEnumerable<PartId> stored, MonthTotals totals) => new([.. stored], totals);

    /// <summary>The parts that a write has to hand in, so that the store has the next state.</summary>
    /// <param name="effects">Names every case that was opened, changed or closed.</param>
    /// <param name="from">Size from which an account is kept in parts; it becomes whole again at half of it.</param>
    public PartChanges To(Account next, AccountEffects effects, int from = WorthwhileFrom)
    {
        // A row of totals takes a fifth of what a case takes.
        int size = next.Cases.Count + (next.Totals.Count / 5);
        if (size < (Count > 0 ? from / 2 : from))
        {
            return new PartChanges([], None);
        }

        ImmutableHashSet<PartId>.Builder after = stored.ToBuilder();
        var changed = ImmutableArray.CreateBuilder<Part>();
        IEnumerable<int> numbers = Count == 0 ? next.Cases.Keys : effects.Touched.Concat(effects.Closed.Select(c => c.Case.Number));
        foreach (int number in numbers.Select(n => n / CasesInPart).Distinct())
        {
            Case[] cases = [.. Enumerable.Range(number * CasesInPart, CasesInPart).Select(n => next.Cases.GetValueOrDefault(n)).OfType<Case>()];
            Change(new PartId(PartKind.Cases, number), cases.Length == 0 ? null : Content(json => AccountFormat.Write(json, cases), 16 + (cases.Length * 110)));
        }

        foreach (int month in totals.Months.Concat(next.Totals.Months).Select(m => m[0].Month).Distinct())
        {
            // Months that nothing was filed in share their rows with the state before.
            ImmutableArray<MonthTotal> rows = next.Totals.In(month);
            PartId id = new(PartKind.Totals, month);
            if (rows.IsEmpty || !stored.Contains(id) || rows != totals.In(month))
            {
                string packed = PackedTotals.Pack(rows.AsSpan());
                Change(id, rows.IsEmpty ? null : Content(json => json.WriteStringValue(packed), packed.Length + 16));
            }
        }

        return new PartChanges(changed.ToImmutable(), new AccountParts(after.ToImmutable(), next.Totals));

        void Change(PartId id, byte[]? content)
        {
            if (content is null ? after.Remove(id) : after.Add(id) || true)
            {
                changed.Add(new Part(id, content));
            }
        }
    }

    private static byte[] Content(Action<Utf8JsonWriter> write, int bytes)
    {
        ArrayBufferWriter<byte> buffer = new(bytes);
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { SkipValidation = true });
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
