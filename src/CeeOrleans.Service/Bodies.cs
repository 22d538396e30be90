using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace CeeOrleans.Service;

/// <summary>Reads bodies of requests, never more than is allowed.</summary>
public static class Bodies
{
    /// <summary>The body of a request, or null after an error was told.</summary>
    /// <param name="most">Bytes that are read.</param>
    public static async Task<byte[]?> ReadAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
        {
            await Problems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", string.Create(CultureInfo.InvariantCulture, $"At most {most:#,0} bytes are read.")).ConfigureAwait(false);
            return null;
        }

        byte[] buffer = new byte[most + 1];
        int n = 0;
        int read;
        while (n < buffer.Length && (read = await context.Request.Body.ReadAsync(buffer.AsMemory(n), context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            n += read;
        }

        if (n > most)
        {
            await Problems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", string.Create(CultureInfo.InvariantCulture, $"At most {most:#,0} bytes are read.")).ConfigureAwait(false);
            return null;
        }

        return buffer[..n];
    }
}
