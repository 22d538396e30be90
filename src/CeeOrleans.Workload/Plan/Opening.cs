using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace CeeOrleans.Workload.Plan;

/// <summary>Where the horizon starts from: what is open at each office, and what is on its way.</summary>
/// <param name="Offices">Snapshot of each office; null for an empty one.</param>
/// <param name="Coming">Work that arose before and is seen later.</param>
public sealed record Opening(ImmutableArray<byte[]?> Offices, ImmutableArray<RoutedWork> Coming)
{
    /// <summary>Questions decided in the span that memory has; empty without memory.</summary>
    public ImmutableArray<DecidedBefore> Questions { get; init; } = [];

    /// <summary>Nothing is open, nothing on its way.</summary>
    public static Opening Empty(Setup setup) => new([.. new byte[]?[setup.Offices.Length]], []);

    public void Write(Stream stream)
    {
        using BinaryWriter w = new(stream, Encoding.UTF8, leaveOpen: true);
        w.Write(Offices.Length);
        foreach (byte[]? office in Offices)
        {
            w.Write(office?.Length ?? -1);
            w.Write(office ?? []);
        }

        w.Write(Coming.Length);
        foreach (RoutedWork work in Coming)
        {
            w.Write(work.Office);
            WorkItems.Write(w, work.Item);
        }

        w.Write(Questions.Length);
        foreach (DecidedBefore q in Questions)
        {
            w.Write(q.Question);
            w.Write(q.Office);
            w.Write(q.Time);
        }
    }

    public static Opening Read(Stream stream)
    {
        using BinaryReader r = new(stream, Encoding.UTF8, leaveOpen: true);
        byte[]?[] offices = new byte[]?[r.ReadInt32()];
        for (int i = 0; i < offices.Length; i++)
        {
            int length = r.ReadInt32();
            offices[i] = length < 0 ? null : r.ReadBytes(length);
        }

        RoutedWork[] coming = new RoutedWork[r.ReadInt32()];
        for (int i = 0; i < coming.Length; i++)
        {
            coming[i] = new RoutedWork(r.ReadUInt16(), WorkItems.Read(r));
        }

        DecidedBefore[] questions = new DecidedBefore[r.ReadInt32()];
        for (int i = 0; i < questions.Length; i++)
        {
            questions[i] = new DecidedBefore(r.ReadInt64(), r.ReadUInt16(), r.ReadInt64());
        }

        return new Opening(ImmutableCollectionsMarshal.AsImmutableArray(offices), ImmutableCollectionsMarshal.AsImmutableArray(coming))
        {
            Questions = ImmutableCollectionsMarshal.AsImmutableArray(questions),
        };
    }
}
