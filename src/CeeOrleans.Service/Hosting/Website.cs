using System.Net;
using System.Threading.RateLimiting;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Endpoints;
using CeeOrleans.Service.Ingest;
using CeeOrleans.Service.OpenApi;
using CeeOrleans.Service.Site;
using CeeOrleans.Service.Snapshots;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CeeOrleans.Service.Hosting;

/// <summary>Puts the web server together: limits, access, the API, the pages.</summary>
internal static class Website
{
    /// <summary>How long a session lasts.</summary>
    private static readonly TimeSpan Session = TimeSpan.FromHours(8);

    /// <param name="folder">For the keys that protect cookies.</param>
    public static WebApplication Build(Uri url, LiveServiceOptions options, string folder, ServiceFacts facts, ApiKeys keys)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(Website).Assembly.GetName().Name });
        builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);

        // Keys in the folder are as safe as the folder: only its owner reads it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // A start that fails is told to whoever asked for it; the host would write its stack trace before that.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        Serve(builder, url, options);
        builder.Services.AddSingleton<IHostLifetime, Guest>();
        builder.Services.AddSingleton(facts).AddSingleton(keys).AddSingleton(options.Limits).AddSingleton(facts.Snapshots).AddSingleton<IAuditNotes>(facts.Audit);
        builder.Services.AddSingleton(new Callers(keys, options.IdentityProvider));
        builder.Services.AddSingleton(new AccountDoor(facts));
        builder.Services.AddSingleton(new SiteParts(options.Parts));
        builder.Services.AddRouting();
        builder.Services.AddRequestTimeouts(t => t.DefaultPolicy = new RequestTimeoutPolicy { Timeout = options.Limits.AnswerTime, TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable });
        builder.Services.AddRateLimiter(o => Limit(o, options.Limits));
        builder.Services.AddApiDescription();
        builder.Services.AddTelemetry(options.Telemetry);
        if (options.Dashboard)
        {
            builder.Services.AddDashboard(builder.Configuration, facts.Grains);
        }

        AddSessions(builder.Services, folder, options.IdentityProvider);

        WebApplication app = builder.Build();
        app.UseRouting();
        if (facts.Audit.Log is not null)
        {
            app.UseMiddleware<AuditGate>(facts.Audit);
        }

        app.Use((context, next) => AnswerAsync(context, next, app.Logger));
        app.UseMiddleware<AccessGate>();
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        if (facts.Audit.Log is not null)
        {
            app.UseMiddleware<AuditIntent>(facts.Audit);
        }

        Map(app, facts, keys, options.Parts);
        if (options.Dashboard)
        {
            Dashboard.Map(app);
        }

        return app;
    }

    private static void Map(WebApplication app, ServiceFacts facts, ApiKeys keys, IReadOnlyList<ISitePart> parts)
    {
        HealthEndpoints.Map(app, facts);
        AccountEndpoints.Map(app, facts, app.Services.GetRequiredService<AccountDoor>());
        OfficeEndpoints.Map(app, facts);
        KeyEndpoints.Map(app, keys);
        IngestEndpoint.Map(app, facts);
        AuditEndpoint.Map(app, facts.Audit);
        SnapshotEndpoints.Map(app, facts.Snapshots);
        ApiDescription.Map(app);
        SiteFiles.Map(app);
        SignInPages.Map(app);
        AccountPages.Map(app, facts);
        WorkPages.Map(app, facts);
        foreach (ISitePart part in parts)
        {
            part.Map(app);
        }
    }

    private static void Serve(WebApplicationBuilder builder, Uri url, LiveServiceOptions options)
    {
        if (options.Server is { } other)
        {
            other(builder.WebHost);
            return;
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            ServiceLimits limits = options.Limits;
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.MostBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = limits.HeaderTime;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.SlowestBody, limits.BodyGrace);
            kestrel.Listen(ListenAddress.Of(url), url.Port);
        });
    }

    private static void Limit(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions o, ServiceLimits limits)
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(c => c.Features.Get<Grant>() is { } grant && limits.RequestsASecond > 0
            ? RateLimitPartition.GetTokenBucketLimiter(grant.KeyId, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limits.Burst,
                TokensPerPeriod = limits.RequestsASecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            })
            : RateLimitPartition.GetNoLimiter(""));
        o.OnRejected = (rejected, _) => new ValueTask(Problems.TooManyAsync(
            rejected.HttpContext,
            rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : TimeSpan.FromSeconds(1)));
    }

    private static void AddSessions(IServiceCollection services, string folder, IdentityProvider? provider)
    {
        DirectoryInfo protection = Directory.CreateDirectory(Path.Combine(folder, "cookies"));
        if (!OperatingSystem.IsWindows())
        {
            protection.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        services.AddDataProtection().PersistKeysToFileSystem(protection).SetApplicationName("cee");
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "cee-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.HttpOnly = true;
            o.SuppressXFrameOptionsHeader = true;
        });
        var authentication = services.AddAuthentication().AddCookie(CookieAuthenticationDefaults.AuthenticationScheme, o =>
        {
            o.Cookie.Name = Callers.SessionCookie;
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.ExpireTimeSpan = Session;
            o.SlidingExpiration = false;
        });
        if (provider is not null)
        {
            Uri authority = new(provider.Authority);
            authentication.AddJwtBearer(o =>
            {
                o.Authority = provider.Authority;
                o.Audience = provider.Audience;
                o.RequireHttpsMetadata = !authority.IsLoopback;
                o.MapInboundClaims = false;
                o.IncludeErrorDetails = false;
                o.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
                o.TokenValidationParameters.ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
            });
        }
    }

    /// <summary>Nothing leaves without an answer that says what happened.</summary>
    private static async Task AnswerAsync(HttpContext context, RequestDelegate next, ILogger log)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.ContentSecurityPolicy = Pages.ContentSecurityPolicy;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, e.StatusCode, "This request can't be read", "It is too large, too slow or broken.").ConfigureAwait(false);
        }
        catch (InvalidDataException) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "This request can't be read", "Its form is too large or broken.").ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested && context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested != true)
        {
            // Nobody waits for the answer.
        }
        catch (AuditUnavailableException)
        {
            throw; // told by the gate
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            log.LogError(e, "A request failed.");
            await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The outcome is unknown", "Send it again with the same Idempotency-Key.").ConfigureAwait(false);
        }

        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
        {
            await Problems.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "Not so", "This path does not know that method.").ConfigureAwait(false);
        }
    }

    /// <summary>The command that started the service takes the signals.</summary>
    private sealed class Guest : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
