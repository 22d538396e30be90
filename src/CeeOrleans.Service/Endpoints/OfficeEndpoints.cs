using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Endpoints;

/// <summary>Work lists of offices, and what is overdue.</summary>
internal static class OfficeEndpoints
{
    private static readonly AccessRule Staff = new(false, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator);

    public static void Map(IEndpointRouteBuilder routes, ServiceFacts facts)
    {
        routes.MapApi(HttpMethod.Get, "/v1/offices/{code}/work", (HttpContext c, string code) => WorkAsync(c, code, facts))
            .Describes("listWork", "Open work of an office", "In the order of the desk: rank, due time, account, number.")
            .WithMetadata(Staff, ApiParameter.Query("role", "importSpecialist (default), entrySpecialist, partnerAgencyOfficer or accountManager."), ApiParameter.Cursor, ApiParameter.Limit)
            .Produces<PageDocument<WorkDocument>>()
            .Refuses(400, 401, 403, 404);
        routes.MapApi(HttpMethod.Get, "/v1/overdue", (HttpContext c) => OverdueAsync(c, facts))
            .Describes("listOverdue", "Open work whose due time is over", "The oldest first, of one office or of all.")
            .WithMetadata(Staff, ApiParameter.Query("office", "Code; without it all offices, for those who may see all."), ApiParameter.Cursor, ApiParameter.Limit)
            .Produces<PageDocument<WorkDocument>>()
            .Refuses(400, 401, 403, 404);
    }

    private static async Task WorkAsync(HttpContext context, string code, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        if (!grant.MaySeeOffice(code) || facts.Book.OfficeOf(code) < 0)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        IQueryCollection query = context.Request.Query;
        string asked = query.ContainsKey("role") ? query["role"].ToString() : CommandJson.Name(Role.ImportSpecialist);
        Role role = Enum.GetValues<Role>().FirstOrDefault(r => CommandJson.Name(r) == asked);
        if (role == 0 || !Json.TryPaging(query, out string? cursor, out int limit))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong list", $"role is one of {string.Join(", ", Enum.GetValues<Role>().Select(CommandJson.Name))}; limit is 1 to {AccountRows.MostInPage}.").ConfigureAwait(false);
            return;
        }

        await WriteAsync(context, () => facts.Work.WorkAsync(code, role, cursor, limit, context.RequestAborted)).ConfigureAwait(false);
    }

    private static async Task OverdueAsync(HttpContext context, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        IQueryCollection query = context.Request.Query;
        string? office = query.ContainsKey("office") ? query["office"].ToString() : null;
        if (office is null ? !grant.MaySeeAllOffices : !grant.MaySeeOffice(office) || facts.Book.OfficeOf(office) < 0)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        if (!Json.TryPaging(query, out string? cursor, out int limit))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong list", $"limit is 1 to {AccountRows.MostInPage}.").ConfigureAwait(false);
            return;
        }

        await WriteAsync(context, () => facts.Work.OverdueAsync(office, facts.Now, cursor, limit, context.RequestAborted)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, Func<Task<Page<OpenItem>>> list)
    {
        Page<OpenItem> page;
        try
        {
            page = await list().ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong list", e.Message).ConfigureAwait(false);
            return;
        }

        AuditEntry.Of(context)?.Shows(page.Items.Select(i => i.Account));
        await Json.WritePageAsync(context, page, (json, item) =>
        {
            json.WriteString("account", item.Account);
            json.WriteNumber("case", item.Number);
            json.WriteString("kind", WorkRules.For(item.Kind).Name);
            json.WriteString("state", CommandJson.Name(item.State));
            json.WriteString("subject", item.Subject);
            json.WriteString("office", item.Office);
            json.WriteString("port", item.Port);
            json.WriteNumber("heading", item.Heading);
            json.WriteString("due", item.Due >= SimTime.Never ? null : SimTime.Text(item.Due));
            json.WriteString("assignee", item.Assignee);
        }).ConfigureAwait(false);
    }
}
