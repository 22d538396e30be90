using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Facts about accounts that no single office has: touch points, offices dealt with, and questions (importer and
/// heading) that two offices decided within twelve months. Rows are applied by cut, in order of (time, id). Memory
/// grows with the accounts and questions that were decided, not with decisions. Case memory comes to live here.
/// </summary>
public sealed class CaseBook
{
    private readonly bool[] touchPoint = new bool[256];
    private readonly bool[] decides = new bool[256];
    private readonly HashSet<int> touched = [];
    private readonly HashSet<int> decided = [];
    private readonly HashSet<long> officesOf = [];
    private readonly Dictionary<long, Question> questions = [];
    private long touchPoints;
    private long exposed;

    public CaseBook()
    {
        foreach (WorkRule rule in WorkRules.All)
        {
            touchPoint[(int)rule.Kind] = rule.IsTouchPoint;
            decides[(int)rule.Kind] = rule.DecidesQuestion;
        }
    }

    /// <summary>Applies the decisions of one window, of all offices; sorts them in place.</summary>
    public void Apply(List<DecisionRow> rows)
    {
        rows.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Id.CompareTo(b.Id));
        foreach (DecisionRow row in rows)
        {
            int importer = WorkId.Importer(row.Id);
            decided.Add(importer);
            officesOf.Add(((long)importer << 16) | row.Office);
            if (touchPoint[(int)row.Kind])
            {
                touchPoints++;
                touched.Add(importer);
            }

            if (decides[(int)row.Kind])
            {
                Decide(((long)importer << 16) | row.Heading, row);
            }
        }
    }

    public AccountTotals Totals() => new()
    {
        ImportersTouched = touched.Count,
        TouchPoints = touchPoints,
        OfficesOfImporters = officesOf.Count,
        ImportersDecided = decided.Count,
        Questions = questions.Count,
        QuestionsExposed = exposed,
    };

    /// <summary>
    /// Two decisions of different offices within twelve months expose a question. In order of time it is enough to
    /// compare each decision with the one before: the nearest earlier one of another office is never farther away.
    /// </summary>
    private void Decide(long question, in DecisionRow row)
    {
        if (questions.TryGetValue(question, out Question last))
        {
            bool now = last.Office != row.Office && row.Time - last.Time <= 365L * SimTime.Day;
            exposed += now && !last.Exposed ? 1 : 0;
            questions[question] = new Question(row.Time, row.Office, last.Exposed || now);
        }
        else
        {
            questions[question] = new Question(row.Time, row.Office, false);
        }
    }

    private readonly record struct Question(long Time, ushort Office, bool Exposed);
}
