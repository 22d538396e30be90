using System.Collections.Immutable;
using System.Globalization;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Offices;
using CeeOrleans.Domain.Work;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CeeOrleans.Service.Site;

/// <summary>Work lists: what is open at an office, to take, finish and hand over; and what is overdue.</summary>
internal static class WorkPages
{
    private const int Rows = 25;

    private static readonly AccessRule Readers = new(false, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator) { Page = true };
    private static readonly AccessRule Workers = new(false, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Administrator) { Page = true };

    public static void Map(IEndpointRouteBuilder routes, ServiceFacts facts)
    {
        routes.MapGet("/offices", context => OfficesAsync(context, facts)).WithMetadata(Readers).ExcludeFromDescription();
        routes.MapGet("/offices/{code}/work", context => WorkAsync(context, facts, null)).WithMetadata(Readers).ExcludeFromDescription();
        routes.MapPost("/offices/{code}/work", context => ActAsync(context, facts)).WithMetadata(Workers, new OwnIntent()).ExcludeFromDescription();
        routes.MapGet("/overdue", context => OverdueAsync(context, facts)).WithMetadata(Readers).ExcludeFromDescription();
    }

    private static Task OfficesAsync(HttpContext context, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        ImmutableArray<OfficePlace> seen = [.. facts.Book.Offices.Where(o => grant.MaySeeOffice(o.Code)).OrderBy(o => o.Kind != OfficeKind.Center).ThenBy(o => o.Code, StringComparer.Ordinal)];
        return Pages.RenderAsync<Offices>(context, StatusCodes.Status200OK, "Work lists", ("Seen", seen));
    }

    private static async Task WorkAsync(HttpContext context, ServiceFacts facts, Outcome? done)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        string code = (string)context.Request.RouteValues["code"]!;
        if (!grant.MaySeeOffice(code) || facts.Book.OfficeOf(code) < 0)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        IQueryCollection query = context.Request.Query;
        Role role = Enum.GetValues<Role>().FirstOrDefault(r => CommandJson.Name(r) == query["role"].ToString(), Role.ImportSpecialist);
        if (await PageAsync(context, cursor => facts.Work.WorkAsync(code, role, cursor, Rows, context.RequestAborted)).ConfigureAwait(false) is not { } page)
        {
            return;
        }

