using Microsoft.OpenApi;

namespace CeeOrleans.Service.OpenApi;

/// <summary>A parameter that an endpoint reads by itself, for the description of the API.</summary>
public sealed record ApiParameter(ParameterLocation In, string Name, string Text, bool Needed = false, bool Number = false)
{
    public static ApiParameter Cursor { get; } = Query("cursor", "The member next of the page before; without it the first page.");

    public static ApiParameter Limit { get; } = new(ParameterLocation.Query, "limit", "Rows in the page, 1 to 500; default 50.", Number: true);

    public static ApiParameter Query(string name, string text) => new(ParameterLocation.Query, name, text);

    public static ApiParameter Header(string name, string text, bool needed = false) => new(ParameterLocation.Header, name, text, needed);
}

/// <summary>The body that an endpoint reads by itself, for the description of the API. No type of content is asked for.</summary>
public sealed record ApiBody(Type Document);
