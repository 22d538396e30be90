namespace CeeOrleans.Planner.Plans;

/// <summary>An input that the planner's page lets people change.</summary>
/// <param name="Path">As in scenario files: "people.import specialists".</param>
/// <param name="Allowed">What it takes, as a sentence.</param>
/// <param name="Words">What may be chosen; empty for free text with a unit.</param>
internal sealed record PlanInput(string Path, string Label, string Hint, string Allowed, params string[] Words)
{
    /// <summary>The main inputs of a national scenario, and the number of replications of any.</summary>
    public static IReadOnlyList<PlanInput> All { get; } =
    [
        new("population", "Who imports", "Live takes a snapshot of the live accounts when the run begins: they are the importers, and enter what they entered in the last year unless entry summaries are changed too.", "One of these is allowed: synthetic, live.", "synthetic", "live"),
        new("population.summaries", "Entry summaries", "A number a year, for example 36 M per year.", "A number above 0 with its unit is allowed, for example 36 M per year."),
        new("population.growth", "Growth of summaries", "From one year to the next, for example 2 % per year.", "A percentage with its unit is allowed, for example 2 % per year."),
        new("people.import specialists", "Import specialists", "For example 935 people.", "A whole number of people, 0 or more, is allowed, for example 935 people."),
        new("people.entry specialists", "Entry specialists", "For example 500 people.", "A whole number of people, 0 or more, is allowed, for example 500 people."),
        new("offices.one.import specialists", "Import specialists", "Of the one office, for example 12.", "A whole number, 0 or more, is allowed, for example 12."),
        new("offices.one.entry specialists", "Entry specialists", "Of the one office, for example 6.", "A whole number, 0 or more, is allowed, for example 6."),
        new("eligibility", "Accounts that Centers take", "Where there are Centers.", "One of these is allowed: nobody, applied, trusted traders, all accounts.", "nobody", "applied", "trusted traders", "all accounts"),
        new("opening", "What is open at the start", "Live takes a snapshot of the live accounts when the run begins, and starts from what is open in them.", "One of these is allowed: empty, stationary, live.", "empty", "stationary", "live"),
        new("replications", "Replications", "Simulated years on different luck. One says what happens; ten say how sure that is.", "A whole number is allowed, for example 10."),
    ];

    /// <summary>The name of its field in forms.</summary>
    public string Field => Path.Replace(' ', '-').Replace('.', '-');
}
