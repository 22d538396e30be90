namespace CeeOrleans.Service.Audit;

/// <summary>Where a service keeps its audit log.</summary>
public static class AuditFolder
{
    /// <param name="data">The folder of the service.</param>
    public static string Of(string data) => Path.Combine(data, "audit");
}
