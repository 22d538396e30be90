using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// What importers filed in the years that are counted: of the nation, by port, by industry and by stratum. Filled batch by
/// batch, in any order; whoever fills it keeps others out.
/// </summary>
internal sealed class ProjectionCount(Setup setup)
{
    private readonly PortCount[] ports = new PortCount[setup.Inputs.Ports.Length];
    private readonly IndustryCount[] industries = new IndustryCount[setup.Inputs.Centers.Length + 1];
    private readonly StratumCount[] strata = new StratumCount[setup.Strata.Count];
    private EntryCount entries;

    public long Filed => entries.Filed;

    /// <summary>Entries that became work of a desk.</summary>
    public long Touched => entries.Touched;

    /// <summary>The same as <see cref="Filed"/>, counted port by port.</summary>
    public long FiledAtPorts => ports.Sum(p => p.Filed);

    public AdCvdTotals AdCvd => new(entries.Stock, entries.Suspended, entries.Released, entries.Stock + entries.Suspended - entries.Lifted) { Messages = entries.Messages };

    public SummaryTotals Summaries => new SummaryTotals(entries.Filed, entries.Filed - entries.Touched, entries.Touched, entries.ValueCents)
    {
        Clipped = entries.Clipped,
        CtpatFiled = entries.CtpatFiled,
        CtpatValueCents = entries.CtpatValueCents,
        CtpatLines = entries.CtpatLines,
        IsaFiled = entries.IsaFiled,
        IsaValueCents = entries.IsaValueCents,
        TrustedFiled = entries.TrustedFiled,
        Lines = entries.Lines,
        CorrectionsAutomatic = entries.Automatic,
    };

    public ImmutableArray<PortTotals> Ports => [.. ports.Select((p, i) => new PortTotals(i) { Filed = p.Filed, ValueCents = p.ValueCents, CtpatValueCents = p.CtpatValueCents, WorkItems = p.Work, KeptWorkItems = p.Kept, Exams = p.Exams, ExamDelaySeconds = p.Delay, OfficerSeconds = p.Officers })];

    /// <summary>By Center's industry, the last row for goods of none; empty without a nation.</summary>
    public ImmutableArray<IndustryTotals> Industries => setup.Inputs.Population is null ? [] :
    [
        .. industries.Select((x, i) => new IndustryTotals(i < industries.Length - 1 ? i : -1)
        {
            Importers = setup.Totals.ImportersByCenter[i],
            AccountsTaken = setup.Totals.AccountsTaken[i],
            Appealed = setup.Totals.AppealedByCenter[i],
            AppealsGranted = setup.Totals.GrantedByCenter[i],
            Filed = x.Filed,
            ValueCents = x.ValueCents,
            Exams = x.Exams,
            ExamDelaySeconds = x.Delay,
            ExamsByCause = [x.Security, x.Trade, x.Partner, x.Property],
        }),
    ];

