using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CeeOrleans.Service.Hosting;

/// <summary>
/// Traces and metrics of requests, of the silo and of the runtime, sent where the usual variables of OpenTelemetry say
/// (OTEL_EXPORTER_OTLP_ENDPOINT and its like); without them nothing is collected.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static void AddTelemetry(this IServiceCollection services)
    {
        if (!Endpoints.Any(e => Environment.GetEnvironmentVariable(e) is { Length: > 0 }))
        {
            return;
        }

        services.AddOpenTelemetry()
            .WithTracing(t => t.AddAspNetCoreInstrumentation().AddSource("Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application"))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter("Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"))
            .UseOtlpExporter();
    }
}
