using Microsoft.AspNetCore.Http;

namespace CeeOrleans.Service.Audit;

/// <summary>The audit log as a part of the site sees it.</summary>
public static class Audited
{
    /// <summary>Says in the record of a request what it was about, where its address does not: a run that was started.</summary>
    /// <param name="what">An identity that the service gave, never what an account holds.</param>
    public static void About(HttpContext context, string what)
    {
        if (AuditEntry.Of(context) is { } entry)
        {
            entry.About = what;
        }
    }
}

/// <summary>Takes notes of what the service does for somebody after the answer to their request has left.</summary>
public interface IAuditNotes
{
    /// <summary>Durable when it returns.</summary>
    /// <param name="keyId">Key of who asked for it.</param>
    /// <param name="actor">Name of who asked for it.</param>
    /// <param name="what">What is done: "snapshot".</param>
    /// <param name="about">With what.</param>
    /// <exception cref="AuditUnavailableException">It is not in the log; then it may not be done.</exception>
    Task NoteAsync(string keyId, string actor, string what, string about);
}
