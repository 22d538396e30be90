using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Scenarios.Reading;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>How often: a number, or until measures are known well enough. Whether a measure exists is for those to say who compute it.</summary>
internal sealed partial class ScenarioCompiler
{
    private (int Most, StoppingInput? Stopping) Replications()
    {
        if (!file.Has("replications.until"))
        {
            return (file.Get("replications", 1), null);
        }

        int least = Look("min", 10);
        int most = Look("max", 40);
        if (least > most)
        {
            errors.Add(file.PlaceOf(file.Has("replications.min") ? "replications.min" : "replications.max"), $"replications: min is {least} and max is {most}; the first look cannot come after the last");
        }

        int measures = file.CountOf("replications.until");
        IEnumerable<string> paths = measures == 0 ? ["replications.until"] : Enumerable.Range(0, measures).Select(i => $"replications.until[{i}]");
        return (most, new StoppingInput(least, [.. paths.Where(p => file.Find($"{p}.measure") is not null).Select(Precision)]));

        int Look(string key, int otherwise) => int.Parse(file.Get($"replications.{key}", otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
    }

    private PrecisionInput Precision(string path)
    {
        Place place = file.PlaceOf($"{path}.measure");
        return new PrecisionInput(file.Get($"{path}.measure", ""), file.Get($"{path}.half-width", default(HalfWidth)), place.File, place.Line, place.Column);
    }
}
