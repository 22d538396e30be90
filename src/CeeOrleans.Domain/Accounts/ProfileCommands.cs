using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Routing;

namespace CeeOrleans.Domain.Accounts;

/// <summary>Who an account is: opened, profile, memberships, account manager.</summary>
internal static class ProfileCommands
{
    private const int MostCharacters = 100;

    public static (Refusal, string?) Open(AccountDraft draft, OpenAccount c)
    {
        if (draft.Before is not null)
        {
            return Refuse.WrongState("The account is open already.");
        }

        if (Wrong(c.Profile) is { } wrong)
        {
            return Refuse.Invalid(wrong);
        }

        if (c.Company is { } company && !IsText(company))
        {
            return Refuse.Invalid($"A company has 1 to {MostCharacters} characters.");
        }

        if (c.Center is not null && draft.Book.CenterOf(c.Center) < 0)
        {
            return Refuse.Invalid($"There is no Center {c.Center}.");
        }

        draft.Account = new Account
        {
            Number = draft.Number,
            Version = 0,
            Opened = draft.Now,
            Profile = c.Profile,
            Company = c.Company,
            Membership = c.Membership,
            Applied = c.Applied,
            Center = c.Center is null ? AccountCenter.Nowhere : new AccountCenter(c.Center, AssignmentReason.Decision, draft.Now),
        };
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Change(AccountDraft draft, ChangeProfile c)
    {
        if (Wrong(c.Profile) is { } wrong)
        {
            return Refuse.Invalid(wrong);
        }

        if (draft.Account.Profile != c.Profile)
        {
            draft.Account = draft.Account with { Profile = c.Profile };
        }

        return Refuse.Nothing;
    }

    public static (Refusal, string?) Change(AccountDraft draft, ChangeMembership c)
    {
        if (c.Company is { } company && !IsText(company))
        {
            return Refuse.Invalid($"A company has 1 to {MostCharacters} characters.");
        }

        AccountTraits old = draft.Traits;
        Account next = draft.Account with { Membership = c.Membership, Applied = c.Applied, Company = c.Company };
        if (next != draft.Account)
        {
            draft.Account = next;
            draft.FollowTraits(old);
        }

        return Refuse.Nothing;
    }

    public static (Refusal, string?) Assign(AccountDraft draft, AssignManager c)
    {
        if (c.Manager is { } manager && !IsText(manager))
        {
            return Refuse.Invalid($"The name of a manager has 1 to {MostCharacters} characters.");
        }

        if (draft.Account.Manager != c.Manager)
        {
            draft.Account = draft.Account with { Manager = c.Manager };
        }

        return Refuse.Nothing;
    }

    public static bool IsText(string text) => text.Length is > 0 and <= MostCharacters && text.Trim().Length == text.Length && !text.AsSpan().ContainsAnyInRange('\0', '\x1f');

    private static string? Wrong(AccountProfile p)
    {
        if (!IsText(p.Name))
        {
            return $"A name has 1 to {MostCharacters} characters and no space at its ends.";
        }

        return new[] { p.Street, p.City, p.State, p.Zip }.All(t => t.Length == 0 || IsText(t)) ? null : $"A part of an address has at most {MostCharacters} characters and no space at its ends.";
    }
}

/// <summary>Which Center an account belongs to.</summary>
internal static class CenterCommands
{
    public static (Refusal, string?) Assign(AccountDraft draft, AssignCenter c)
    {
        Rulebook book = draft.Book;
        string? center = c.Center;
        AssignmentReason reason = AssignmentReason.Decision;
        if (center is null)
        {
            HeadingTotals[] totals =
            [
                .. draft.Account.Totals.GroupBy(t => t.Heading).OrderBy(g => g.Key)
                    .Select(g => new HeadingTotals(g.Key, g.Sum(t => t.Entries), g.Sum(t => t.Lines), g.Sum(t => t.ValueCents))),
            ];
            int found = CenterAssignment.Assign(totals, book.Basis, h => book.CenterOfHeading[h], book.Centers.Length);
            if (found < 0)
            {
                return Refuse.WrongState("No heading of the last twelve months belongs to a Center.");
            }

            (center, reason) = (book.Centers[found].Code, AssignmentReason.PredominantHeadings);
        }
        else if (book.CenterOf(center) < 0)
        {
            return Refuse.Invalid($"There is no Center {center}.");
        }

        Move(draft, center, reason);
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Appeal(AccountDraft draft, AppealCenter c)
    {
        if (draft.Book.CenterOf(c.Wanted) < 0)
        {
            return Refuse.Invalid($"There is no Center {c.Wanted}.");
        }

        if (!ProfileCommands.IsText(c.Why))
        {
            return Refuse.Invalid("An appeal says why, in 1 to 100 characters.");
        }

        if (draft.Account.Center.Center is null || draft.Account.Center.Center == c.Wanted)
        {
            return Refuse.WrongState("Only an account that is with another Center can appeal.");
        }

        if (draft.Account.Appeal is not null)
        {
            return Refuse.WrongState("An appeal is open already.");
        }

        draft.Account = draft.Account with { Appeal = new CenterAppeal(c.Wanted, c.Why, draft.Now) };
        return Refuse.Nothing;
    }

    public static (Refusal, string?) Decide(AccountDraft draft, DecideAppeal c)
    {
        if (draft.Account.Appeal is not { } appeal)
        {
            return Refuse.WrongState("No appeal is open.");
        }

        draft.Account = draft.Account with { Appeal = null };
        if (c.Granted)
        {
            Move(draft, appeal.Wanted, AssignmentReason.Appeal);
        }

        return Refuse.Nothing;
    }

    private static void Move(AccountDraft draft, string center, AssignmentReason reason)
    {
        AccountTraits old = draft.Traits;
        if (draft.Account.Center.Center != center || draft.Account.Center.Reason != reason)
        {
            draft.Account = draft.Account with { Center = new AccountCenter(center, reason, draft.Now) };
            draft.FollowTraits(old);
        }
    }
}
