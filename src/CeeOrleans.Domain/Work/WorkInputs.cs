namespace CeeOrleans.Domain.Work;

/// <summary>
/// The shares and delays that the rules of work take as inputs, compiled once. Names follow the catalogue of inputs;
/// values, ranges and sources stand there.
/// </summary>
public sealed record WorkInputs
{
    /// <summary>Share of opened full reviews that lead to a CF-28 (fit to 60,000 a year).</summary>
    public required Share ReviewToCf28 { get; init; }

    /// <summary>Share of opened full reviews that lead straight to a CF-29.</summary>
    public required Share ReviewToCf29 { get; init; }

    /// <summary>How often reviews of trusted traders lead to a CF-28 or CF-29, against others; 0 to 1.</summary>
    public required Share TrustedAdverse { get; init; }

    /// <summary>How often a CF-28 is sent where the office decided the same question before, against a first time; all of them without memory.</summary>
    public Share Cf28OnRepeat { get; init; } = Share.Of(1);

    /// <summary>The same where another office decided it.</summary>
    public Share Cf28OnRepeatElsewhere { get; init; } = Share.Of(1);

    /// <summary>How often reviews of trained importers lead to a CF-28 or CF-29, against untrained ones; 0 to 1.</summary>
    public Share TrainedAdverse { get; init; } = Share.Of(1);

    /// <summary>Share of CF-28 replies that lead to a CF-29.</summary>
    public required Share Cf28ReplyToCf29 { get; init; }

    /// <summary>Share of importers who never answer a CF-28.</summary>
    public required Share Cf28Silent { get; init; }

    /// <summary>Share of importers who ask for 30 days more.</summary>
    public required Share Cf28Extended { get; init; }

    /// <summary>Share of importers who answer a CF-29.</summary>
    public required Share Cf29Answered { get; init; }

    /// <summary>Share of answered CF-29s that stand.</summary>
    public required Share Cf29Stands { get; init; }

    /// <summary>Share of adverse decisions that are protested.</summary>
    public required Share AdverseProtested { get; init; }

    public required Share CorrectionAccepted { get; init; }

    public required Share ProtestGranted { get; init; }

    public required Share ProtestFurtherInformation { get; init; }

    public required Share ProtestLeadCase { get; init; }

    public required Share ProtestLaboratory { get; init; }

    public required Share ProtestHeadquarters { get; init; }

    public required DelayTable Cf28Reply { get; init; }

    public required DelayTable Cf29Reply { get; init; }

    public required DelayTable FurtherInformation { get; init; }

    public required DelayTable LeadCase { get; init; }

    public required DelayTable Laboratory { get; init; }

    public required DelayTable Headquarters { get; init; }

    public required DelayTable PartnerAgency { get; init; }

    /// <summary>Days an importer has to answer a CF-28 (19 CFR 151.11).</summary>
    public required int Cf28Days { get; init; }

    /// <summary>Days an importer has to answer a CF-29 (practice under 19 CFR 152.2).</summary>
    public required int Cf29Days { get; init; }

    /// <summary>Days from entry to scheduled liquidation.</summary>
    public required int LiquidationDays { get; init; }

    /// <summary>Days after liquidation in which a protest may be filed (19 CFR 159.9).</summary>
    public required int ProtestDays { get; init; }

    /// <summary>Days in which an entry must be liquidated once suspension is lifted (19 USC 1504(d): six months).</summary>
    public required int SuspensionLiftedDays { get; init; }

    /// <summary>An opened case this close to its liquidation is extended, days.</summary>
    public required int ExtensionLeadDays { get; init; }

    /// <summary>Quantiles of the entries that one protest covers, equally likely, ascending.</summary>
    public IReadOnlyList<ushort> ProtestEntries { get; init; } = [1];

    /// <summary>Fixed part of a protest's time, as a share of its mean.</summary>
    public required double ProtestFixedPart { get; init; }

    /// <summary>Mean of min(entries, 20) over protests, so that the mean time is the input's.</summary>
    public required double ProtestMeanCappedEntries { get; init; }
}
