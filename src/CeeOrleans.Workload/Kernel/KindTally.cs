using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>Counts of one kind of work at one office. The number open is integrated event by event, for Little's law.</summary>
internal sealed class KindTally(WorkKind kind, long start, StratumTally? strata)
{
    private long open;
    private long area;
    private long since = start;

    public long OpenAtStart { get; set; }

    public long Arrived { get; set; }

    public long Received { get; set; }

    public long Finished { get; set; }

    public long Lapsed { get; set; }

    public long Deemed { get; set; }

    public long Passed { get; set; }

    public long OpenAtEnd { get; set; }

    public long Due { get; set; }

    public long OnTime { get; set; }

    public long Opened { get; set; }

    public long ServiceSeconds { get; set; }

    public long WaitSeconds { get; set; }

    public long FirstTouched { get; set; }

    public long SojournSeconds { get; set; }

    public long YieldFoundCents { get; set; }

    public long YieldForgoneCents { get; set; }

    public long DeemedValueDollars { get; set; }

    public long EntriesFinished { get; set; }

    public long OpenAgeSeconds { get; set; }

    /// <summary>Of <see cref="WaitSeconds"/>: while somebody of the desk was on shift.</summary>
    public long WaitOnShiftSeconds { get; set; }

    /// <summary>From arising, or from being passed on, to the cut at which the next office sees it.</summary>
    public long HandOverSeconds { get; set; }

    /// <summary>By stratum of accounts; null in a plain queue.</summary>
    public StratumTally? Strata { get; } = strata;

    public DurationSketch Wait { get; } = new();

    public DurationSketch Sojourn { get; } = new();

    /// <summary>Of what is open at the end.</summary>
    public DurationSketch OpenAge { get; } = new();

    /// <summary>Clocks of the last moment seen: most work of a day is seen at the same cut.</summary>
    public long ClockSeen { get; set; } = -1;

    public long ClockDue { get; set; }

    public long ClockExpires { get; set; }

    /// <summary>What was open at the start and still is.</summary>
    public OpeningTally Opening { get; } = new();

    public bool Seen => OpenAtStart + Arrived + Received > 0;

    /// <summary>The number open changes now.</summary>
    public void Count(long time, int change)
    {
        area += open * (time - since);
        since = time;
        open += change;
    }

    public KindTotals Totals(int office) => new(office, kind)
    {
        OpenAtStart = OpenAtStart,
        Arrived = Arrived,
        Received = Received,
        Finished = Finished,
        Lapsed = Lapsed,
        Deemed = Deemed,
        Passed = Passed,
        OpenAtEnd = OpenAtEnd,
        Due = Due,
        OnTime = OnTime,
        Opened = Opened,
        ServiceSeconds = ServiceSeconds,
        WaitSeconds = WaitSeconds,
        WaitOnShiftSeconds = WaitOnShiftSeconds,
        HandOverSeconds = HandOverSeconds,
        FirstTouched = FirstTouched,
        SojournSeconds = SojournSeconds,
        OpenSeconds = area,
        YieldFoundCents = YieldFoundCents,
        YieldForgoneCents = YieldForgoneCents,
        DeemedValueDollars = DeemedValueDollars,
        EntriesFinished = EntriesFinished,
        OpenAgeSeconds = OpenAgeSeconds,
        Wait = Wait,
        Sojourn = Sojourn,
        OpenAge = OpenAge,
    };
}
