using System.Collections.Immutable;
using System.Text;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Experiments;
using CeeOrleans.Reports.Tables;
using CeeOrleans.Scenarios.Names;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Cli.Traces;

/// <summary>Follows an importer through one replication and puts what it saw into words.</summary>
internal sealed class ImporterTracer(RunOptions options) : ITracer
{
    public async Task<AccountLife?> TraceAsync(RunInputs inputs, int? importer, long? entry, int replication, CancellationToken cancellation)
    {
        if (await Tracer.TraceAsync(inputs, importer, replication, options, cancellation).ConfigureAwait(false) is not { } life)
        {
            return null;
        }

        AccountLife told = new Teller(inputs, life).Tell(life.Importer);
        return entry is null ? told
            : told.Entries.Where(e => e.Entry == entry).ToImmutableArray() is { IsEmpty: false } one ? told with { Entries = one, Other = [] }
            : null;
    }

    private sealed class Teller(RunInputs inputs, ImporterLife life)
    {
        private readonly Dictionary<WorkKind, string> kinds = inputs.Kinds.ToDictionary(k => k.Kind, k => k.Name);

        public AccountLife Tell(int importer)
        {
            ILookup<(int, int), WorkStep> steps = life.Steps.ToLookup(s => Of(s.Item));
            Dictionary<(int, int), int> offices = [];
            SortedSet<int> all = [];
            foreach (RoutedWork work in life.Work.Where(w => w.Item.Kind != WorkKind.PartnerReferral && w.Item.Seen < life.Setup.End).OrderBy(w => w.Item.Seen))
            {
                offices.TryAdd(Of(work.Item), work.Office);
                all.Add(work.Office);
            }

            ImmutableArray<EntryLife> entries =
            [
                .. life.Entries.Select(e => Entry(e.EntryYear, e.Entry, offices, steps[(e.EntryYear, e.Entry.Entry)])),
            ];
            HashSet<(int, int)> drawn = [.. life.Entries.Select(e => (e.EntryYear, e.Entry.Entry))];
            return new AccountLife(
                importer,
                ImporterNames.For(inputs.Seed, importer).Name,
                ImporterNumbers.For(importer).ToString(),
                life.Facts.Center < 0 ? "" : $"Center {inputs.Centers[life.Facts.Center].Code} {inputs.Centers[life.Facts.Center].Name}",
                Membership(life.Facts.Membership),
                [.. life.Facts.Ports.Select(Port)],
                [.. all.Select(Office)],
                entries,
                [.. life.Steps.Where(s => !drawn.Contains(Of(s.Item))).Select(Step)]);
        }

        private EntryLife Entry(int year, DrawnEntry e, Dictionary<(int, int), int> offices, IEnumerable<WorkStep> steps) => new(
            year,
            e.Entry,
            SimTime.DateOf(e.Day),
            Port(e.Port),
            inputs.Ports[e.Port].Mode.ToString().ToLowerInvariant(),
            e.Heading.ToString("0000", System.Globalization.CultureInfo.InvariantCulture),
            e.ValueCents,
            Words(e.Fate),
            offices.TryGetValue((year, e.Entry), out int office) ? Office(office) : "",
            [.. steps.Select(Step)]);

        private LifeStep Step(WorkStep s) => new(
            s.Time,
            kinds.GetValueOrDefault(s.Item.Kind) ?? Words(s.Item.Kind.ToString()),
            s.Kind switch
            {
                StepKind.PutBack => "put back",
                StepKind.Finished when s.Outcome != Outcome.None => $"finished: {Words(s.Outcome.ToString())}",
                StepKind.Left => Words(s.Outcome.ToString()),
                StepKind.WaitsOutside => "waits outside",
                StepKind.PassedOn => "passed on",
                _ => Words(s.Kind.ToString()),
            },
            Office(s.Office),
            s.Kind switch
            {
                StepKind.Seen when s.Until is > 0 and < SimTime.Never => $"due {Terminal.Words.Moment(s.Until)}",
                StepKind.WaitsOutside => $"until {Terminal.Words.Moment(s.Until)}",
                StepKind.PassedOn => $"to {Office(s.Target)}",
                _ => "",
            });

        private string Office(int index) => index < 0 || index >= life.Setup.Offices.Length ? "" : Name(life.Setup.Offices[index]);

        private string Port(int index) => $"{inputs.Ports[index].Code} {OfficeNames.Title(inputs.Ports[index].Name)}";

        private static string Name(OfficeLabel office) =>
            office.Kind == Domain.Offices.OfficeKind.Center ? $"Center {office.Code} {office.Name}" : $"{office.Code} {OfficeNames.Title(office.Name)}";

        private static (int Year, int Entry) Of(WorkItem item) => (WorkId.EntryYear(item.Id), WorkId.Entry(item.Id));

        private static string Membership(Membership m) => !m.Ctpat ? "" : FormattableString.Invariant($"C-TPAT tier {m.CtpatTier}{(m.Isa ? ", ISA" : "")}");

        /// <summary>"AdCvdReview" → "AD/CVD review", "Cf28" → "CF-28".</summary>
        private static string Words(string name)
        {
            string known = name.Replace("AdCvd", "AD/CVD", StringComparison.Ordinal).Replace("Cf2", "CF-2", StringComparison.Ordinal);
            StringBuilder text = new();
            for (int i = 0; i < known.Length; i++)
            {
                bool starts = char.IsAsciiLetterUpper(known[i]) && i + 1 < known.Length && char.IsAsciiLetterLower(known[i + 1]);
                if (starts && i > 0)
                {
                    text.Append(' ');
                }

                text.Append(starts ? char.ToLowerInvariant(known[i]) : known[i]);
            }

            return text.ToString();
        }
    }
}
