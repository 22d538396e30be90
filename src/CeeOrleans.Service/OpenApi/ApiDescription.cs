using System.Globalization;
using System.Text.Json.Nodes;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CeeOrleans.Service.OpenApi;

/// <summary>
/// The OpenAPI document of /v1, made from what stands at the endpoints. A copy is checked in as <c>OpenApi/v1.json</c>, so that a
/// change of the contract is seen in review; a test compares.
/// </summary>
public static class ApiDescription
{
    private const string Document = "v1";
    private const string Key = "key";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Document, o =>
    {
        o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "CeeOrleans", Version = Document, Description = "Live accounts of importers of record, the work of Centers and ports on them, and runs of scenarios. Errors are problem details (RFC 9457). What a key may not see is answered like what is not there." };
            document.Servers?.Clear();
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of the service, or a token of its identity provider." },
            };
            return Task.CompletedTask;
        });
        o.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(CommandDocument))
            {
                schema.AdditionalPropertiesAllowed = true;
                schema.Properties!["command"] = Choice(CommandJson.Names);
            }

            if (context.JsonTypeInfo.Type == typeof(KeyRequestDocument))
            {
                schema.Properties!["role"] = Choice(Enum.GetValues<ServiceRole>().Select(CommandJson.Name));
            }

            return Task.CompletedTask;
        });
        o.AddOperationTransformer(async (operation, context, cancellation) =>
        {
            IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
            foreach (ApiParameter p in metadata.OfType<ApiParameter>())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = p.Name,
                    In = p.In,
                    Required = p.Needed,
                    Description = p.Text,
                    Schema = p.Number ? new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "500" } : new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            if (metadata.OfType<AccessRule>().LastOrDefault() is { Open: false } rule)
            {
                operation.Description += string.Create(CultureInfo.InvariantCulture, $" For: {string.Join(", ", rule.Roles.Select(r => CommandJson.Name(r)))}.");
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, context.Document)] = [] }];
            }

            if (metadata.OfType<ApiBody>().LastOrDefault() is { } body)
            {
                OpenApiSchema schema = await context.GetOrCreateSchemaAsync(body.Document, null, cancellation).ConfigureAwait(false);
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = schema } } };
            }
        });
    });

    private static OpenApiSchema Choice(IEnumerable<string> names) => new() { Type = JsonSchemaType.String, Enum = [.. names.Select(n => (JsonNode)JsonValue.Create(n))] };

    /// <summary>Serves the document, made once.</summary>
    internal static void Map(WebApplication app)
    {
        Lazy<Task<string>> text = new(() => TextAsync(app.Services, CancellationToken.None));
        app.MapGet("/v1/openapi.json", async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(await text.Value.ConfigureAwait(false), context.RequestAborted).ConfigureAwait(false);
        }).WithMetadata(new AccessRule(true)).ExcludeFromDescription();
    }

    /// <summary>The document as JSON.</summary>
    internal static async Task<string> TextAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        IOpenApiDocumentProvider provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document);
        OpenApiDocument document = await provider.GetOpenApiDocumentAsync(cancellation).ConfigureAwait(false);
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds an endpoint that is described.</summary>
    public static RouteHandlerBuilder MapApi(this IEndpointRouteBuilder routes, HttpMethod method, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [method.Method], handler);

    /// <summary>Name, summary and description of an operation.</summary>
    public static RouteHandlerBuilder Describes(this RouteHandlerBuilder endpoint, string name, string summary, string description) =>
        endpoint.WithName(name).WithSummary(summary).WithDescription(description).WithTags(name.Contains("Run", StringComparison.Ordinal) ? "runs" : name.Contains("Key", StringComparison.Ordinal) ? "keys" : name.Contains("Audit", StringComparison.Ordinal) ? "audit" : name.Contains("Work", StringComparison.Ordinal) || name.Contains("Overdue", StringComparison.Ordinal) ? "offices" : "accounts");

    /// <summary>The errors of an operation; 429 and 503 are those of all.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
        {
            endpoint.Produces<ProblemDocument>(status, "application/problem+json");
        }

        return endpoint.Produces<ProblemDocument>(StatusCodes.Status429TooManyRequests, "application/problem+json").Produces<ProblemDocument>(StatusCodes.Status503ServiceUnavailable, "application/problem+json");
    }
}
