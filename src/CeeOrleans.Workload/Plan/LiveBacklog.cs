using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Routing;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The open items of a snapshot as the work that is open at the start. The moment of the snapshot is laid on the start of the
/// horizon, so ages and clocks are those of the live world. An item stays at its office; where the plan has no such office, it
/// goes where the plan's routing sends its account and port. What waits outside comes to the desk when its wait is over: the
/// rest of a wait that is at least as long as it has lasted.
/// </summary>
internal static class LiveBacklog
{
    /// <summary>The stage of what was outside: it is not open at a desk when the horizon begins.</summary>
    private const int OutsideStage = 1;

    /// <param name="number">The first entry number that is free.</param>
    public static void Add(Setup setup, int entryYear, int number, ImmutableArray<RoutedWork>.Builder all)
    {
        if (setup.Inputs.Opening.Snapshot is not { } snapshot)
        {
            return;
        }

        LiveOffices offices = new(setup.Inputs);
        ulong key = KeyedRandom.Key(setup.Inputs.Seed, 0);
        long shift = setup.Start - snapshot.Facts.AsOf;

        // Where the accounts are the importers, an item is its own importer's; else who imports is drawn: the population is another one,
        // and what routing and rules ask of the account is its own.
        bool own = setup.Inputs.Population?.Snapshot is not null;
        for (int a = 0; a < snapshot.Accounts.Length; a++)
        {
            SnapshotAccount account = snapshot.Accounts[a];
            if (account.Items.IsEmpty)
            {
                continue;
            }

            AccountTraits traits = offices.TraitsOf(account);
            ImporterShape? shape = own ? ImporterShape.Build(setup, key, a) : null;
            foreach (SnapshotItem open in account.Items)
            {
                Luck luck = KeyedRandom.Draw(key, Purpose.Backlog, (ulong)number, 0);
                int office = offices.OfficeOf(open, traits);

                // What is with another agency waits there by itself.
                bool agency = open.Role == Role.PartnerAgencyOfficer;
                bool outside = open.State == CaseState.Outside && !agency;
                long seen = outside ? setup.NextCut(setup.Start + RestOfWait(setup, open, snapshot.Facts.AsOf, luck.D)) : open.Seen + shift;
                all.Add(new RoutedWork((ushort)office, new WorkItem
                {
                    Id = WorkId.Pack(own ? a : (int)(((ulong)luck.A * (ulong)Math.Max(1, setup.Importers)) >> 32), entryYear, number & WorkId.MaxEntry, outside || agency ? OutsideStage : 0),
                    Arose = Math.Min(open.Seen + shift, seen),
                    Seen = seen,
                    Deadline = open.Deadline == 0 ? 0 : open.Deadline + shift,
                    ValueDollars = open.ValueDollars,
                    FiledDay = open.FiledDay + setup.Inputs.StartDay - SimTime.DayOf(snapshot.Facts.AsOf),
                    Port = (ushort)offices.PortOf(open, office),
                    Heading = (ushort)Math.Clamp(open.Heading, 0, 9_999),
                    Entries = (ushort)Math.Clamp(open.Entries, 1, ushort.MaxValue),
                    RiskRank = (ushort)Math.Clamp(open.RiskRank, 0, ushort.MaxValue),
                    Kind = open.Kind,
                    Center = (sbyte)traits.Center,
                    Flags = shape?.Flags ?? offices.FlagsOf(account),
                    AccountClass = shape is null ? (byte)0 : AccountClasses.Of(shape.Size * setup.ReferenceFactor, shape.Ports.Length),
                    Referred = open.Referred,
                }));
                number++;
            }
        }
    }

    /// <summary>Seconds from the start: a wait as the rules draw it, given that it is longer than it has lasted.</summary>
    private static long RestOfWait(Setup setup, in SnapshotItem item, long asOf, uint word)
    {
        WorkInputs work = setup.Work!;
        DelayTable? table = item.Wait switch
        {
            WaitCause.Importer when item.Kind == WorkKind.Cf28Reply => work.Cf28Reply,
            WaitCause.Importer when item.Kind == WorkKind.Cf29Reply => work.Cf29Reply,
            WaitCause.FurtherInformation => work.FurtherInformation,
            WaitCause.LeadCase => work.LeadCase,
            WaitCause.Laboratory => work.Laboratory,
            WaitCause.Headquarters => work.Headquarters,
            WaitCause.PartnerAgency => work.PartnerAgency,
            _ => null,
        };
        if (table is null)
        {
            return 0;
        }

        long lasted = Math.Max(0, asOf - item.Seen);
        ReadOnlySpan<long> quantiles = table.Quantiles;
        int step = 0;
        while (step < quantiles.Length && quantiles[step] <= lasted)
        {
            step++;
        }

        // The share of waits that are over by now is taken away from below.
        double over = Math.Max(0, step - 1) / (double)DelayTable.Steps;
        double u = over + ((1 - over) * KeyedRandom.Unit(word));
        return step == quantiles.Length ? 0 : Math.Max(0, table.At((uint)Math.Min(uint.MaxValue, u * 4294967296.0)) - lasted);
    }
}
