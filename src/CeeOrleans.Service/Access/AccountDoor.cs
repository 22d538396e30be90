using System.Collections.Immutable;
using CeeOrleans.Contracts;
using CeeOrleans.Contracts.Live;
using CeeOrleans.Domain.Accounts;
using CeeOrleans.Service.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CeeOrleans.Service.Access;

/// <summary>What became of a command at the door: an answer of the account, or none because the caller may not.</summary>
/// <param name="Answer">Null when the account was not asked.</param>
/// <param name="Forbidden">The role may not send such a command to anybody; else, without an answer, there is nothing here for this caller.</param>
internal readonly record struct DoorAnswer(AnswerMessage? Answer, bool Forbidden);

/// <summary>
/// The one way from a caller to an account, for the API and for the pages. Whoever may not see an account can't tell it from
/// one that is not there, and where the grant alone says no, no grain is called. No account is asked to do anything before the audit
/// log holds durably who wants it; answers are held back by <see cref="AuditGate"/>.
/// </summary>
internal sealed class AccountDoor(ServiceFacts facts)
{
    /// <returns>Null when there is nothing here for this caller.</returns>
    public async ValueTask<AccountPage?> LookAsync(HttpContext context, string number)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        if (!ImporterNumber.TryParse(number, out ImporterNumber? ior, out _) || !grant.MaySeek(ior.Text))
        {
            return null;
        }

        AccountPage page = await Grain(ior).LookAsync().ConfigureAwait(false);
        return page.Exists && grant.MaySee(page.Offices) ? page : null;
    }

    /// <summary>Whether the caller may ask about this number at all; no grain is called.</summary>
    public static bool MaySeek(Grant grant, string number) => ImporterNumber.TryParse(number, out ImporterNumber? ior, out _) && grant.MaySeek(ior.Text);

    /// <param name="id">Identity of the command, the same for a repeat.</param>
    /// <param name="body">As <see cref="CommandJson"/> reads it, and has read it.</param>
    /// <param name="name">Its name, as in <see cref="CommandJson.Names"/>.</param>
    /// <param name="version">The version that the caller saw; 0 for any.</param>
    /// <exception cref="AuditUnavailableException">Nothing was done.</exception>
    public async Task<DoorAnswer> DoAsync(HttpContext context, string number, string id, byte[] body, string name, long version)
    {
        Grant grant = context.Features.GetRequiredFeature<Grant>();
        AuditEntry? entry = AuditEntry.Of(context);
        if (entry is not null)
        {
            (entry.Account, entry.Command, entry.CommandId) = (number, name, id);
        }

        if (!ImporterNumber.TryParse(number, out ImporterNumber? ior, out _) || !grant.MaySeek(ior.Text))
        {
            return default;
        }

        if (!Permissions.MaySend(grant.Role, name))
        {
            return new DoorAnswer(null, Forbidden: true);
        }

        IAccountGrain grain = Grain(ior);
        if (grant.Role is ServiceRole.Specialist or ServiceRole.Manager && !grant.MaySee((await grain.LookAsync().ConfigureAwait(false)).Offices))
        {
            return default;
        }

        if (entry is not null)
        {
            entry.Intent = await facts.Audit.AppendAsync(entry.Record(AuditAct.Intent, 0)).ConfigureAwait(false);
            entry.Result = "unknown";
        }

        ImmutableArray<AnswerMessage> answers = await grain.DoAsync([new CommandMessage(id, grant.Actor, body, version)]).ConfigureAwait(false);
        if (entry is not null)
        {
            entry.Result = answers[0].Done ? "done" : CommandJson.Name(answers[0].Refusal);
        }

        return new DoorAnswer(answers[0], Forbidden: false);
    }

    private IAccountGrain Grain(ImporterNumber ior) => facts.Grains.GetGrain<IAccountGrain>(GrainKeys.LiveImporter(ior));
}
