using CeeOrleans.Service.Access;

namespace CeeOrleans.Service.Site;

/// <summary>Marks a request that wants a page.</summary>
internal sealed class PageRequest;

/// <summary>What stands around every page.</summary>
/// <param name="Title">Its heading and, before the name of the site, its title.</param>
/// <param name="Path">Of the request.</param>
/// <param name="Grant">Who is signed in; null for nobody.</param>
/// <param name="Links">Those that may be followed.</param>
/// <param name="TokenField">Name of the field of forms that carries <paramref name="Token"/>.</param>
/// <param name="Token">Proof that a form is ours.</param>
public sealed record PageFrame(string Title, string Path, Grant? Grant, IReadOnlyList<SiteLink> Links, string TokenField, string Token);
