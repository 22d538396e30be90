using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CeeOrleans.Service.Audit;

/// <summary>Where a chain ends.</summary>
/// <param name="Sequence">Of the last record; 0 before the first.</param>
/// <param name="Hash">Its SHA-256, hexadecimal; zeros before the first.</param>
public readonly record struct AuditHead(long Sequence, string Hash)
{
    /// <summary>Before the first record.</summary>
    public static AuditHead None { get; } = new(0, new string('0', AuditLine.HashCharacters));
}

/// <summary>
/// The bytes of a record: a line of JSON that begins with its sequence and the hash of the record before it, and ends with its own
/// hash, the SHA-256 of all bytes before that member. So a line can be checked alone, and no line can be changed, taken out or put
/// in without changing all that follow.
/// </summary>
internal static class AuditLine
{
    public const int HashCharacters = 64;

    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <summary>From the member "hash" to the end of the line.</summary>
    private const int TailBytes = 75;

    private static ReadOnlySpan<byte> BeforeHash => ",\"hash\":\""u8;

    private static ReadOnlySpan<byte> AfterHash => "\"}"u8;

    public static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>Appends the line of a record, with its end of line.</summary>
    /// <param name="members">As <see cref="AuditRecord.Members"/> makes them.</param>
    /// <returns>The head after it.</returns>
    public static AuditHead Append(ArrayBufferWriter<byte> buffer, AuditHead before, string at, string chain, ReadOnlySpan<byte> members)
    {
        int begin = buffer.WrittenCount;
        long sequence = before.Sequence + 1;
        buffer.Write("{\"seq\":"u8);
        Utf8Formatter.TryFormat(sequence, buffer.GetSpan(20), out int digits);
        buffer.Advance(digits);
        Text(buffer, ",\"prev\":\""u8, before.Hash);
        Text(buffer, "\",\"at\":\""u8, at);
        Text(buffer, "\",\"chain\":\""u8, chain);
        buffer.Write("\""u8);
        buffer.Write(members);
        string hash = HashOf(buffer.WrittenSpan[begin..]);
        Text(buffer, BeforeHash, hash);
        buffer.Write(AfterHash);
        buffer.Write("\n"u8);
        return new AuditHead(sequence, hash);
    }

    /// <summary>Checks a line by itself.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="hash">The hash that it carries.</param>
    /// <param name="found">The hash that its bytes have.</param>
    /// <returns>False when it does not end as a record does.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> line, out string hash, out string found)
    {
        (hash, found) = ("", "");
        if (line.Length <= TailBytes || !line[^TailBytes..].StartsWith(BeforeHash) || !line.EndsWith(AfterHash))
        {
            return false;
        }

        hash = Encoding.ASCII.GetString(line[(line.Length - TailBytes + BeforeHash.Length)..^AfterHash.Length]);
        found = HashOf(line[..^TailBytes]);
        return true;
    }

    private static string HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static void Text(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> before, string ascii)
    {
        buffer.Write(before);
        buffer.Advance(Encoding.ASCII.GetBytes(ascii, buffer.GetSpan(ascii.Length)));
    }
}
