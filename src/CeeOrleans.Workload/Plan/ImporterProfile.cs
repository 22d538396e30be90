namespace CeeOrleans.Workload.Plan;

/// <summary>
/// What an importer activation holds: its uniforms and structure, nothing that a scenario assumes; so one activation
/// serves every scenario of a sweep.
/// </summary>
public sealed partial class ImporterProfile
{
    /// <summary>Builds importer <paramref name="number"/> of a population from keys alone. About 2 µs.</summary>
    public static ImporterProfile Create(ulong seed, int number) => throw new NotImplementedException();
}

/// <summary>The projection of one importer's entries.</summary>
public static partial class Projector
{
    /// <summary>The work that arises from some candidates of one importer and entry-year. Pure; about 30 ns a candidate.</summary>
    public static ProjectBatch Project(Setup setup, ImporterProfile importer, ProjectOrder order) => throw new NotImplementedException();
}

/// <summary>One office in one world: the exact event loop. Not thread-safe: one caller at a time.</summary>
public sealed partial class OfficeKernel
{
    /// <param name="state">What <see cref="Snapshot"/> gave, or null for an empty office.</param>
    public OfficeKernel(Setup setup, int office, int replication, byte[]? state) => throw new NotImplementedException();

    /// <exception cref="OutOfTurnException">The window is not the next one.</exception>
    public AdvanceReport Advance(AdvanceOrder order) => throw new NotImplementedException();

    public OfficeReport Collect() => throw new NotImplementedException();

    public byte[] Snapshot() => throw new NotImplementedException();
}
