using CeeOrleans.Scenarios.Quantities;

namespace CeeOrleans.Scenarios.Shape;

/// <summary>The part of the grammar that surges and shocks are written in.</summary>
internal static class ShockGrammar
{
    private const int Most = 8;

    private static readonly (double, double) Factor = (1, 100);

    public static Block Build() => Block("Surges and shocks inside the horizon.",
        ("volume surges", new Items("More entries for a while, all alike.", Block("One surge.",
            ("from", Required("First day.", Dimension.Date)),
            ("until", Required("First day after it.", Dimension.Date)),
            ("factor", Number("Entries of its days against the usual ones.", true))), 1, Most)),
        ("tariff changes", new Items("Duties on some goods change: corrections and protests come in waves.", Block("One change.",
            ("from", Required("Day of the change.", Dimension.Date)),
            ("chapters", Optional("Chapters of the tariff.", Dimension.ChapterList)),
            ("headings", new Field(new Items("Headings of the tariff.", new Leaf("Four digits, quoted.", Dimension.Text), 1, 500))),
            ("centers", new Field(new Items("All goods of these Centers' industries.", new Leaf("Name, abbreviation or code of a Center.", Dimension.Text), 1, 10))),
            ("corrections", Number("Rate of corrections on the first day against the usual one.", false)),
            ("protests", Number("Rate of protests on the first day against the usual one.", false)),
            ("half-life", Days("Until the waves are half as high.", true, 1, 3660))), 1, Most)),
        ("AD/CVD bursts", new Items("AD/CVD instructions come more often.", Block("One burst.",
            ("from", Required("First day.", Dimension.Date)),
            ("until", Required("First day after it.", Dimension.Date)),
            ("messages", Number("Messages of the span against the usual ones.", true))), 1, Most)),
        ("de minimis", new Items("Shipments that came in without an entry need one.", Block("From one day on.",
            ("from", Required("First day.", Dimension.Date)),
            ("shipments", Required("De minimis shipments a year.", Dimension.PerYear)),
            ("share", Required("Share of them that needs an entry.", Dimension.Share)),
            ("value", Required("Mean value of one.", Dimension.Money))), 1, Most)),
        ("ports closed", new Items("Ports that take no cargo for a while.", Block("One port.",
            ("port", Required("Schedule D code.", Dimension.Text)),
            ("from", Required("First day.", Dimension.Date)),
            ("until", Required("Day on which it takes cargo again.", Dimension.Date)),
            ("diverted to", Optional("Schedule D code of the port that takes the cargo; else the nearest one of the same mode.", Dimension.Text))), 1, Most)),
        ("sites lost", new Items("Offices where nobody can work for a while.", Block("One office.",
            ("office", Required("Code of an office, or name of a Center.", Dimension.Text)),
            ("from", Required("First day.", Dimension.Date)),
            ("for", Days("How long; else 14 d.", false, 1, 365))), 1, Most)));

    private static Block Block(string doc, params (string Key, ScenarioShape Shape)[] fields) =>
        new(doc, fields.ToDictionary(f => f.Key, f => new Field(f.Shape), StringComparer.Ordinal));

    private static Block Block(string doc, params (string Key, Field Field)[] fields) =>
        new(doc, fields.ToDictionary(f => f.Key, f => f.Field, StringComparer.Ordinal));

    private static Field Required(string doc, Dimension dimension) => new(new Leaf(doc, dimension), Required: true);

    private static Field Optional(string doc, Dimension dimension) => new(new Leaf(doc, dimension));

    private static Field Number(string doc, bool required) => new(new Leaf(doc, Dimension.Number) { Limits = Factor }, Required: required);

    private static Field Days(string doc, bool required, double least, double most) => new(new Leaf(doc, Dimension.Days) { Limits = (least, most) }, Required: required);
}
