namespace CeeOrleans.Service.OpenApi;

// What the API sends and takes, for its description; what is sent is compared with these in the tests. Times are UTC,
// "2016-02-01T15:00:00Z"; a member that may be null is there and null.

/// <param name="Errors">One sentence for each thing that is wrong.</param>
public sealed record ProblemDocument(string Type, string Title, int Status, string Detail, string[]? Errors = null);

public sealed record PageDocument<T>(T[] Items, string? Next);

public sealed record AccountRowDocument(string Ior, string Name, string? Company, string? Manager, string? Center, bool Trusted, long Version);

public sealed record WorkDocument(string Account, int Case, string Kind, string State, string Subject, string Office, string Port, int Heading, string? Due, string? Assignee);

public sealed record AnswerDocument(bool Done, long Version, string At, int? Case = null);

/// <summary>A command: its name, and its parts beside it. Unknown members are refused, and all that is wrong is told at once.</summary>
public sealed record CommandDocument(string Command);

public sealed record KeyRequestDocument(string Name, string Role, string[]? Scope = null, int Days = 90);

public sealed record KeyDocument(string Id, string Key, string Expires);

public sealed record AccountDocument(
    string Ior,
    long Version,
    string Opened,
    string Name,
    AddressDocument Address,
    string? Company,
    string? Manager,
    CenterDocument Center,
    TrustDocument Trusted,
    EntriesDocument Entries,
    int OpenItems,
    ItemDocument[] Items,
    HoldDocument[] Holds,
    PortDocument[] Ports,
    ContactsDocument Contacts);

public sealed record AddressDocument(string Street, string City, string State, string Zip);

public sealed record CenterDocument(string? Code, string? Name, string Why, string? Since = null, AppealDocument? Appeal = null);

public sealed record AppealDocument(string Wanted, string Why, string Since);

public sealed record TrustDocument(bool Is, int CtpatTier, bool Isa, string Why);

public sealed record EntriesDocument(long Filed, long Liquidated, long Unliquidated);

public sealed record ItemDocument(int Case, string Kind, string State, string Subject, string Office, string Role, string Port, int Heading, string Since, string? Due, string? Assignee, string? WaitsFor = null, string? AnswerBy = null);

public sealed record HoldDocument(int Number, string Entry, string Port, string Cause, string Placed);

public sealed record PortDocument(string Port, long Entries, long Lines, long ValueDollars);

public sealed record ContactsDocument(ContactDocument[] Ports, ContactDocument[] Centers);

public sealed record ContactDocument(string Office, int Contacts, string Last);

/// <summary>A record of the audit log, as it stands in the chain; members that say nothing are left out.</summary>
public sealed record AuditDocument(
    long Seq,
    string Prev,
    string At,
    string Chain,
    string Act,
    string Hash,
    string? Key = null,
    string? Actor = null,
    string? Role = null,
    string? Verb = null,
    string? Route = null,
    string? Account = null,
    string[]? Accounts = null,
    string? Office = null,
    string? About = null,
    string? Command = null,
    string[]? Ids = null,
    string[]? Refused = null,
    int Status = 0,
    string? Result = null,
    long Of = 0,
    string? Request = null,
    string? Trace = null,
    string? Note = null,
    long Records = 0,
    long[]? Open = null,
    string[]? Seals = null);

/// <param name="Hash">SHA-256 of what is in it; the same state has the same one.</param>
/// <param name="Expired">It is older than it is to be kept, and goes when somebody deletes it.</param>
public sealed record SnapshotDocument(string Id, string AsOf, string Hash, int Accounts, int Items, long Bytes, string KeptUntil, bool Expired);
