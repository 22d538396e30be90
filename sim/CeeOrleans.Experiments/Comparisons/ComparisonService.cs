using System.Collections.Immutable;
using System.Diagnostics;
using CeeOrleans.Experiments.Measures;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Plan;
using CeeOrleans.Workload.Results;

namespace CeeOrleans.Experiments.Comparisons;

/// <summary>
/// Compares plans on the same luck. Replications that the store has are taken from there, the others are run and kept,
/// so a comparison that was interrupted goes on where it was.
/// </summary>
public static class ComparisonService
{
    /// <summary>Runs what is missing and compares.</summary>
    /// <param name="request">Valid plans that <see cref="Pairing"/> does not refuse.</param>
    /// <param name="options">How to carry out the runs; changes no digit.</param>
    /// <param name="hosts">Where; used for all plans, so that importers activated for one serve the next.</param>
    /// <param name="progress">May be called from any thread.</param>
    /// <exception cref="ComparisonInterruptedException">Cancelled; finished replications are in the store.</exception>
    /// <exception cref="BrokenLawException">A law of conservation did not hold.</exception>
    /// <exception cref="ArgumentException">Fewer than two plans, more than twenty, or plans that cannot be paired.</exception>
    public static async Task<Comparison> RunAsync(ComparisonRequest request, RunOptions options, IRunHostFactory hosts, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        if (request.Plans.Length is < 2 or > Contest.MostPlans)
        {
            throw new ArgumentException($"{request.Plans.Length} plans; 2 to {Contest.MostPlans} can be compared.", nameof(request));
        }

        Pairing pairing = Pairing.Of(request.Plans);
        if (pairing.Refusal.Length > 0)
        {
            throw new ArgumentException(pairing.Refusal, nameof(request));
        }

        Stopwatch watch = Stopwatch.StartNew();
        Runner runner = new(request, options with { Reuse = true }, hosts, progress);
        List<PlanOutcome> plans = [];
        for (int i = 0; i < request.Plans.Length; i++)
        {
            plans.Add(PlanOutcome.From(i, request.Plans[i].File, await runner.RunAsync(PlanOutcome.LabelOf(i), request.Plans[i].Inputs, cancellation).ConfigureAwait(false)));
        }

        List<(WaterfallVariant Variant, MeasureTable A, MeasureTable B)> steps = [];
        foreach (WaterfallVariant variant in request.Waterfall)
        {
            MeasureTable a = MeasureTable.From(await runner.RunAsync($"A, {variant.Added}", variant.A, cancellation).ConfigureAwait(false));
            MeasureTable b = MeasureTable.From(await runner.RunAsync($"B, {variant.Added}", variant.B, cancellation).ConfigureAwait(false));
            steps.Add((variant, a, b));
        }

        return Of(plans, request, pairing.Warnings, steps) with { Seconds = watch.Elapsed.TotalSeconds };
    }

    /// <summary>Compares plans that have run.</summary>
    public static Comparison Of(IReadOnlyList<PlanOutcome> plans, ImmutableArray<ContestMeasure> measures, ImmutableArray<string> warnings) =>
        Of(plans, new ComparisonRequest([], measures, []), warnings, []);

    private static Comparison Of(IReadOnlyList<PlanOutcome> plans, ComparisonRequest request, ImmutableArray<string> warnings, List<(WaterfallVariant Variant, MeasureTable A, MeasureTable B)> steps)
    {
        ImmutableArray<string> names = PlanNames.Of([.. plans.Select(p => (p.File, p.Inputs.Name))]);
        plans = [.. plans.Select((p, i) => p with { Name = names[i] })];
        double alpha = ComparedMeasure.Alpha / Math.Max(1, request.Measures.Length);
        return new Comparison
        {
            Plans = [.. plans],
            Pairs = [.. plans.Skip(1).Select(p => PlanPair.Of(plans[0], p))],
            Contests = [.. request.Measures.Select(m => Contest.Of(m, plans, alpha)).OfType<Contest>()],
            Waterfalls = steps.Count == 0 ? [] : [.. request.Measures.Select(m => WaterfallOf(m, plans, request.LastStep, steps)).OfType<Waterfall>()],
            Warnings = warnings,
            Seconds = 0,
        };
    }

    /// <summary>Null when a plan or a step has no such measure.</summary>
    private static Waterfall? WaterfallOf(ContestMeasure m, IReadOnlyList<PlanOutcome> plans, (string Name, string Explains) last, List<(WaterfallVariant Variant, MeasureTable A, MeasureTable B)> steps)
    {
        List<(string, string, ImmutableArray<double>, ImmutableArray<double>)> values = [];
        foreach ((string name, string explains, MeasureTable a, MeasureTable b) in steps.Select(s => (s.Variant.Added, s.Variant.Explains, s.A, s.B)).Append((last.Name, last.Explains, plans[0].Measures, plans[1].Measures)))
        {
            if (a.Find(m.Name, role: m.Role, kind: m.Kind) is not { } inA || b.Find(m.Name, role: m.Role, kind: m.Kind) is not { } inB)
            {
                return null;
            }

            values.Add((name, explains, inA.PerReplication, inB.PerReplication));
        }

        return Waterfall.Of(m.Label, plans[0].Measures.Find(m.Name, role: m.Role, kind: m.Kind)!.Unit, MeasureSense.Of(m.Name), values);
    }

    /// <summary>Runs one plan after the other and tells where the whole is.</summary>
    private sealed class Runner(ComparisonRequest request, RunOptions options, IRunHostFactory hosts, IProgress<RunProgress>? progress)
    {
        private readonly int runs = request.Plans.Length + (2 * request.Waterfall.Length);
        private readonly int asked = (request.Plans.Length + (2 * request.Waterfall.Length)) * request.Plans[0].Inputs.Replications;
        private int at;
        private int finished;

        public async Task<RunResult> RunAsync(string label, RunInputs inputs, CancellationToken cancellation)
        {
            int run = at++;
            Progress tell = new(p => progress?.Report(p with { Phase = $"{label}: {p.Phase}", Fraction = (run + p.Fraction) / runs }));
            try
            {
                RunResult result = await RunService.RunAsync(inputs, options, hosts, tell, cancellation).ConfigureAwait(false);
                finished += result.Replications.Length;
                return result.Partial ? throw new ComparisonInterruptedException(finished, asked, cancellation) : result;
            }
            catch (OperationCanceledException e) when (e is not ComparisonInterruptedException && cancellation.IsCancellationRequested)
            {
                throw new ComparisonInterruptedException(finished, asked, cancellation);
            }
        }
    }

    private sealed class Progress(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
