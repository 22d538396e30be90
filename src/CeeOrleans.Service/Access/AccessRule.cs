namespace CeeOrleans.Service.Access;

/// <summary>Who may call an endpoint. One without this is closed to all.</summary>
/// <param name="Open">Needs no key: health, signing in, the looks of the pages.</param>
/// <param name="Roles">Who may call it.</param>
public sealed record AccessRule(bool Open, params ServiceRole[] Roles)
{
    /// <summary>The one-time token of the start may be used here, and nowhere else.</summary>
    public bool TakesStartToken { get; init; }

    /// <summary>
    /// A page for people: takes the cookie of a session besides keys, answers in HTML, and what changes anything carries an
    /// antiforgery token. Everything else takes no cookie, so that no foreign site can use one.
    /// </summary>
    public bool Page { get; init; }
}
