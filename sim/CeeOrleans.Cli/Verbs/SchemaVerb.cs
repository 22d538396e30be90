namespace CeeOrleans.Cli.Verbs;

/// <summary><c>cee schema</c>: the JSON Schema of scenario files, for editors.</summary>
internal static class SchemaVerb
{
    public static Verb Create(Rooms rooms)
    {
        Verb verb = new(
            "schema",
            "Prints the JSON Schema (draft-07) of scenario files, so that an editor completes and checks them.",
            "cee schema > scenario.schema.json");
        verb.SetAction(_ =>
        {
            rooms.Screen.Out.WriteLine(rooms.Schema().TrimEnd());
            return ExitCode.Ok;
        });
        return verb;
    }
}
