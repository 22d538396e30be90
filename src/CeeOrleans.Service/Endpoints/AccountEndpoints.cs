using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Endpoints;

/// <summary>Accounts: the page of one, commands to it, and look-ups.</summary>
internal static class AccountEndpoints
{
    private static readonly string[] Filters = ["name", "center", "manager"];
    private static readonly AccessRule Readers = new(false, ServiceRole.Importer, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator);
    private static readonly AccessRule Writers = new(false, ServiceRole.Importer, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Administrator);
    private static readonly AccessRule Searchers = new(false, ServiceRole.Auditor, ServiceRole.Administrator);

    public static void Map(IEndpointRouteBuilder routes, ServiceFacts facts)
    {
        routes.MapGet("/v1/accounts/{ior}", (HttpContext c, string ior) => LookAsync(c, ior, facts)).WithMetadata(Readers);
        routes.MapPost("/v1/accounts/{ior}/commands", (HttpContext c, string ior) => DoAsync(c, ior, facts)).WithMetadata(Writers);
        routes.MapGet("/v1/accounts", (HttpContext c) => SearchAsync(c, facts)).WithMetadata(Searchers);
    }

    private static async Task LookAsync(HttpContext context, string text, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        if (!ImporterNumber.TryParse(text, out ImporterNumber? ior, out _) || !grant.MaySeek(ior.Text))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        AccountPage page = await Grain(facts, ior).LookAsync().ConfigureAwait(false);
        if (!page.Exists || !grant.MaySee(page.Offices))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        string tag = facts.Tag(page.Version);
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = page.Json.Length;
        await context.Response.Body.WriteAsync(page.Json, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task DoAsync(HttpContext context, string text, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        if (!ImporterNumber.TryParse(text, out ImporterNumber? ior, out _) || !grant.MaySeek(ior.Text))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        string id = context.Request.Headers["Idempotency-Key"].ToString();
        if (id.Length is 0 or > CommandEnvelope.MostCharacters || !id.All(c => c is > ' ' and <= '~'))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Idempotency-Key is missing", $"Every command carries the header Idempotency-Key: 1 to {CommandEnvelope.MostCharacters} visible characters, the same when it is sent again.").ConfigureAwait(false);
            return;
        }

        long version = 0;
        string match = context.Request.Headers.IfMatch.ToString();
        if (match.Length > 0 && !facts.TryVersion(match, out version))
        {
            await Problems.WriteAsync(context, StatusCodes.Status412PreconditionFailed, "Another version", "If-Match is no version of this account in this store.").ConfigureAwait(false);
            return;
        }

        if (await BodyAsync(context, CommandJson.MostBytes).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        string name;
        AccountCommand command;
        try
        {
            command = CommandJson.Read(body);
            using JsonDocument document = JsonDocument.Parse(body);
            name = document.RootElement.GetProperty("command").GetString()!;
        }
        catch (CommandFormatException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "This is no command", $"{e.Errors.Length} thing(s) are wrong.", errors: e.Errors).ConfigureAwait(false);
            return;
        }

        if (!Permissions.MaySend(grant.Role, name))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "This key does not allow that.").ConfigureAwait(false);
            return;
        }

        IAccountGrain grain = Grain(facts, ior);
        if (grant.Role is ServiceRole.Specialist or ServiceRole.Manager && !grant.MaySee((await grain.LookAsync().ConfigureAwait(false)).Offices))
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        ImmutableArray<AnswerMessage> answers = await grain.DoAsync([new CommandMessage(id, grant.Actor, body, version)]).ConfigureAwait(false);
        await AnswerAsync(context, answers[0], command, facts).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, AnswerMessage answer, AccountCommand command, ServiceFacts facts)
    {
        if (!answer.Done)
        {
            int status = answer.Refusal switch
            {
                Refusal.NoAccount => StatusCodes.Status404NotFound,
                Refusal.NotThere => StatusCodes.Status404NotFound,
                Refusal.Invalid => StatusCodes.Status400BadRequest,
                Refusal.Stale => StatusCodes.Status412PreconditionFailed,
                _ => StatusCodes.Status409Conflict,
            };
            if (answer.Refusal == Refusal.NoAccount)
            {
                await Problems.NotFoundAsync(context).ConfigureAwait(false);
                return;
            }

            await Problems.WriteAsync(context, status, "Refused", answer.Reason ?? "", CommandJson.Name(answer.Refusal)).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = command is OpenAccount ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        context.Response.Headers.ETag = facts.Tag(answer.Version);
        await Json.WriteAsync(context, json =>
        {
            json.WriteBoolean("done", true);
            json.WriteNumber("version", answer.Version);
            if (answer.Case is { } about)
            {
                json.WriteNumber("case", about);
            }

            json.WriteString("at", Domain.Calendars.SimTime.Text(answer.At));
        }).ConfigureAwait(false);
    }

    private static async Task SearchAsync(HttpContext context, ServiceFacts facts)
    {
        IQueryCollection query = context.Request.Query;
        string[] given = [.. Filters.Where(query.ContainsKey)];
        if (given.Length != 1 || !Json.TryPaging(query, out string? cursor, out int limit))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong look-up", $"Give one of name, center and manager, and a limit from 1 to {AccountRows.MostInPage}.").ConfigureAwait(false);
            return;
        }

        string value = query[given[0]].ToString();
        Page<AccountRow> page;
        try
        {
            page = facts.Directory is { } directory ? await directory.ListAsync(given[0][0], value, cursor, limit, context.RequestAborted).ConfigureAwait(false) : given[0] switch
            {
                "name" => await facts.Rows.ByNameAsync(value, cursor, limit, context.RequestAborted).ConfigureAwait(false),
                "center" => await facts.Rows.ByCenterAsync(value, cursor, limit, context.RequestAborted).ConfigureAwait(false),
                _ => await facts.Rows.ByManagerAsync(value, cursor, limit, context.RequestAborted).ConfigureAwait(false),
            };
        }
        catch (FormatException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong look-up", e.Message).ConfigureAwait(false);
            return;
        }

        await Json.WritePageAsync(context, page, (json, row) =>
        {
            json.WriteString("ior", row.Ior);
            json.WriteString("name", row.Name);
            json.WriteString("company", row.Company);
            json.WriteString("manager", row.Manager);
            json.WriteString("center", row.Center);
            json.WriteBoolean("trusted", row.Trusted);
            json.WriteNumber("version", row.Version);
        }).ConfigureAwait(false);
    }

    /// <summary>The body, or null after an error was told.</summary>
    internal static async Task<byte[]?> BodyAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
        {
            await Problems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", string.Create(CultureInfo.InvariantCulture, $"At most {most:#,0} bytes are read.")).ConfigureAwait(false);
            return null;
        }

        byte[] buffer = new byte[most + 1];
        int n = 0;
        int read;
        while (n < buffer.Length && (read = await context.Request.Body.ReadAsync(buffer.AsMemory(n), context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            n += read;
        }

        if (n > most)
        {
            await Problems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", string.Create(CultureInfo.InvariantCulture, $"At most {most:#,0} bytes are read.")).ConfigureAwait(false);
            return null;
        }

        return buffer[..n];
    }

    private static IAccountGrain Grain(ServiceFacts facts, ImporterNumber ior) => facts.Grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ior));
}
