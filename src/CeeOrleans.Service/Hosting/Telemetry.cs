using CeeOrleans.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CeeOrleans.Service.Hosting;

/// <summary>Where traces and metrics go.</summary>
public sealed record TelemetryOptions
{
    /// <summary>A collector that takes OTLP; null leaves it to the usual variables of OpenTelemetry.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>OTLP over HTTP rather than gRPC.</summary>
    public bool OverHttp { get; init; }

    /// <summary>Name of the service in what is sent.</summary>
    public string Name { get; init; } = "cee";
}

/// <summary>
/// Traces and metrics of requests, of the silo and of the runtime, sent where the options or the usual variables of OpenTelemetry say
/// (OTEL_EXPORTER_OTLP_ENDPOINT and its like); without them nothing is collected. A trace covers the request, the call of the
/// grain, also in another silo, and the store.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Whether anything is collected. If not, no call of a grain carries anything for it.</summary>
    public static bool IsOn(TelemetryOptions? options) =>
        options?.Endpoint is not null || Endpoints.Any(e => Environment.GetEnvironmentVariable(e) is { Length: > 0 });

    public static void AddTelemetry(this IServiceCollection services, TelemetryOptions? options)
    {
        if (!IsOn(options))
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(options?.Name ?? new TelemetryOptions().Name))
            .WithTracing(t => t.AddAspNetCoreInstrumentation().AddSource("Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application", LiveStorage.ActivitySourceName, "Npgsql"))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter("Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql"));
        if (options?.Endpoint is { } endpoint)
        {
            telemetry.UseOtlpExporter(options.OverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc, endpoint);
        }
        else
        {
            telemetry.UseOtlpExporter();
        }
    }
}