        bool first = query["cursor"].ToString().Length == 0;
        await Pages.RenderAsync<WorkList>(
            context,
            done is { Text: not null } ? StatusCodes.Status409Conflict : StatusCodes.Status200OK,
            $"Work of {Wording.Office(facts.Book, code)}",
            ("Code", code),
            ("Role", role),
            ("Work", page),
            ("First", first),
            ("Gathered", facts.Work.Gathered),
            ("Now", facts.Now),
            ("Book", facts.Book),
            ("Acts", Workers.Roles.Contains(grant.Role)),
            ("Actor", grant.Actor),
            ("Refused", done?.Text),
            ("Told", Told(query["done"], query["account"], query["case"]))).ConfigureAwait(false);
    }

    private static async Task OverdueAsync(HttpContext context, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        string asked = context.Request.Query["office"].ToString();
        string? office = asked.Length > 0 ? asked : grant.MaySeeAllOffices ? null : grant.Scope.FirstOrDefault(o => facts.Book.OfficeOf(o) >= 0);
        if (office is null ? !grant.MaySeeAllOffices : !grant.MaySeeOffice(office) || facts.Book.OfficeOf(office) < 0)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        if (await PageAsync(context, cursor => facts.Work.OverdueAsync(office, facts.Now, cursor, Rows, context.RequestAborted)).ConfigureAwait(false) is not { } page)
        {
            return;
        }

        ImmutableArray<OfficePlace> seen = [.. facts.Book.Offices.Where(o => grant.MaySeeOffice(o.Code)).OrderBy(o => o.Code, StringComparer.Ordinal)];
        await Pages.RenderAsync<Overdue>(context, StatusCodes.Status200OK, "Overdue", ("Office", office), ("Seen", seen), ("All", grant.MaySeeAllOffices), ("Gathered", facts.Work.Gathered), ("Work", page), ("Now", facts.Now), ("Book", facts.Book)).ConfigureAwait(false);
    }

    private static async Task ActAsync(HttpContext context, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        string code = (string)context.Request.RouteValues["code"]!;
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        if (!grant.MaySeeOffice(code) || facts.Book.OfficeOf(code) < 0)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        string id = form["id"].ToString();
        if (Read(form) is not ({ } command, { } name) || id.Length is 0 or > CommandEnvelope.MostCharacters || !id.All(char.IsAsciiLetterOrDigit))
        {
            await WorkAsync(context, facts, new Outcome("This form says nothing that can be done. Choose again.")).ConfigureAwait(false);
            return;
        }

        AccountDoor door = context.RequestServices.GetRequiredService<AccountDoor>();
        DoorAnswer said = await door.DoAsync(context, form["account"].ToString(), id, CommandJson.Write(command), name, 0).ConfigureAwait(false);
        if (said.Forbidden)
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "This key does not allow that.").ConfigureAwait(false);
        }
        else if (said.Answer is not { } answer)
        {
            await Problems.NotFoundAsync(context).ConfigureAwait(false);
        }
        else if (!answer.Done)
        {
            await WorkAsync(context, facts, new Outcome(answer.Reason ?? "It was refused.")).ConfigureAwait(false);
        }
        else
        {
            string role = context.Request.Query["role"].ToString();
            SignInPages.SeeOther(context, string.Create(CultureInfo.InvariantCulture, $"/offices/{code}/work?role={Uri.EscapeDataString(role)}&done={form["act"]}&account={Uri.EscapeDataString(form["account"].ToString())}&case={form["case"]}"));
        }
    }

    private static (AccountCommand Command, string Name)? Read(IFormCollection form)
    {
        if (!int.TryParse(form["case"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int about))
        {
            return null;
        }

        Domain.Work.Outcome outcome = Enum.GetValues<Domain.Work.Outcome>().FirstOrDefault(o => CommandJson.Name(o) == form["outcome"].ToString());
        string office = form["office"].ToString();
        string why = form["why"].ToString();
        return form["act"].ToString() switch
        {
            "take" => (new TakeCase(about), "take case"),
            "put-back" => (new PutBackCase(about), "put back case"),
            "finish" when outcome != Domain.Work.Outcome.None => (new FinishCase(about, outcome), "finish case"),
            "hand-over" when office.Length is > 0 and < 20 && why.Length is > 0 and <= 100 => (new HandOverCase(about, office, why), "hand over case"),
            _ => null,
        };
    }

    /// <summary>What was done, from the address that the form led to; anybody can write such an address, so only what fits is told.</summary>
    private static string? Told(string? act, string? account, string? number)
    {
        if (!ImporterNumber.TryParse(account, out ImporterNumber? ior, out _) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int about))
        {
            return null;
        }

        string name = Wording.Case(ior.Text, about);
        return act switch
        {
            "take" => $"You have {name}.",
            "put-back" => $"Back in the queue: {name}.",
            "finish" => $"Finished here: {name}.",
            "hand-over" => $"Handed over: {name}.",
            _ => null,
        };
    }

    /// <summary>The page that the cursor of a request names; null after it was told that it is none.</summary>
    private static async Task<Page<OpenItem>?> PageAsync(HttpContext context, Func<string?, Task<Page<OpenItem>>> list)
    {
        try
        {
            Page<OpenItem> page = await list(context.Request.Query["cursor"].ToString() is { Length: > 0 } cursor ? cursor : null).ConfigureAwait(false);
            AuditEntry.Of(context)?.Shows(page.Items.Select(i => i.Account));
            return page;
        }
        catch (FormatException e)
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "Wrong list", e.Message).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Why nothing was done; null when it was.</summary>
    private sealed record Outcome(string? Text);
}
