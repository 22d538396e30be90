namespace CeeOrleans.Workload.Inputs;

/// <summary>Slow common swings of demand (model section 2): monthly AR(1) in the log.</summary>
public sealed record SwingInput(double NationalSd, double NationalAr, double IndustrySd, double IndustryAr, double PortSd, double PortAr, double MixSd, double MixAr)
{
    public static SwingInput Off { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);
}
