using System.Collections.Immutable;
using System.Diagnostics;
using CeeOrleans.Service.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CeeOrleans.Service.Audit;

/// <summary>What is known so far of a request, for its record. Whoever learns more of it adds to it.</summary>
internal sealed class AuditEntry(HttpContext context)
{
    /// <summary>Greatest text that a caller chose and that is recorded.</summary>
    private const int MostCharacters = 64;

    private string? account;

    /// <summary>Who asks, whether allowed to or not; null for nobody.</summary>
    public Grant? Who { get; set; }

    /// <summary>The account of the request, where its address does not name it.</summary>
    public string? Account
    {
        get => account ?? Value("ior");
        set => account = Short(value);
    }

    /// <summary>Accounts that the answer shows.</summary>
    public ImmutableArray<string> Accounts { get; private set; } = [];

    /// <summary>A key that was made, a run that was started.</summary>
    public string? About { get; set; }

    /// <summary>Name of the command.</summary>
    public string? Command { get; set; }

    /// <summary>Identity of the command.</summary>
    public string? CommandId { get; set; }

    /// <summary>"done", or why not.</summary>
    public string? Result { get; set; }

    /// <summary>The intent that the answer is the outcome of; 0 for none.</summary>
    public long Intent { get; set; }

    /// <summary>The request is recorded although it needs no key.</summary>
    public bool Always { get; set; }

    /// <returns>Null where nothing is recorded.</returns>
    public static AuditEntry? Of(HttpContext context) => context.Features.Get<AuditEntry>();

    /// <summary>The answer shows these accounts.</summary>
    public void Shows(IEnumerable<string> accounts) => Accounts = [.. accounts.Distinct(StringComparer.Ordinal)];

    /// <summary>The record of this request as of now.</summary>
    public AuditRecord Record(AuditAct act, int status)
    {
        return new AuditRecord
        {
            Act = act,
            Key = Who?.KeyId,
            Actor = Who?.Actor,
            Role = Who?.Role.ToString().ToLowerInvariant(),
            Verb = Short(context.Request.Method),
            Route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? Short(context.Request.Path.Value),
            Account = Account,
            Accounts = Accounts,
            Office = Value("code"),
            About = About ?? Value("id") ?? Value("name"),
            Command = Command,
            Ids = CommandId is null ? [] : [CommandId],
            Status = status,
            Result = Result,
            Of = act == AuditAct.Intent ? 0 : Intent,
            Request = context.TraceIdentifier,
            Trace = Activity.Current?.TraceId.ToString(),
        };
    }

    private string? Value(string name) => context.Request.RouteValues.TryGetValue(name, out object? value) ? Short(value as string) : null;

    private static string? Short(string? text) => text is { Length: > MostCharacters } ? text[..MostCharacters] : text;
}
