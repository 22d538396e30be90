using CeeOrleans.Planner.Plans;
using CeeOrleans.Planner.Runs;
using CeeOrleans.Planner.Site;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Site;
using CeeOrleans.Service.Snapshots;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CeeOrleans.Planner;

/// <summary>The planner's pages and <c>/v1/runs</c>, as a part of the live service.</summary>
/// <param name="options">Where scenarios are and runs are kept.</param>
public sealed class PlannerPart(PlannerOptions options) : ISitePart
{
    /// <summary>Made when the service has its folder: another service may be at work in it.</summary>
    private RunQueue? queue;

    public IReadOnlyList<SiteLink> Links { get; } =
    [
        new("Plans", "/plans", ServiceRole.Planner, ServiceRole.Administrator),
        new("Runs", "/runs", ServiceRole.Planner, ServiceRole.Auditor, ServiceRole.Administrator),
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        ScenarioShelf shelf = new(options);
        queue = new RunQueue(options, shelf, routes.ServiceProvider.GetService<SnapshotShelf>(), routes.ServiceProvider.GetService<IAuditNotes>());
        new RunEndpoints(shelf, queue).Map(routes);
        new PlanPages(shelf, queue).Map(routes);
    }

    public ValueTask DisposeAsync() => queue?.DisposeAsync() ?? ValueTask.CompletedTask;
}
