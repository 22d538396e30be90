using System.Security.Cryptography;
using System.Text;

namespace CeeOrleans.Workload.Inputs;

/// <summary>
/// The same scenario without its shocks: on the same seed it has the same importers, entries, fates and absences, so that
/// what differs from it, week by week, is what the shocks do.
/// </summary>
public static class CalmTwin
{
    /// <summary>The twin: no shocks, no hiring freeze that begins in the horizon. Null when the scenario has neither.</summary>
    public static RunInputs? Of(RunInputs inputs)
    {
        if (!inputs.Shocks.Any && !inputs.People.OverTime.Freezes.Any(f => IsShock(inputs, f)))
        {
            return null;
        }

        return inputs with
        {
            ScenarioHash = inputs.CalmHash ?? Hash($"{inputs.ScenarioHash}|without shocks"),
            CalmHash = null,
            OpeningHash = null,
            Shocks = ShockInput.None,
            People = inputs.People with { OverTime = inputs.People.OverTime with { Freezes = [.. inputs.People.OverTime.Freezes.Where(f => !IsShock(inputs, f))] } },
        };
    }

    /// <summary>Whether a hiring freeze is a shock of the horizon and no state that it starts from.</summary>
    public static bool IsShock(RunInputs inputs, HiringFreezeInput freeze) => freeze.FromDay >= inputs.StartDay && freeze.FromDay < inputs.StartDay + inputs.Days;

    /// <summary>
    /// Inputs that were changed after they were read, under hashes of their own that follow from the change: of the
    /// scenario, of its twin and of its opening.
    /// </summary>
    /// <param name="change">The same for the same change, and for no other.</param>
    public static RunInputs Changed(RunInputs inputs, string change) => inputs with
    {
        ScenarioHash = Hash(inputs.ScenarioHash + change),
        CalmHash = inputs.CalmHash is { } calm ? Hash(calm + change) : null,
        OpeningHash = inputs.OpeningHash is { } opening ? Hash(opening + change) : null,
    };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
