using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Site;

/// <summary>A link at the top of every page, for those who may follow it.</summary>
/// <param name="Path">Where it leads; pages below it belong to it.</param>
public sealed record SiteLink(string Text, string Path, params ServiceRole[] Roles);

/// <summary>Endpoints and pages that another project adds to the service.</summary>
public interface ISitePart : IAsyncDisposable
{
    /// <summary>Its links.</summary>
    IReadOnlyList<SiteLink> Links { get; }

    /// <summary>Adds its endpoints, each with an <see cref="AccessRule"/>.</summary>
    void Map(IEndpointRouteBuilder routes);
}

/// <summary>The parts of this service.</summary>
internal sealed record SiteParts(IReadOnlyList<ISitePart> Parts);
