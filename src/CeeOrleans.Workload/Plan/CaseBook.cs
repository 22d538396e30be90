using System.Collections;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>A question that was decided before a world began, for the memory of its offices.</summary>
/// <param name="Question">Importer and heading, packed.</param>
/// <param name="Office">Who decided it last.</param>
/// <param name="Time">When, UTC seconds.</param>
public readonly record struct DecidedBefore(long Question, ushort Office, long Time);

/// <summary>
/// Facts about accounts that no single office has: touch points, offices dealt with, questions (importer and heading) that
/// two offices decided within twelve months, who knows of whose decision, and how often decisions on one question disagree.
/// Rows are applied by cut, in order of (time, id). Memory grows with the numbers of accounts and with the questions that were
/// decided, not with decisions.
/// </summary>
public sealed class CaseBook
{
    private readonly bool[] touchPoint = new bool[256];
    private readonly bool[] decides = new bool[256];
    private readonly Setup setup;
    private readonly Uniformity? uniformity;
    private readonly StratumCount[] strata;
    private readonly NumberSet touched = new();
    private readonly NumberSet decided = new();
    private readonly HashSet<long> officesOf = [];

    // Most decisions on an account come from the office that decided last: those ask no table of millions of rows.
    private ushort[] lastOfficeOf = [];
    private readonly Dictionary<long, Question> questions = [];
    private readonly Dictionary<long, DecidedBefore> before = [];

    // The offices of one question lie side by side, however many they are: a chain through memory would be a miss of the
    // cache for each. A row that is full moves to the end and doubles.
    private readonly List<OfficeCount> counts = [];
    private readonly int[] officeOfHeading = new int[10_000];
    private readonly bool[] headingExposed = new bool[10_000];
    private long touchPoints;
    private long exposed;
    private long questionDecisions;
    private long centerDecisions;
    private long offIndustry;
    private long repeatsElsewhere;

    public CaseBook(Setup setup, int replication)
    {
        this.setup = setup;
        strata = new StratumCount[setup.Strata.Count];
        uniformity = setup.Inputs.Uniformity is { } input ? new Uniformity(input, setup.Inputs.Seed, replication) : null;
        foreach (WorkRule rule in WorkRules.All)
        {
            touchPoint[(int)rule.Kind] = rule.IsTouchPoint;
            decides[(int)rule.Kind] = rule.DecidesQuestion;
        }
    }

    /// <summary>Takes over what was decided before this world; counts nothing.</summary>
    public void Remember(ImmutableArray<DecidedBefore> rows)
    {
        foreach (DecidedBefore row in rows)
        {
            before[row.Question] = row;
        }
    }

    /// <summary>What the next world should remember: the last decision of each question, ascending by question.</summary>
    /// <param name="since">Older ones are left out, UTC seconds.</param>
    public ImmutableArray<DecidedBefore> Decided(long since) =>
    [
        .. questions.Where(q => q.Value.Time >= since).OrderBy(q => q.Key).Select(q => new DecidedBefore(q.Key, q.Value.Office, q.Value.Time)),
    ];

    /// <summary>
    /// A piece of work as the case book knows it when it is handed to an office: whether another office decided its
    /// question in the span that memory has. Without memory it is handed on as it is.
    /// </summary>
    /// <param name="cut">When it is handed over, UTC seconds.</param>
    public WorkItem Told(in WorkItem item, int office, long cut)
    {
        if (setup.Inputs.Memory is not { } memory || !decides[(int)item.Kind] || item.Memory != CaseMemory.None)
        {
            return item;
        }

        long key = QuestionMemory.KeyOf(item);
        long current = QuestionMemory.CaseOf(item.Id);
        (int By, long At) last = questions.TryGetValue(key, out Question q) && q.Case != current ? (q.Office, q.Time)
            : before.TryGetValue(key, out DecidedBefore earlier) ? (earlier.Office, earlier.Time)
            : (office, 0);
        if (last.By == office || cut - last.At > (long)memory.Days * SimTime.Day)
        {
            return item;
        }

        repeatsElsewhere++;
        return item with { Memory = CaseMemory.Elsewhere };
    }

