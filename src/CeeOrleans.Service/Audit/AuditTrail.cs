namespace CeeOrleans.Service.Audit;

/// <summary>The audit log as those see it who do something: an intent before, an outcome after. Does nothing where it is off.</summary>
/// <param name="log">Null where it is off.</param>
internal sealed class AuditTrail(AuditLog? log) : IAuditNotes
{
    public static AuditTrail Off { get; } = new(null);

    /// <summary>Null where it is off.</summary>
    public AuditLog? Log => log;

    /// <summary>"on", "off", or "failing": the last record could not be written.</summary>
    public string State => log is null ? "off" : log.Failure is null ? "on" : "failing";

    /// <returns>The sequence of the record; 0 where the log is off.</returns>
    /// <exception cref="AuditUnavailableException">It is not in the log.</exception>
    public ValueTask<long> AppendAsync(AuditRecord record) => log is null ? new ValueTask<long>(0L) : log.AppendAsync(record);

    public async Task NoteAsync(string keyId, string actor, string what, string about) =>
        await AppendAsync(new AuditRecord { Act = AuditAct.Noted, Key = keyId, Actor = actor, Verb = what, About = about }).ConfigureAwait(false);

    /// <returns>The sequences of the records; zeros where the log is off.</returns>
    /// <exception cref="AuditUnavailableException">None of them is in the log.</exception>
    public Task<long[]> AppendAsync(IReadOnlyCollection<AuditRecord> several) => log is null ? Task.FromResult(new long[several.Count]) : log.AppendAsync(several);
}
