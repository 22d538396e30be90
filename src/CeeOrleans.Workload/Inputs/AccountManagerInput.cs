namespace CeeOrleans.Workload.Inputs;

/// <summary>Account managers (model section 1, item 14). They stay with their accounts wherever the work goes.</summary>
/// <param name="CompaniesEach">Companies that take part for each manager, where <paramref name="People"/> is 0.</param>
/// <param name="People">Managers of the nation; 0 for as many as the companies need.</param>
/// <param name="ContactsPerYear">With each company.</param>
/// <param name="HoursPerContact">Hours of one contact.</param>
public sealed record AccountManagerInput(int CompaniesEach, int People, double ContactsPerYear, double HoursPerContact)
{
    /// <summary>Whole managers for a number of companies.</summary>
    public int PeopleFor(long companies) => People > 0 ? People : (int)((companies + Math.Max(1, CompaniesEach) - 1) / Math.Max(1, CompaniesEach));
}
