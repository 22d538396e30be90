using System.Collections.Immutable;
using CeeOrleans.Domain.Offices;

namespace CeeOrleans.Workload.Results;

/// <summary>People of one role at one office on a day.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="OnBoard">At the desk, present or on leave.</param>
/// <param name="Learning">Of these, people still in their ramp.</param>
/// <param name="Overhead">Import specialists of a Center who do no casework; on board, but at no desk.</param>
public sealed record StaffingRow(int Day, int Office, Role Role, int OnBoard, int Learning, int Overhead);

/// <summary>How far the expansion is on a day.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="Accounts">Accounts that each Center has, by Center index; the last are accounts without a Center, none.</param>
/// <param name="HeadingShare">Share of tariff headings whose Center takes every account at every port.</param>
/// <param name="SummaryShare">Share of summaries whose post-release work a Center does.</param>
public sealed record ExpansionRow(int Day, ImmutableArray<long> Accounts, double HeadingShare, double SummaryShare);
