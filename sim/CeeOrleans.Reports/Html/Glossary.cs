namespace CeeOrleans.Reports.Html;

/// <summary>The words of a report that a planner from elsewhere may not know.</summary>
internal static class Glossary
{
    private static readonly (string Term, string Text)[] Terms =
    [
        ("account", "One importer of record number, with all its entries at all ports. A company may own several."),
        ("AD/CVD", "Antidumping and countervailing duty. Such entries are suspended until a message lifts that; then six months are left to liquidate them."),
        ("Center", "Center of Excellence and Expertise: does the post-release work of the accounts of one industry, wherever they enter their goods."),
        ("CF-28, CF-29", "Request for information to an importer (30 days to answer); notice of action (20 days)."),
        ("clocked work", "Everything with a clock of law or a target. The review pool has none."),
        ("clocked load", "Hours of clocked work that arrived over the hours of the people present. Above 1 a desk cannot keep up."),
        ("coverage", "Of the summaries selected for full review, the share that somebody opened before they lapsed."),
        ("deemed", "Decided by law because the clock ran out: liquidated as entered, or a protest denied."),
        ("entry summary", "What an importer files on an entry: value, heading, duty. Nearly all liquidate as filed, without a person."),
        ("exposure", "Share of questions that two or more offices decided within twelve months: where answers can differ."),
        ("knowledge interval", "How far the answer moves when the marked assumptions do. Most of what is not known is here."),
        ("luck interval", "How far the mean over the simulated years may lie from that of very many: 95 %, Student's t."),
        ("off-industry", "Decisions of a Center on goods outside its industry: an account has one Center for everything."),
        ("pool", "Summaries that risk ranking selects for full review. Worked when nothing with a clock waits; what nobody opens in time lapses."),
        ("protest, PSC", "An importer's objection within 180 days of liquidation; its own correction of a summary before it."),
        ("question", "One importer and one tariff heading."),
        ("replication", "One simulated year with luck of its own: arrivals, minutes, leave, swings of demand."),
        ("revenue found, forgone", "What opened reviews bring in; what lapsed ones would have brought."),
        ("service office", "The office whose specialists do the post-release work of a port before Centers."),
        ("specialists", "Import specialists judge classification, value and origin; entry specialists documents, corrections and liquidation."),
        ("touch point", "One outward contact of an office with an account: CF-28, CF-29, inquiry, protest decision, help with a hold."),
        ("trusted trader", "Member of C-TPAT (security) of a high tier or of ISA (self-assessment of trade rules)."),
        ("unprotected", "A kind of work without clock, target or floor: it gives way first."),
    ];

    public static void Write(HtmlText html) => html.Section("glossary", "Glossary").Terms(Terms);
}
