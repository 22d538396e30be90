namespace CeeOrleans.Workload.Inputs;

/// <summary>
/// Familiarity (model section 4): minutes × (1 + (θ − 1)·exp(−x/κ)), with x the recent case hours that a commodity team has
/// in the industry of the goods, dx/dt = hours worked − x·ln 2/h, brought up to date once a month.
/// </summary>
/// <param name="Unfamiliar">θ: time of somebody without any hours in the industry against an experienced one; below 1 when variety helps.</param>
/// <param name="LearningHours">κ: case hours after which the difference is down to 1/e.</param>
/// <param name="HalfLifeDays">h: days in which half of the hours are forgotten.</param>
/// <param name="PeoplePerTeam">Import specialists for each commodity team of an office.</param>
/// <param name="MostTeams">Most teams of an office.</param>
public sealed record FamiliarityInput(double Unfamiliar, double LearningHours, int HalfLifeDays, int PeoplePerTeam, int MostTeams);

/// <summary>
/// Case memory (model section 4): who decided the same importer and heading a short while ago needs a part of the time and
/// asks less often.
/// </summary>
/// <param name="Time">f: time of a repeat against a first time.</param>
/// <param name="Cf28">φ: how often a CF-28 is sent on a repeat, against a first time.</param>
/// <param name="SeenOfOthers">ψ: how much an office has of a decision of another office; 0 nothing, 1 as of its own.</param>
/// <param name="Days">Days for which a decision is remembered.</param>
public sealed record MemoryInput(double Time, double Cf28, double SeenOfOthers, int Days)
{
    /// <summary>Time of a repeat of another office's question, against a first time.</summary>
    public double TimeElsewhere => 1 - (SeenOfOthers * (1 - Time));

    /// <summary>How often a CF-28 is sent on one.</summary>
    public double Cf28Elsewhere => 1 - (SeenOfOthers * (1 - Cf28));
}

/// <summary>
/// Uniformity (model section 4): how often two people decide an ambiguous question differently. Two numbers that could be
/// measured, by a blind second review.
/// </summary>
/// <param name="WithinOffice">d_w: chance that two specialists of one office disagree.</param>
/// <param name="BetweenOffices">d_b: chance that specialists of two offices disagree; at least d_w.</param>
/// <param name="Ambiguous">Share of questions on which people may disagree at all.</param>
/// <param name="HabitDays">τ: days in which the habits of the old office fade to 1/e in people who moved.</param>
public sealed record UniformityInput(double WithinOffice, double BetweenOffices, double Ambiguous, int HabitDays);
