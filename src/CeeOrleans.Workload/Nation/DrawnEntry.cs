using System.Collections.Immutable;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Work;

namespace CeeOrleans.Workload.Plan;

/// <summary>One entry summary as luck gave it, before routing.</summary>
/// <param name="Entry">Number within importer and entry-year; the same in every scenario that contains it.</param>
/// <param name="Day">Day of filing.</param>
/// <param name="Port">Index of the port.</param>
/// <param name="Fate">What becomes of it: "Untouched", "DocumentReview", …</param>
public sealed record DrawnEntry(int Entry, int Day, int Port, int Heading, long ValueCents, string Fate);

/// <summary>Who an importer is under a setup.</summary>
/// <param name="Company">Number of the first IOR of its company.</param>
/// <param name="CompanySize">IOR numbers of the company.</param>
/// <param name="SummariesPerYear">Expected.</param>
/// <param name="Center">Index of the Center it is assigned to; -1 when none.</param>
public sealed record ImporterFacts(
    int Number,
    int Company,
    int CompanySize,
    double SummariesPerYear,
    int Center,
    Membership Membership,
    AccountFlags Flags,
    ImmutableArray<int> Ports,
    ImmutableArray<int> Headings);
