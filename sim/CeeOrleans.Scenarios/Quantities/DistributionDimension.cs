using System.Text.RegularExpressions;
using CeeOrleans.Workload.Randomness;

namespace CeeOrleans.Scenarios.Quantities;

/// <summary>
/// Distributions: a plain quantity (constant), exponential(mean q), lognormal(mean q, cv x) or lognormal(median q, cv x),
/// gamma(mean q, cv x), erlang(mean q, phases k), uniform(low q, high q), constant(q).
/// </summary>
internal sealed partial class DistributionDimension(string name, Dimension of, string example, string plain)
    : Dimension(name, $"{plain}, or constant, exponential, lognormal, gamma, erlang or uniform, for example {example}", @"^\s*(\d.*|(constant|exponential|lognormal|gamma|erlang|uniform)\s*\(.*)\s*$")
{
    private const double MostCv = 20;
    private static readonly string[] Families = ["constant", "exponential", "lognormal", "gamma", "erlang", "uniform"];

    public override bool TryRead(string text, out object value, out string problem)
    {
        value = Distribution.Constant(0);
        string trimmed = text.Trim();
        Match call = Call().Match(trimmed);
        if (!call.Success)
        {
            if (!of.TryRead(trimmed, out object constant, out problem))
            {
                return false;
            }

            value = Distribution.Constant((double)constant);
            return true;
        }

        string family = call.Groups["family"].Value;
        if (!Families.Contains(family))
        {
            problem = $"names the distribution \"{family}\", which is not known{Nearest.Hint(family, Families)}";
            return false;
        }

        string[] arguments = [.. Separator().Split(call.Groups["arguments"].Value).Select(a => a.Trim()).Where(a => a.Length > 0)];
        problem = family switch
        {
            "constant" => Constant(arguments, ref value),
            "exponential" => Exponential(arguments, ref value),
            "lognormal" => Shaped(arguments, "cv", ["mean", "median"], ref value, (mean, median, cv) => Distribution.Lognormal(median ? mean * Math.Sqrt(1 + (cv * cv)) : mean, cv)),
            "gamma" => Shaped(arguments, "cv", ["mean"], ref value, (mean, _, cv) => Distribution.Gamma(mean, cv)),
            "erlang" => Erlang(arguments, ref value),
            _ => Uniform(arguments, ref value),
        };
        return problem.Length == 0;
    }

    public override string Write(object value)
    {
        var d = (Distribution)value;
        string mean = of.Write(Clean(d.Mean));
        return d.Kind switch
        {
            DistributionKind.Constant => mean,
            DistributionKind.Exponential => $"exponential(mean {mean})",
            DistributionKind.Lognormal => $"lognormal(mean {mean}, cv {NumberText.Format(d.Cv)})",
            DistributionKind.Gamma => $"gamma(mean {mean}, cv {NumberText.Format(d.Cv)})",
            DistributionKind.Erlang => $"erlang(mean {mean}, phases {NumberText.Format(Math.Round(1 / (d.Cv * d.Cv)))})",
            _ => $"uniform(low {of.Write(Clean(d.Mean * (1 - (d.Cv * Math.Sqrt(3)))))}, high {of.Write(Clean(d.Mean * (1 + (d.Cv * Math.Sqrt(3)))))})",
        };
    }

    /// <summary>The ends of a uniform and a mean from a median carry rounding of the last digit.</summary>
    private static double Clean(double value) => Math.Round(value, 6);

    private string Constant(string[] arguments, ref object value)
    {
        if (arguments.Length != 1)
        {
            return "needs one value in constant( )";
        }

        if (!of.TryRead(arguments[0], out object constant, out string problem))
        {
            return $"has \"{arguments[0]}\", which {problem}";
        }

        value = Distribution.Constant((double)constant);
        return "";
    }

    private string Exponential(string[] arguments, ref object value)
    {
        string problem = Arguments(arguments, ["mean"], out Dictionary<string, string> given);
        if (problem.Length > 0 || (problem = Positive(given["mean"], "mean", out double mean)).Length > 0)
        {
            return problem;
        }

        value = Distribution.Exponential(mean);
        return "";
    }

    private string Shaped(string[] arguments, string shape, string[] locations, ref object value, Func<double, bool, double, Distribution> make)
    {
        bool median = locations.Contains("median") && arguments.Any(a => a.StartsWith("median ", StringComparison.Ordinal));
        string location = median ? "median" : "mean";
        string problem = Arguments(arguments, [location, shape], out Dictionary<string, string> given);
        if (problem.Length > 0 || (problem = Positive(given[location], location, out double mean)).Length > 0)
        {
            return problem;
        }

        if (!Number.TryRead(given[shape], out object cv, out problem))
        {
            return $"has the cv \"{given[shape]}\", which {problem}";
        }

        if ((double)cv is <= 0 or > MostCv)
        {
            return $"has cv {given[shape]}; it must be above 0 and at most {MostCv} (a value without spread is written plainly)";
        }

        value = make(mean, median, (double)cv);
        return "";
    }

    private string Erlang(string[] arguments, ref object value)
    {
        string problem = Arguments(arguments, ["mean", "phases"], out Dictionary<string, string> given);
        if (problem.Length > 0 || (problem = Positive(given["mean"], "mean", out double mean)).Length > 0)
        {
            return problem;
        }

        if (!Count.TryRead(given["phases"], out object phases, out problem) || (int)phases is < 1 or > 1000)
        {
            return $"has {given["phases"]} phases; a whole number from 1 to 1,000 is needed";
        }

        value = Distribution.Erlang(mean, (int)phases);
        return "";
    }

    private string Uniform(string[] arguments, ref object value)
    {
        string problem = Arguments(arguments, ["low", "high"], out Dictionary<string, string> given);
        if (problem.Length > 0)
        {
            return problem;
        }

        if (!of.TryRead(given["low"], out object low, out problem))
        {
            return $"has low \"{given["low"]}\", which {problem}";
        }

        if ((problem = Positive(given["high"], "high", out double high)).Length > 0)
        {
            return problem;
        }

        if ((double)low >= high)
        {
            return "has a low end that is not below its high end";
        }

        value = Distribution.Uniform((double)low, high);
        return "";
    }

    private string Positive(string text, string what, out double number)
    {
        number = 0;
        if (!of.TryRead(text, out object read, out string problem))
        {
            return $"has the {what} \"{text}\", which {problem}";
        }

        number = (double)read;
        return number > 0 ? "" : $"has the {what} \"{text}\", which must be above 0";
    }

    private static string Arguments(string[] arguments, string[] names, out Dictionary<string, string> given)
    {
        given = new Dictionary<string, string>(StringComparer.Ordinal);
        string wanted = string.Join(" and ", names);
        foreach (string argument in arguments)
        {
            int space = argument.IndexOf(' ', StringComparison.Ordinal);
            string name = space < 0 ? argument : argument[..space];
            if (space < 0 || !names.Contains(name))
            {
                return $"has the argument \"{argument}\", where {wanted} are allowed{Nearest.Hint(name, names)}";
            }

            if (!given.TryAdd(name, argument[(space + 1)..].Trim()))
            {
                return $"gives {name} twice";
            }
        }

        string? missing = names.FirstOrDefault(n => !arguments.Any(a => a.StartsWith(n + " ", StringComparison.Ordinal)));
        return missing is null ? "" : $"gives no {missing}";
    }

    [GeneratedRegex(@"^(?<family>[A-Za-z_][\w-]*)\s*\((?<arguments>[^()]*)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Call();

    /// <summary>A comma between arguments; one inside 1,000 has a digit right after it.</summary>
    [GeneratedRegex(@",(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