    /// <summary>One importer's batch.</summary>
    /// <param name="firstYear">True in the first year that is counted: its importers and what it found open are counted once.</param>
    public void Add(ProjectBatch batch, bool firstYear)
    {
        EntryTally t = batch.Tally;
        entries.Filed += t.Filed;
        entries.Touched += t.Touched;
        entries.Clipped += t.Clipped;
        entries.ValueCents += t.ValueCents;
        entries.Lines += t.Lines;
        entries.Automatic += t.CorrectionsAutomatic;
        entries.Suspended += t.Suspended;
        entries.Released += t.Released;
        entries.Messages += t.Messages;
        entries.Stock += firstYear ? t.OpeningStock : 0;
        if ((t.Flags & AccountFlags.Ctpat) != 0)
        {
            entries.CtpatFiled += t.Filed;
            entries.CtpatValueCents += t.ValueCents;
            entries.CtpatLines += t.Lines;
        }

        if ((t.Flags & AccountFlags.Isa) != 0)
        {
            entries.IsaFiled += t.Filed;
            entries.IsaValueCents += t.ValueCents;
        }

        entries.TrustedFiled += (t.Flags & AccountFlags.Trusted) != 0 ? t.Filed : 0;
        int center = t.Center < 0 ? industries.Length - 1 : t.Center;
        StratumCells of = setup.Strata.Of(t.AccountClass, t.Flags, t.Center);
        strata[of.Class].Add(batch, firstYear);
        strata[of.Trader].Add(batch, firstYear);
        strata[of.Industry].Add(batch, firstYear);
        ref IndustryCount industry = ref industries[center];
        industry.Filed += t.Filed;
        industry.ValueCents += t.ValueCents;
        industry.Security += t.ExamsSecurity;
        industry.Trade += t.ExamsTrade;
        industry.Partner += t.ExamsPartner;
        industry.Property += t.ExamsProperty;
        foreach (PortTally p in batch.Ports)
        {
            ref PortCount port = ref ports[p.Port];
            port.Filed += p.Filed;
            port.ValueCents += p.ValueCents;
            port.CtpatValueCents += (t.Flags & AccountFlags.Ctpat) != 0 ? p.ValueCents : 0;
            port.Exams += p.Exams;
            port.Delay += p.ExamDelaySeconds;
            port.Officers += p.OfficerSeconds;
            industry.Exams += p.Exams;
            industry.Delay += p.ExamDelaySeconds;
        }

        foreach (RoutedWork work in batch.Work)
        {
            ref PortCount port = ref ports[work.Item.Port];
            port.Work++;
            port.Kept += work.Office == setup.Routing.PortOffice(work.Item.Port) ? 1 : 0;
            entries.Lifted += work.Item.Kind == WorkKind.AdCvdLiquidationEntry ? work.Item.Entries : 0;
        }
    }

    /// <summary>Who the work was for: what the projection, the case book and the offices know, in one row a stratum.</summary>
    public ImmutableArray<StratumTotals> Strata(OfficeReport[] reports, CaseBook caseBook)
    {
        Dictionary<(StratumBy, int), SortedDictionary<WorkKind, StratumWork>> work = [];
        foreach (StratumWork row in reports.SelectMany(r => r.Strata))
        {
            if (!work.TryGetValue((row.By, row.Index), out SortedDictionary<WorkKind, StratumWork>? kinds))
            {
                work[(row.By, row.Index)] = kinds = [];
            }

            kinds[row.Kind] = kinds.TryGetValue(row.Kind, out StratumWork? sum) ? sum.Plus(row) : row;
        }

        return
        [
            .. strata.Select((c, i) =>
            {
                StratumTotals known = caseBook.TotalsOf(i);
                return known with
                {
                    Importers = c.Importers,
                    Filed = c.Filed,
                    ValueCents = c.ValueCents,
                    Exams = c.Exams,
                    ExamDelaySeconds = c.Delay,
                    Work = work.TryGetValue((known.By, known.Index), out SortedDictionary<WorkKind, StratumWork>? kinds) ? [.. kinds.Values] : [],
                };
            }),
        ];
    }

    private struct StratumCount
    {
        public long Importers;
        public long Filed;
        public long ValueCents;
        public long Exams;
        public long Delay;

        public void Add(ProjectBatch batch, bool firstYear)
        {
            Importers += firstYear && batch.Tally.First ? 1 : 0;
            Filed += batch.Tally.Filed;
            ValueCents += batch.Tally.ValueCents;
            foreach (ref readonly PortTally p in batch.Ports.AsSpan())
            {
                Exams += p.Exams;
                Delay += p.ExamDelaySeconds;
            }
        }
    }

    private struct EntryCount
    {
        public long Filed;
        public long Touched;
        public long Clipped;
        public long ValueCents;
        public long Lines;
        public long Automatic;
        public long Suspended;
        public long Released;

        /// <summary>Entries inside the batches that offices are asked to liquidate: the other side of what importers released.</summary>
        public long Lifted;
        public long Messages;
        public long Stock;
        public long CtpatFiled;
        public long CtpatValueCents;
        public long CtpatLines;
        public long IsaFiled;
        public long IsaValueCents;
        public long TrustedFiled;
    }

    private struct PortCount
    {
        public long Filed;
        public long ValueCents;
        public long CtpatValueCents;
        public long Work;
        public long Kept;
        public long Exams;
        public long Delay;
        public long Officers;
    }

    private struct IndustryCount
    {
        public long Filed;
        public long ValueCents;
        public long Exams;
        public long Delay;
        public long Security;
        public long Trade;
        public long Partner;
        public long Property;
    }
}
