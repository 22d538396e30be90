using System.Globalization;
using CeeOrleans.Domain.Cases;
using CeeOrleans.Grains.Live;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Snapshots;

namespace CeeOrleans.Service;

/// <summary>What the endpoints work with.</summary>
internal sealed record ServiceFacts(IGrainFactory Grains, AccountRows Rows, Rulebook Book, string Epoch, TimeProvider Time)
{
    /// <summary>Look-ups beside those of the store; null for none.</summary>
    public IAccountDirectory? Directory { get; init; }

    /// <summary>Work lists, with what is open without being stored.</summary>
    public IWorkLists Work => (IWorkLists?)Directory ?? Rows;

    public AuditTrail Audit { get; init; } = AuditTrail.Off;

    public required SnapshotShelf Snapshots { get; init; }

    /// <summary>UTC seconds.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The tag of a version of an account in this store.</summary>
    public string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Epoch}\"");

    /// <summary>The version that a tag names; false for a tag of another store, or none.</summary>
    public bool TryVersion(string tag, out long version)
    {
        version = 0;
        int dash = tag.IndexOf('-', StringComparison.Ordinal);
        return dash > 1 && long.TryParse(tag.AsSpan(1, dash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0 && tag == Tag(version);
    }
}
