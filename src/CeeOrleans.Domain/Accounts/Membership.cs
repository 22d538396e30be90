namespace CeeOrleans.Domain.Accounts;

/// <summary>
/// Membership of a company in the partnership programs: C-TPAT tier 0 (no member) to 3, and Importer
/// Self-Assessment. ISA requires C-TPAT.
/// </summary>
public readonly record struct Membership
{
    public Membership(int ctpatTier, bool isa)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ctpatTier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ctpatTier, 3);
        if (isa && ctpatTier == 0)
        {
            throw new ArgumentException("An ISA member is a C-TPAT member.", nameof(isa));
        }

        CtpatTier = (byte)ctpatTier;
        Isa = isa;
    }

    public byte CtpatTier { get; }

    public bool Isa { get; }

    public bool Ctpat => CtpatTier > 0;
}

/// <summary>Who counts as a trusted trader; a scenario input. The default is tier 2 or 3 and ISA.</summary>
/// <param name="LeastTier">Least C-TPAT tier, 0 to 3.</param>
/// <param name="IsaRequired">Whether ISA membership is needed too.</param>
public sealed record TrustedTraderDefinition(int LeastTier = 2, bool IsaRequired = true)
{
    public bool Includes(Membership membership) =>
        membership.CtpatTier >= LeastTier && (membership.Isa || !IsaRequired);
}
