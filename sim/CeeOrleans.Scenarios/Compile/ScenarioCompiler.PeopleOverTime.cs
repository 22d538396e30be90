using System.Collections.Immutable;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Workload.Inputs;

namespace CeeOrleans.Scenarios.Compile;

/// <summary>People over time: who leaves, who is hired and when.</summary>
internal sealed partial class ScenarioCompiler
{
    private PeopleOverTimeInput PeopleOverTime()
    {
        const string P = "people.";
        bool on = file.Get(P + "over time", false);
        ImmutableArray<HiringClassInput> classes = HiringClasses(on);
        ImmutableArray<HiringFreezeInput> freezes = HiringFreezes(on);
        if (!on)
        {
            return PeopleOverTimeInput.Off;
        }

        ImmutableArray<int> months = [.. file.Get(P + "class months", ImmutableArray<object>.Empty).Select(m => (int)m)];
        if (months.Any(m => m is < 1 or > 12) || months.Distinct().Count() != months.Length)
        {
            errors.Add(file.PlaceOf(P + "class months"), $"{P}class months: each is a month from 1 to 12, given once");
        }

        Check("import specialists");
        Check("entry specialists");
        return new PeopleOverTimeInput
        {
            On = true,
            AuthorisedImportSpecialists = Int(P + "authorised import specialists"),
            AuthorisedEntrySpecialists = Int(P + "authorised entry specialists"),
            AttritionPerYear = Real(P + "attrition"),
            HiringLeadDays = Int(P + "hiring lead"),
            ClassSize = Int(P + "class size"),
            ClassMonths = months,
            Classes = classes,
            Freezes = freezes,
            RampStart = Real(P + "ramp start"),
            RampDays = Int(P + "ramp time"),
            MentorShare = Real(P + "mentor share"),
            MentorDays = Int(P + "mentor time"),
            TransferBusinessDays = Int(P + "transfer"),
        };

        void Check(string role)
        {
            if (Int($"{P}authorised {role}") < Int(P + role))
            {
                errors.Add(file.PlaceOf($"{P}authorised {role}"), $"{P}authorised {role}: {Int($"{P}authorised {role}")} positions are fewer than the {Int(P + role)} on board, {P}{role}");
            }
        }
    }

    private ImmutableArray<HiringClassInput> HiringClasses(bool on)
    {
        OnlyOverTime("hiring", on);
        var classes = ImmutableArray.CreateBuilder<HiringClassInput>();
        for (int i = 0; i < file.CountOf("hiring"); i++)
        {
            string at = $"hiring[{i}]";
            if (file.Find($"{at}.on") is { Value: DateOnly date })
            {
                Role role = file.Get($"{at}.role", "") == "entry specialist" ? Role.EntrySpecialist : Role.ImportSpecialist;
                classes.Add(new HiringClassInput(SimTime.DayOf(date), role, Int($"{at}.people")));
            }
        }

        return classes.ToImmutable();
    }

    private ImmutableArray<HiringFreezeInput> HiringFreezes(bool on)
    {
        OnlyOverTime("hiring freeze", on);
        var freezes = ImmutableArray.CreateBuilder<HiringFreezeInput>();
        for (int i = 0; i < file.CountOf("hiring freeze"); i++)
        {
            string at = $"hiring freeze[{i}]";
            if (file.Find($"{at}.from") is { Value: DateOnly from } && file.Find($"{at}.until") is { Value: DateOnly until })
            {
                if (until <= from)
                {
                    errors.Add(file.PlaceOf($"{at}.until"), $"{at}.until = {until:yyyy-MM-dd}: is not after the first day, {from:yyyy-MM-dd}");
                }

                freezes.Add(new HiringFreezeInput(SimTime.DayOf(from), SimTime.DayOf(until)));
            }
        }

        return freezes.ToImmutable();
    }

    private void OnlyOverTime(string path, bool on)
    {
        if (!on && file.CountOf(path) > 0)
        {
            errors.Add(file.PlaceOf(path), $"{path}: needs people over time; add \"people: {{ over time: yes }}\"");
        }
    }
}
