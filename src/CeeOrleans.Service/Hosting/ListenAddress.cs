using System.Net;

namespace CeeOrleans.Service.Hosting;

/// <summary>
/// Where the service may listen: on this machine, or on the network when the operator says that it is private. Keys and trade data
/// go over it in the clear; on the way from outside somebody else ends TLS.
/// </summary>
public static class ListenAddress
{
    /// <returns>Null when this is an address to listen at, else what is wrong with it.</returns>
    public static string? WhatIsWrong(string text, bool privateNetwork)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp || url.AbsolutePath != "/" || url.Query.Length > 0)
        {
            return $"\"{text}\" is no address to listen at; allowed: http://127.0.0.1:PORT{(privateNetwork ? ", or http://ADDRESS:PORT with an address of this machine" : "")}.";
        }

        if (url.IsLoopback)
        {
            return null;
        }

        return !privateNetwork ? $"{text} is not on this machine: the service listens on loopback only, unless the network is said to be private."
            : IPAddress.TryParse(url.Host.Trim('[', ']'), out _) ? null
            : $"\"{text}\" names no address; allowed: http://ADDRESS:PORT with an address of this machine, 0.0.0.0 for all of them.";
    }

    /// <summary>The address that a checked URL names.</summary>
    internal static IPAddress Of(Uri url) => IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? address) ? address : IPAddress.Loopback;

    /// <summary>How a program of this machine reaches what listens there.</summary>
    internal static string FromHere(string url) => url.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);
}
