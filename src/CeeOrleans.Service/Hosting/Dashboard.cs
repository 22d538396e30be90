using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;

namespace CeeOrleans.Service.Hosting;

/// <summary>
/// The Orleans Dashboard, for the administrator and only where it is switched on. It has no sign-in of its own and shows what grains
/// there are, so it stands behind the gate of the service, which turns everybody else away before any grain is called. What a grain
/// holds is not shown, since a look at an account is written down, and neither is the log of the process.
/// </summary>
internal static class Dashboard
{
    /// <summary>Where it is mounted.</summary>
    public const string Path = "/dashboard";

    /// <summary>Where it would show the state of a grain.</summary>
    private const string States = Path + "/GrainState";

    /// <summary>What every silo needs so that it is seen.</summary>
    public static void Join(ISiloBuilder silo) => silo.AddDashboard(o => o.HideTrace = true);

    /// <summary>What the web server needs to ask the silos.</summary>
    public static void AddDashboard(this IServiceCollection services, IConfiguration configuration, IGrainFactory grains)
    {
        services.AddSingleton(grains);
        new Asker(services, configuration).AddDashboard(o => o.HideTrace = true);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapOrleansDashboard(Path);
        group.WithMetadata(new AccessRule(false, ServiceRole.Administrator) { Page = true }, new ExcludeFromDescriptionAttribute());
        group.AddEndpointFilter((context, next) => context.HttpContext.Request.Path.StartsWithSegments(States) ? ValueTask.FromResult<object?>(Results.NotFound()) : next(context));
    }

    /// <summary>The web server asks through the silo beside it, and is no client of its own.</summary>
    private sealed class Asker(IServiceCollection services, IConfiguration configuration) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => configuration;
    }
}
