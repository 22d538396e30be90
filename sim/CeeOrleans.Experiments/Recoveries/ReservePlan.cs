using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Experiments.Sweeps;
using CeeOrleans.Scenarios;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Experiments.Recoveries;

/// <summary>
/// What is run to say what reserve a surge or shock needs: the scenario with so many more people, each with the shock and
/// without it.
/// </summary>
/// <param name="Sweep">One axis: the people of the role.</param>
/// <param name="Role">"import specialists" or "entry specialists".</param>
/// <param name="Today">People of the role in the scenario.</param>
/// <param name="Added">People more at each point of the sweep; 0 first, ascending.</param>
/// <param name="Surge">What was laid over the scenario; null where its own shocks are the question.</param>
public sealed record ReservePlan(SweepPlan Sweep, string Role, int Today, ImmutableArray<int> Added, LaidSurge? Surge)
{
    /// <summary>People added where nothing is said.</summary>
    public static ImmutableArray<int> StandardAdded { get; } = [0, 25, 50, 100];

    /// <summary>The scenario as it is asked about, with the surge laid over it.</summary>
    public LoadedScenario Scenario => Sweep.Scenario;

    /// <summary>Makes the points; every one is loaded and checked before anything runs.</summary>
    /// <param name="scenario">With the surge where one is laid over it; valid.</param>
    /// <param name="role">One of <see cref="PeoplePath.Roles"/>.</param>
    /// <param name="added">None below 0; what it lacks of today's people is added to it.</param>
    /// <param name="load">Reads the scenario as the file says it, with values laid over it.</param>
    /// <param name="adjust">What the command line asks of every point: seed, replications.</param>
    /// <returns>No plan exactly when there are problems.</returns>
    public static (ReservePlan? Plan, ImmutableArray<string> Problems) Make(
        LoadedScenario scenario,
        string role,
        ImmutableArray<int> added,
        LaidSurge? surge,
        Func<IReadOnlyList<ScenarioOverride>, LoadedScenario> load,
        Func<RunInputs, RunInputs> adjust)
    {
        RunInputs inputs = scenario.Inputs!;
        if (inputs.Population is null)
        {
            return (null, ["A plain queue has neither entries nor specialists; cee sweep FILE --vary queue.servers=… shows what more servers do"]);
        }

        if (CalmTwin.Of(inputs) is null)
        {
            return (null, ["The scenario has neither shocks nor a hiring freeze in its horizon, so nothing is to recover from"]);
        }

        if (PeoplePath.Of(scenario, role) is not { } path)
        {
            return (null, [$"Every office has its staff given, so that people.{role} changes nobody; leave out staff to have people placed by workload"]);
        }

        int today = PeopleAt(scenario, path);
        string authorised = $"people.authorised {role}";
        int positions = PeopleAt(scenario, authorised);
        ImmutableArray<int> more = [.. added.Append(0).Distinct().Order()];
        if (more.Length == 1)
        {
            return (null, ["Nobody is added; give one number of people above 0 or more, for example 25,50"]);
        }

        SweepAxis axis = new(path, [.. more.Select(a => new PathValue(People(today + a), today + a))]);
        (SweepPlan? plan, ImmutableArray<string> errors) = SweepPlan.Make(
            scenario,
            [axis],
            overrides =>
            {
                int people = (int)axis.Values.First(v => v.Text == overrides[0].Value).Number;
                return load(
                [
                    .. overrides,

                    // Where people come and go, positions are what is kept filled: a reserve is positions, too.
                    .. inputs.People.OverTime.On && !path.StartsWith("offices.one.", StringComparison.Ordinal) ? [new ScenarioOverride(authorised, People(positions + people - today))] : Array.Empty<ScenarioOverride>(),
                    .. surge is null ? Array.Empty<ScenarioOverride>() : [surge.Override],
                ]);
            },
            adjust);
        return plan is null ? (null, errors) : (new ReservePlan(plan, role, today, more, surge), []);
    }

    private static string People(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} people");

    private static int PeopleAt(LoadedScenario scenario, string path) =>
        scenario.Effective.FirstOrDefault(v => v.Path == path) is { } value
            && ScenarioPath.Find(path, queue: false, out _) is { } input
            && input.TryRead(value.Value, out PathValue read, out _) ? (int)read.Number : 0;
}
