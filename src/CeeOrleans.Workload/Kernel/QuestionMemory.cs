using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// What one office remembers of its own decisions: by question, the importer and heading, when it last decided one, and in
/// which case, since the stages of one case are no repeat of each other. Forgets once a month what is too old. Memory grows
/// with the questions decided in the span that is remembered, about 60 bytes each.
/// </summary>
internal sealed class QuestionMemory(int days)
{
    private readonly Dictionary<long, Decided> questions = [];
    private long swept = long.MinValue;

    /// <summary>A question as one number.</summary>
    public static long KeyOf(in WorkItem item) => ((long)item.Importer << 16) | item.Heading;

    /// <summary>A case without its stage.</summary>
    public static long CaseOf(long id) => id & ~255L;

    /// <summary>Whether another case of the same question was decided in the span before.</summary>
    public bool Knows(in WorkItem item, long time)
    {
        if (!questions.TryGetValue(KeyOf(item), out Decided last))
        {
            return false;
        }

        long at = last.Case == CaseOf(item.Id) ? last.Before : last.Time;
        return at >= 0 && time - at <= (long)days * SimTime.Day;
    }

    public void Decide(in WorkItem item, long time)
    {
        long key = KeyOf(item);
        long current = CaseOf(item.Id);
        questions[key] = !questions.TryGetValue(key, out Decided last) ? new Decided(time, current, -1)
            : last.Case == current ? last with { Time = time }
            : new Decided(time, current, last.Time);
        if (time >= swept)
        {
            Sweep(time);
            swept = time + (30L * SimTime.Day);
        }
    }

    public void Write(BinaryWriter w)
    {
        w.Write(questions.Count);
        foreach ((long key, Decided d) in questions.OrderBy(q => q.Key))
        {
            w.Write(key);
            w.Write(d.Time);
            w.Write(d.Case);
            w.Write(d.Before);
        }
    }

    public void Read(BinaryReader r)
    {
        for (int n = r.ReadInt32(); n > 0; n--)
        {
            questions[r.ReadInt64()] = new Decided(r.ReadInt64(), r.ReadInt64(), r.ReadInt64());
        }
    }

    private void Sweep(long time)
    {
        foreach ((long key, Decided decided) in questions)
        {
            if (time - decided.Time > (long)days * SimTime.Day)
            {
                questions.Remove(key);
            }
        }
    }

    /// <param name="Before">When another case of the question was decided last; -1 when never.</param>
    private readonly record struct Decided(long Time, long Case, long Before);
}
