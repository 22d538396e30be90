namespace CeeOrleans.Workload.Inputs;

/// <summary>Trainings of the trade (model section 1, item 15): they reach small importers and fade.</summary>
/// <param name="EventsPerYear">Events of the nation in a year, spread evenly over the small importers and the days.</param>
/// <param name="Reach">Small importers at one event.</param>
/// <param name="Contacts">Contacts of a trained importer against before, 0 to 1, on the day after.</param>
/// <param name="HalfLifeDays">Days in which the effect on errors and contacts halves.</param>
public sealed record TradeTrainingInput(double EventsPerYear, double Reach, double Contacts, double HalfLifeDays);
