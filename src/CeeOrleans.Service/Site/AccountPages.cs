using System.Collections.Immutable;
using System.Text.Json;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CeeOrleans.Service.Site;

/// <summary>Looking accounts up, and the page of one. Who may see what is decided where the API decides it.</summary>
internal static class AccountPages
{
    private const int Rows = 25;

    private static readonly AccessRule Readers = new(false, ServiceRole.Importer, ServiceRole.Specialist, ServiceRole.Manager, ServiceRole.Auditor, ServiceRole.Administrator) { Page = true };

    public static void Map(IEndpointRouteBuilder routes, ServiceFacts facts)
    {
        routes.MapGet("/accounts", context => FindAsync(context, facts)).WithMetadata(Readers).ExcludeFromDescription();
        routes.MapGet("/accounts/{ior}", context => ShowAsync(context, facts)).WithMetadata(Readers).ExcludeFromDescription();
    }

    private static async Task FindAsync(HttpContext context, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        IQueryCollection query = context.Request.Query;
        string by = query["by"].ToString() is { Length: > 0 } given ? given : "number";
        string value = query["q"].ToString().Trim();
        string? cursor = query["cursor"].ToString() is { Length: > 0 } c ? c : null;
        string? wrong = null;
        Page<AccountRow>? found = null;
        if (value.Length > 0 && by == "number")
        {
            (ImporterNumber? ior, wrong) = await NumberAsync(context, value).ConfigureAwait(false);
            if (ior is not null)
            {
                SignInPages.SeeOther(context, $"/accounts/{ior.Text}");
                return;
            }
        }
        else if (value.Length > 0)
        {
            (found, wrong) = !grant.MaySeeAllOffices ? (null, "This key looks accounts up by their number only.")
                : by == "center" && CenterOf(facts.Book, value) is not { } code ? (null, $"No Center has that name, or several have it. Centers: {string.Join("; ", facts.Book.Centers.Select(c => $"{c.Code} {c.Short} {c.Name}"))}.")
                : await ListAsync(facts, by, by == "center" ? CenterOf(facts.Book, value)! : value, cursor, context.RequestAborted).ConfigureAwait(false);
        }

        AuditEntry.Of(context)?.Shows(found?.Items.Select(r => r.Ior) ?? []);
        await Pages.RenderAsync<FindAccounts>(
            context,
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            "Accounts",
            ("By", by),
            ("Value", value),
            ("Wrong", wrong),
            ("Found", found),
            ("First", cursor is null),
            ("All", grant.MaySeeAllOffices),
            ("Own", grant.Role == ServiceRole.Importer ? grant.Scope : ImmutableArray<string>.Empty),
            ("Book", facts.Book)).ConfigureAwait(false);
    }

    private static async Task<(Page<AccountRow>? Found, string? Wrong)> ListAsync(ServiceFacts facts, string by, string value, string? cursor, CancellationToken cancellation)
    {
        try
        {
            return (by switch
            {
                "name" or "center" or "manager" when facts.Directory is { } directory => await directory.ListAsync(by[0], value, cursor, Rows, cancellation).ConfigureAwait(false),
                "name" => await facts.Rows.ByNameAsync(value, cursor, Rows, cancellation).ConfigureAwait(false),
                "center" => await facts.Rows.ByCenterAsync(value, cursor, Rows, cancellation).ConfigureAwait(false),
                "manager" => await facts.Rows.ByManagerAsync(value, cursor, Rows, cancellation).ConfigureAwait(false),
                _ => throw new FormatException("Look up by number, name, Center or account manager."),
            }, null);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The number that somebody typed, with its hyphens or without; else what is wrong.</summary>
    private static async Task<(ImporterNumber? Number, string? Wrong)> NumberAsync(HttpContext context, string value)
    {
        if (ImporterNumber.TryParse(value, out ImporterNumber? number, out string? reason))
        {
            return (number, null);
        }

        ImmutableArray<ImporterNumber> may = ImporterNumber.WithHyphens(value);
        if (may.Length < 2)
        {
            return may.IsEmpty ? (null, reason) : (may[0], null);
        }

        // Two forms have as many digits: the one with an account that this caller may see is meant.
        AccountDoor door = context.RequestServices.GetRequiredService<AccountDoor>();
        List<ImporterNumber> there = [];
        foreach (ImporterNumber one in may)
        {
            if (await door.LookAsync(context, one.Text).ConfigureAwait(false) is not null)
            {
                there.Add(one);
            }
        }

        return there is [{ } found] ? (found, null) : (null, $"Without hyphens this may be {string.Join(" or ", may.Select(m => m.Text))}: write the one that is meant.");
    }

    /// <summary>The code of the one Center with this code, abbreviation, name or part of a name; null for none or several.</summary>
    private static string? CenterOf(Rulebook book, string value)
    {
        CenterPlace? exact = book.Centers.FirstOrDefault(c => c.Code == value || Same(c.Short) || Same(c.Name));
        return exact is not null ? exact.Code
            : book.Centers.Where(c => c.Name.Contains(value, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray() is [{ } only] ? only.Code
            : null;
        bool Same(string name) => name.Equals(value, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task ShowAsync(HttpContext context, ServiceFacts facts)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        string asked = (string)context.Request.RouteValues["ior"]!;
        AccountDoor door = context.RequestServices.GetRequiredService<AccountDoor>();
        if (await door.LookAsync(context, asked).ConfigureAwait(false) is not { } page)
        {
            await Problems.NoAccountAsync(context).ConfigureAwait(false);
            return;
        }

        AccountDocument account = JsonSerializer.Deserialize<AccountDocument>(page.Json, JsonSerializerOptions.Web)!;
        await Pages.RenderAsync<ShowAccount>(context, StatusCodes.Status200OK, account.Name, ("Account", account), ("Now", facts.Now), ("Book", facts.Book), ("Seen", grant)).ConfigureAwait(false);
    }
}