    /// <summary>Applies the decisions of one window, of all offices; sorts them in place.</summary>
    public void Apply(List<DecisionRow> rows)
    {
        rows.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Id.CompareTo(b.Id));
        foreach (DecisionRow row in rows)
        {
            int importer = WorkId.Importer(row.Id);
            StratumCells of = setup.Strata.Of(row.AccountClass, row.Flags, row.Center);
            if (decided.Add(importer))
            {
                Count(of, static (ref StratumCount c) => c.Decided++);
            }

            if (AddOffice(importer, row.Office))
            {
                Count(of, static (ref StratumCount c) => c.Offices++);
            }

            if (touchPoint[(int)row.Kind])
            {
                touchPoints++;
                touched.Add(importer);
                Count(of, static (ref StratumCount c) => c.TouchPoints++);
                if (row.Kind == WorkKind.Cf28Issue)
                {
                    Count(of, static (ref StratumCount c) => c.Cf28s++);
                }
            }

            if (decides[(int)row.Kind])
            {
                Decide(((long)importer << 16) | row.Heading, row, of);
            }
        }
    }

    private bool AddOffice(int importer, ushort office)
    {
        if (importer >= lastOfficeOf.Length)
        {
            int length = lastOfficeOf.Length;
            Array.Resize(ref lastOfficeOf, Math.Max(importer + 1, 2 * length));
            lastOfficeOf.AsSpan(length).Fill(ushort.MaxValue);
        }

        if (lastOfficeOf[importer] == office)
        {
            return false;
        }

        lastOfficeOf[importer] = office;
        return officesOf.Add(((long)importer << 16) | office);
    }

    public AccountTotals Totals()
    {
        int headings = officeOfHeading.Count(o => o > 0);
        return Disagreements() with
        {
            ImportersTouched = touched.Count,
            TouchPoints = touchPoints,
            OfficesOfImporters = officesOf.Count,
            ImportersDecided = decided.Count,
            Questions = questions.Count,
            QuestionsExposed = exposed,
            QuestionDecisions = questionDecisions,
            CenterDecisions = centerDecisions,
            OffIndustryDecisions = offIndustry,
            OutsideModalOffice = OutsideModal(),
            Headings = headings,
            HeadingsExposed = headingExposed.Count(e => e),
            RepeatsElsewhere = repeatsElsewhere,
        };
    }

    /// <summary>What the case book knows of one stratum; the rest of the row is the projection's and the offices'.</summary>
    /// <param name="cell">Its place in the row.</param>
    internal StratumTotals TotalsOf(int cell)
    {
        StratumCount c = strata[cell];
        (StratumBy by, int index) = StratumLayout.At(cell);
        return new StratumTotals(by, index)
        {
            TouchPoints = c.TouchPoints,
            Cf28s = c.Cf28s,
            ImportersDecided = c.Decided,
            OfficesOfImporters = c.Offices,
            Questions = c.Questions,
            QuestionsExposed = c.Exposed,
        };
    }

    /// <summary>
    /// Two decisions of different offices within twelve months expose a question. In order of time it is enough to
    /// compare each decision with the one before: the nearest earlier one of another office is never farther away.
    /// </summary>
    private void Decide(long question, in DecisionRow row, StratumCells of)
    {
        long current = QuestionMemory.CaseOf(row.Id);
        ref Question kept = ref CollectionsMarshal.GetValueRefOrAddDefault(questions, question, out bool known);
        Question last = kept;
        bool now = known && last.Office != row.Office && row.Time - last.Time <= 365L * SimTime.Day;
        if (!known)
        {
            Count(of, static (ref StratumCount c) => c.Questions++);
        }

        if (now && !last.Exposed)
        {
            exposed++;
            Count(of, static (ref StratumCount c) => c.Exposed++);
        }

        kept = last with { Time = row.Time, Office = row.Office, Exposed = last.Exposed || now, Case = current };

        // The stages of one case are one decision here: a request and the reading of its answer do not make two.
        if (!known || last.Case != current)
        {
            CountDecision(question, row, current, ref kept);
        }

        int heading = row.Heading;
        if (heading < officeOfHeading.Length)
        {
            headingExposed[heading] |= officeOfHeading[heading] > 0 && officeOfHeading[heading] != row.Office + 1;
            officeOfHeading[heading] = row.Office + 1;
        }
    }

    private void CountDecision(long question, in DecisionRow row, long current, ref Question of)
    {
        questionDecisions++;
        int center = row.Office - setup.Inputs.Offices.Length;
        if (center >= 0)
        {
            centerDecisions++;
            offIndustry += setup.Inputs.CenterOfHeading.IsEmpty || setup.Inputs.CenterOfHeading[row.Heading] == center ? 0 : 1;
        }

        // Undecidable without disagreement: a question that is not ambiguous has no yes.
        int yes = uniformity is not null && uniformity.IsAmbiguous(question)
            && uniformity.Decide(question, row.Heading, row.Office, row.Home, row.DaysAway, current) ? 1 : 0;
        foreach (ref OfficeCount count in RowOf(of))
        {
            if (count.Office == row.Office)
            {
                count = count with { Decisions = count.Decisions + 1, Yes = count.Yes + yes };
                return;
            }
        }

        // A row has room for as many as the next power of two.
        if (of.Offices == 0 || BitOperations.IsPow2(of.Offices))
        {
            int first = counts.Count;
            CollectionsMarshal.SetCount(counts, first + Math.Max(1, 2 * of.Offices));
            RowOf(of).CopyTo(CollectionsMarshal.AsSpan(counts)[first..]);
            of = of with { First = first };
        }

        of = of with { Offices = (ushort)(of.Offices + 1) };
        RowOf(of)[^1] = new OfficeCount(row.Office, 1, yes);
    }

    private Span<OfficeCount> RowOf(in Question question) => CollectionsMarshal.AsSpan(counts).Slice(question.First, question.Offices);

    private long OutsideModal()
    {
        long outside = 0;
        foreach (Question q in questions.Values)
        {
            int all = 0;
            int most = 0;
            foreach (ref readonly OfficeCount count in RowOf(q))
            {
                all += count.Decisions;
                most = Math.Max(most, count.Decisions);
            }

            outside += all - most;
        }

        return outside;
    }

    /// <summary>Pairs of decisions on one ambiguous question, and in what share of them the two differ.</summary>
    private AccountTotals Disagreements()
    {
        if (uniformity is null)
        {
            return new AccountTotals();
        }

        long all = 0, differ = 0, sameOffice = 0, same = 0, differSame = 0, two = 0, differTwo = 0;
        foreach ((long question, Question q) in questions)
        {
            if (!uniformity.IsAmbiguous(question))
            {
                continue;
            }

            long pairsSame = 0, differsSame = 0, pairsTwo = 0, differsTwo = 0;
            ReadOnlySpan<OfficeCount> offices = RowOf(q);
            for (int i = 0; i < offices.Length; i++)
            {
                OfficeCount a = offices[i];
                pairsSame += (long)a.Decisions * (a.Decisions - 1) / 2;
                differsSame += (long)a.Yes * (a.Decisions - a.Yes);
                foreach (OfficeCount b in offices[(i + 1)..])
                {
                    pairsTwo += (long)a.Decisions * b.Decisions;
                    differsTwo += ((long)a.Yes * (b.Decisions - b.Yes)) + ((long)b.Yes * (a.Decisions - a.Yes));
                }
            }

            Add(pairsSame, differsSame, ref same, ref differSame);
            Add(pairsTwo, differsTwo, ref two, ref differTwo);
            Add(pairsSame + pairsTwo, differsSame + differsTwo, ref all, ref differ);
            sameOffice += pairsSame + pairsTwo == 0 ? 0 : Millionths(pairsSame, pairsSame + pairsTwo);
        }

        return new AccountTotals
        {
            AmbiguousQuestions = all,
            DisagreementMillionths = differ,
            SameOfficeMillionths = sameOffice,
            AmbiguousSameOffice = same,
            DisagreementSameOfficeMillionths = differSame,
            AmbiguousTwoOffices = two,
            DisagreementTwoOfficesMillionths = differTwo,
        };

        static void Add(long pairs, long differ, ref long questions, ref long sum)
        {
            questions += pairs > 0 ? 1 : 0;
            sum += pairs > 0 ? Millionths(differ, pairs) : 0;
        }

        static long Millionths(long part, long whole) => (long)((((Int128)part * 1_000_000) + (whole / 2)) / whole);
    }

    private void Count(StratumCells of, Change change)
    {
        change(ref strata[of.Class]);
        change(ref strata[of.Trader]);
        change(ref strata[of.Industry]);
    }

    private delegate void Change(ref StratumCount count);

    /// <summary>Numbers from 0 up, most of which come to be in it: a bit each.</summary>
    private sealed class NumberSet
    {
        private readonly BitArray bits = new(0);

        public int Count { get; private set; }

        public bool Add(int number)
        {
            if (number >= bits.Length)
            {
                bits.Length = Math.Max(number + 1, 2 * bits.Length);
            }

            if (bits[number])
            {
                return false;
            }

            bits[number] = true;
            Count++;
            return true;
        }
    }

    private struct StratumCount
    {
        public long TouchPoints;
        public long Cf28s;
        public long Decided;
        public long Offices;
        public long Questions;
        public long Exposed;
    }

    /// <param name="Office">Who decided it last.</param>
    /// <param name="First">Where the row of its offices begins in <see cref="counts"/>.</param>
    /// <param name="Offices">How many have decided it.</param>
    private readonly record struct Question(long Time, long Case, int First, ushort Office, ushort Offices, bool Exposed);

    private readonly record struct OfficeCount(ushort Office, int Decisions, int Yes);
}
