using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;

namespace CeeOrleans.Service.Ingest;

/// <summary>A line of a day's file.</summary>
/// <param name="Number">In the file, from 1.</param>
/// <param name="Account">Whose command it is; null when the line can't be read.</param>
/// <param name="Command">Null when the line can't be read.</param>
/// <param name="Error">Why it can't be read; null when it can.</param>
internal readonly record struct IngestLine(long Number, ImporterNumber? Account, CommandMessage? Command, string? Error);

/// <summary>A line that was not kept.</summary>
/// <param name="Line">In the file, from 1.</param>
/// <param name="Reason">For people.</param>
public sealed record Reject(long Line, string Reason);

/// <summary>What became of a file.</summary>
/// <param name="Lines">Lines that hold something; a header is none of them.</param>
/// <param name="Kept">Commands that are done and durable, now or when they were sent before.</param>
/// <param name="Repeated">How many of the kept were done before their line was reached: by another file, an earlier line, or a first attempt whose outcome was unknown.</param>
/// <param name="Rejected">Lines that could not be read or were refused.</param>
public sealed record IngestResult(long Lines, long Kept, long Repeated, long Rejected);

/// <summary>How a day's file is written.</summary>
public enum IngestFormat : byte
{
    /// <summary>An object on every line: a command with the members ior, and optionally id and at.</summary>
    JsonLines = 1,

    /// <summary>A header that names the members, then values; several kinds of work are divided by semicolons.</summary>
    Csv = 2,
}
