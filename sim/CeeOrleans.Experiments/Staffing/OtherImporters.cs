using System.Collections.Concurrent;
using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Experiments.Hosts;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Staffing;

/// <summary>A year of the answer with importers, opening and luck of their own.</summary>
/// <param name="Seed">That of the draw.</param>
/// <param name="Offices">What every searched office reached with the people of the answer.</param>
/// <param name="Share">Part of the expected entry summaries that the searched Center's importers file; NaN where no Center alone was searched.</param>
/// <param name="Needs">By desk, the fewest people that meet the desk's own targets in this year while the other desk of the office is as large as the year asks.</param>
public sealed record DrawnYear(ulong Seed, double Share, ImmutableArray<OfficeYear> Offices, ImmutableArray<DeskNeed> Needs)
{
    public bool Met => Offices.All(o => o.Met);
}

/// <summary>
/// Tries an answer on other importers. All years of a certificate have the importers and the opening of one seed; here each
/// year draws both anew from the same assumptions, so these years are independent of each other and of the search. A year
/// costs five of the certificate, for the opening of its own; it is stored, so a second question runs none again.
/// </summary>
/// <param name="options">Cache folder, fresh or not, threads.</param>
public sealed class OtherImporters(RunOptions options, IProgress<StaffingProgress>? progress = null)
{
    /// <param name="result">An answer for a few desks.</param>
    /// <param name="draws">1 or more; seeds behind that of the scenario.</param>
    /// <exception cref="BrokenLawException">A law did not hold in a run.</exception>
    public async Task<ImmutableArray<DrawnYear>> AskAsync(StaffingResult result, int draws, CancellationToken cancellation)
    {
        StaffingPlan plan = result.Plan;
        StaffingStore store = new(options.CacheFolder, options.Fresh);
        RunInputs answer = Setup.WithStaff(plan.Inputs, result.Staff);
        var years = ImmutableArray.CreateBuilder<DrawnYear>(draws);
        for (int i = 0; i < draws; i++)
        {
            int at = i;
            void Tell(string what, double part) => progress?.Report(new StaffingProgress($"other importers{what}", at, draws, (at + part) / draws));
            RunInputs inputs = answer with { Seed = unchecked(answer.Seed + (ulong)(i + 1)) };
            string key = FormattableString.Invariant($"{Setup.HashOf(inputs)}|other importers, both desks|{plan.Question}");
            Tell("", 0);
            years.Add(store.Find<DrawnYear>(key) ?? store.Keep(key, await YearAsync(result, inputs, Tell, cancellation).ConfigureAwait(false)));
        }

        return years.ToImmutable();
    }

    private async Task<DrawnYear> YearAsync(StaffingResult result, RunInputs inputs, Action<string, double> tell, CancellationToken cancellation)
    {
        const double OpeningPart = 0.7;
        Setup setup = Setup.Compile(inputs);
        RecordingHost host = new(new InlineRunHost(setup, options.Threads), result.Desks.Select(d => d.Desk.Office));
        tell(", opening", 0);
        Opening opening = await RunService.OpenAsync(setup, host, cancellation).ConfigureAwait(false);
        host.Clear();
        await new RunPlan(setup, host, 1, p => tell("", OpeningPart + ((1 - OpeningPart) * p.Fraction))).RunAsync($"draw-{Guid.NewGuid():N}", opening, cancellation).ConfigureAwait(false);
        OfficeTargets targets = new(inputs, result.Plan.Targets);
        bool stationary = inputs.Opening.Kind == OpeningKind.Stationary;
        ConcurrentBag<DeskNeed> needs = [];
        Parallel.ForEach(
            result.Desks.Select(d => d.Desk.Office).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation },
            office =>
            {
                foreach (DeskNeed need in OfficeNeeds.Of(result, setup, host, office, result.Staff[office], stationary ? new BorrowedOpening(host.Reports[office]) : null, cancellation))
                {
                    needs.Add(need);
                }
            });
        return new DrawnYear(
            inputs.Seed,
            result.Plan.ShareIn(setup),
            [.. result.Desks.Select(d => d.Desk.Office).Distinct().Select(o => new OfficeYear(o, targets.Reached(host.Reports[o])))],
            [.. needs.OrderBy(n => n.Office).ThenBy(n => n.Role)]);
    }
}
