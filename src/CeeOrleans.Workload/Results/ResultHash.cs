using System.Buffers.Binary;
using System.Security.Cryptography;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Workload.Results;

/// <summary>
/// SHA-256 over the canonical bytes of results: every integer of every row, in the order of the rows, little-endian.
/// Names, notes and times of the wall clock are not part of it.
/// </summary>
public static class ResultHash
{
    /// <summary>Hash of one replication, lower-case hex.</summary>
    public static string Of(ReplicationResult r)
    {
        using Canonical c = new();
        c.Add(r.Replication);
        SummaryTotals s = r.Summaries;
        c.Add(s.Filed, s.Untouched, s.Touched, s.ValueCents, s.Clipped, s.CtpatFiled, s.CtpatValueCents, s.CtpatLines, s.IsaFiled, s.IsaValueCents, s.TrustedFiled, s.Lines, s.CorrectionsAutomatic);
        c.Add(r.Desks.Length);
        foreach (DeskTotals d in r.Desks)
        {
            c.Add(d.Office, (long)d.Role, d.People, d.BusySeconds, d.IdleSeconds, d.OffSeconds, d.ClockedSeconds, d.ClockedArrivedSeconds, d.PersonDays, d.CapacitySeconds);
        }

        c.Add(r.Kinds.Length);
        foreach (KindTotals k in r.Kinds)
        {
            c.Add(k.Office, (long)k.Kind, k.OpenAtStart, k.Arrived, k.Received, k.Finished, k.Lapsed, k.Deemed, k.Withdrawn, k.Passed, k.OpenAtEnd);
            c.Add(k.WaitOnShiftSeconds, k.HandOverSeconds);
            c.Add(k.Due, k.OnTime, k.Opened, k.ServiceSeconds, k.WaitSeconds, k.FirstTouched, k.SojournSeconds, k.OpenSeconds);
            c.Add(k.YieldFoundCents, k.YieldForgoneCents, k.DeemedValueDollars, k.EntriesFinished, k.OpenAgeSeconds);
            c.Add(k.Wait);
            c.Add(k.Sojourn);
            c.Add(k.OpenAge);
        }

        c.Add(r.Weeks.Length);
        foreach (WeekRow w in r.Weeks)
        {
            c.Add(w.Week, w.Office, (long)w.Role, w.OpenClocked, w.OpenPool, w.Outside, w.Arrived, w.Finished, w.Lapsed, w.Opened, w.Due, w.OnTime, w.BusySeconds, w.PresentSeconds);
        }

        c.Add(r.Ports.Length);
        foreach (PortTotals p in r.Ports)
        {
            c.Add(p.Port, p.Filed, p.ValueCents, p.CtpatValueCents, p.WorkItems, p.KeptWorkItems, p.Exams, p.ExamDelaySeconds, p.OfficerSeconds);
        }

        c.Add(r.Industries.Length);
        foreach (IndustryTotals i in r.Industries)
        {
            c.Add(i.Center, i.Importers, i.AccountsTaken, i.Filed, i.ValueCents, i.Exams, i.ExamDelaySeconds);

            // Only where somebody appealed: a nation without appeals has the digits of a model that knows none.
            if (i.Appealed > 0)
            {
                c.Add(i.Appealed, i.AppealsGranted);
            }

            foreach (long n in i.ExamsByCause)
            {
                c.Add(n);
            }
        }

        AccountTotals a = r.Accounts;
        c.Add(a.ImportersTouched, a.TouchPoints, a.OfficesOfImporters, a.ImportersDecided, a.Questions, a.QuestionsExposed, a.HoldDaysShortened);
        c.Add(a.CenterDecisions, a.OffIndustryDecisions, a.OutsideModalOffice, a.QuestionDecisions, a.Headings, a.HeadingsExposed, a.CompaniesTakingPart);
        c.Add(a.AmbiguousQuestions, a.DisagreementMillionths, a.SameOfficeMillionths, a.AmbiguousSameOffice, a.DisagreementSameOfficeMillionths);
        c.Add(a.AmbiguousTwoOffices, a.DisagreementTwoOfficesMillionths, a.RepeatsOwn, a.RepeatsElsewhere);
        c.Add(r.Strata.Length);
        foreach (StratumTotals t in r.Strata)
        {
            c.Add((long)t.By, t.Index, t.Importers, t.Filed, t.ValueCents, t.Exams, t.ExamDelaySeconds, t.TouchPoints, t.Cf28s);
            c.Add(t.ImportersDecided, t.OfficesOfImporters, t.Questions, t.QuestionsExposed, t.Work.Length);
            foreach (StratumWork w in t.Work)
            {
                c.Add((long)w.Kind, w.FirstTouched, w.WaitSeconds, w.Finished, w.FinishSeconds, w.Left, w.Due, w.OnTime);
            }
        }

        c.Add(r.AdCvd.OpeningStock, r.AdCvd.Suspended, r.AdCvd.Released, r.AdCvd.ClosingStock, r.AdCvd.Messages);
        c.Add(r.WorkItems, r.Decisions);
        return c.Finish();
    }

    /// <summary>Hash of a run: of the hashes of its replications, in order.</summary>
    public static string Of(IEnumerable<ReplicationResult> replications)
    {
        using Canonical c = new();
        foreach (ReplicationResult r in replications.OrderBy(r => r.Replication))
        {
            foreach (byte b in Convert.FromHexString(Of(r)))
            {
                c.Add(b);
            }
        }

        return c.Finish();
    }

    private sealed class Canonical : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] buffer = new byte[8192];
        private int used;

        public void Add(params ReadOnlySpan<long> values)
        {
            foreach (long value in values)
            {
                if (used + 8 > buffer.Length)
                {
                    Flush();
                }

                BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(used), value);
                used += 8;
            }
        }

        public void Add(DurationSketch sketch)
        {
            Add(sketch.Count);
            ReadOnlySpan<int> cells = sketch.Cells;
            for (int i = 0; i < cells.Length; i++)
            {
                if (cells[i] != 0)
                {
                    Add(i, cells[i]);
                }
            }
        }

        public string Finish()
        {
            Flush();
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        public void Dispose() => hash.Dispose();

        private void Flush()
        {
            hash.AppendData(buffer.AsSpan(0, used));
            used = 0;
        }
    }
}
