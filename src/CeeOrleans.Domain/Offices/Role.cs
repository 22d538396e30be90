namespace CeeOrleans.Domain.Offices;

/// <summary>What a person at a desk is. The numbers are stored and hashed: never renumber.</summary>
public enum Role : byte
{
    ImportSpecialist = 1,
    EntrySpecialist = 2,
    PartnerAgencyOfficer = 3,
    AccountManager = 4,
}

/// <summary>What an office is.</summary>
public enum OfficeKind : byte
{
    /// <summary>A port whose specialists serve several ports.</summary>
    ServiceOffice = 1,

    /// <summary>A port that is its own desk.</summary>
    Port = 2,

    /// <summary>A Center of Excellence and Expertise.</summary>
    Center = 3,

    /// <summary>The office of a plain queue.</summary>
    Queue = 4,
}

/// <summary>How goods arrive.</summary>
public enum Mode : byte
{
    Water = 1,
    Air = 2,
    Land = 3,
}
