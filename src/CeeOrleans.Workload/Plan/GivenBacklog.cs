using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Work;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Workload.Plan;

/// <summary>
/// Open work that a scenario gives by office, kind and age. Each item gets an importer and a heading by keyed draw, so
/// that it follows its account when a Center takes over; it is seen at the first cut of the horizon, its clock counts
/// from its age.
/// </summary>
internal static class GivenBacklog
{
    /// <summary>Identities of given items: an entry-year of their own.</summary>
    private const int EntryYear = -16;

    /// <summary>Whether an item was given as open; what follows from it is not.</summary>
    public static bool Has(in WorkItem item) => WorkId.EntryYear(item.Id) == EntryYear && WorkId.Stage(item.Id) == 0;

    public static ImmutableArray<RoutedWork> Of(Setup setup)
    {
        ImmutableArray<RoutedWork>.Builder all = ImmutableArray.CreateBuilder<RoutedWork>();
        ulong key = KeyedRandom.Key(setup.Inputs.Seed, 0);
        Dictionary<string, int> offices = setup.Offices.Select((o, i) => (o.Code, i)).ToDictionary(x => x.Code, x => x.i);
        int number = 0;
        foreach (BacklogRow row in setup.Inputs.Opening.Backlog)
        {
            int office = offices[row.Office];

            // A Center and the office of a plain queue have no port of their own; the first one stands for it.
            int port = Enumerable.Range(0, setup.Inputs.Ports.Length).FirstOrDefault(p => setup.Inputs.Ports[p].Office == office);
            for (int i = 0; i < row.Items; i++, number++)
            {
                Luck luck = KeyedRandom.Draw(key, Purpose.Backlog, (ulong)number, 0);
                int importer = (int)(((ulong)luck.A * (ulong)Math.Max(1, setup.Importers)) >> 32);
                ImporterShape? shape = setup.Importers == 0 ? null : ImporterShape.Build(setup, key, importer);
                long arose = setup.Start - ((long)row.AgeDays * SimTime.Day);
                WorkItem item = new()
                {
                    Id = WorkId.Pack(importer, EntryYear, number & WorkId.MaxEntry, 0),
                    Arose = arose,
                    Seen = setup.NextCut(arose),
                    FiledDay = SimTime.DayOf(arose),
                    Port = (ushort)port,
                    Heading = shape is null or { Headings.Length: 0 } ? (ushort)0 : shape.Headings[(int)(luck.B % (uint)shape.Headings.Length)],
                    Entries = 1,
                    RiskRank = (ushort)(luck.C >> 16),
                    Kind = row.Kind,
                    Center = (sbyte)(shape?.Center ?? -1),
                    Flags = shape?.Flags ?? AccountFlags.None,
                };
                all.Add(new RoutedWork((ushort)office, item));
            }
        }

        LiveBacklog.Add(setup, EntryYear, number, all);
        return all.ToImmutable();
    }
}
