using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace CeeOrleans.Grains.Hosting;

/// <summary>The place of a silo in a cluster of several processes, which find each other by their common PostgreSQL.</summary>
/// <remarks>
/// A silo that comes back at its old port knows that the one before it is dead and joins at once. With another port it would wait
/// until the others, or the clock, say so.
/// </remarks>
public sealed record ClusterPlace
{
    /// <summary>Greatest time between two looks at a neighbour.</summary>
    public const int MostProbeSeconds = 60;

    /// <summary>Name of the cluster: silos of one name and one database belong together.</summary>
    public string Cluster { get; init; } = "cee";

    /// <summary>Where the others reach this silo. Ports of silos are no boundary: loopback, or a network that is private.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port of the silo, the same at every start; 0 lets whoever starts it choose one (<see cref="FreePort"/>).</summary>
    public int Port { get; init; }

    /// <summary>How often neighbours are looked at, s, 1 to <see cref="MostProbeSeconds"/>. Three looks without an answer, and a silo is declared dead.</summary>
    public int ProbeSeconds { get; init; } = 5;

    /// <summary>A port that nobody has at the moment.</summary>
    public static int FreePort(IPAddress address)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Whether somebody has this port: two silos on one would both listen, without an error.</summary>
    public static bool IsTaken(IPAddress address, int port)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return true;
        }
    }

    /// <summary>Lets a silo take this place; the membership is the database's.</summary>
    internal void Configure(ISiloBuilder silo, string invariant, string connectionString)
    {
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (Cluster, CeeSilos.Service));
        silo.ConfigureEndpoints(Address, Port, gatewayPort: 0);
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (invariant, connectionString));
        silo.Configure<ClusterMembershipOptions>(o => o.ProbeTimeout = TimeSpan.FromSeconds(ProbeSeconds));
    }
}
