using CeeOrleans.Service.Hosting;
using Npgsql;

namespace CeeOrleans.Cli.Serving;

/// <summary>
/// Reads the settings of <c>cee serve</c>: a file, then variables, then the command line, the later before the earlier. Gathers all
/// that is wrong before it gives up.
/// </summary>
internal static class SettingsReader
{
    /// <param name="sources">Ascending: the last one decides.</param>
    /// <param name="folder">Where the default paths start.</param>
    /// <returns>Null when there are <paramref name="errors"/>, those of before among them.</returns>
    public static EffectiveSettings? Read(IReadOnlyList<SettingSource> sources, string folder, ICollection<SettingError> errors)
    {
        Dictionary<string, EffectiveSetting> values = ServeSettings.All.ToDictionary(
            s => s.Key,
            s => new EffectiveSetting(s.Key, s is { IsPath: true, Default: { } path } ? Path.GetFullPath(path, folder) : s.Default, "default") { Secret = s.Secret },
            StringComparer.OrdinalIgnoreCase);
        Dictionary<string, EffectiveSetting> roles = new(StringComparer.Ordinal);
        foreach (SettingSource source in sources)
        {
            foreach (string key in source.Keys().Order(StringComparer.OrdinalIgnoreCase))
            {
                source.Provider.TryGet(key, out string? text);
                string place = source.PlaceOf(key);
                if (KnownNames.Find(key) is { } setting)
                {
                    Take(setting, text, place, source, values, errors);
                }
                else if (KnownNames.RoleOf(key) is { } theirs)
                {
                    if (ServeSettings.RoleOf(text ?? "") is null)
                    {
                        errors.Add(new SettingError(place, key, $"\"{text}\" is no role of this service; allowed: {ServeSettings.RoleNames}."));
                    }

                    roles[theirs] = new EffectiveSetting(key, text, place);
                }
                else if (!(KnownNames.IsSection(key) && string.IsNullOrEmpty(text)))
                {
                    errors.Add(new SettingError(place, key, KnownNames.WhatIsWrong(key)));
                }
            }
        }

        EffectiveSettings settings = new(values, [.. roles.Values.OrderBy(r => r.Key, StringComparer.Ordinal)]);
        if (errors.Count == 0)
        {
            settings = Together(settings, errors);
        }

        return errors.Count == 0 ? settings : null;
    }

    private static void Take(Setting setting, string? text, string place, SettingSource source, Dictionary<string, EffectiveSetting> values, ICollection<SettingError> errors)
    {
        if (setting.Secret && !source.MayHoldSecrets)
        {
            errors.Add(new SettingError(place, setting.Key, "this is a secret: a command line is seen by everybody on the machine. It may come from a file or a variable."));
            return;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(new SettingError(place, setting.Key, $"it has no value; {setting.Allowed} is allowed. Leave it out for {(setting.Default is null ? "none" : $"the default, {setting.Default}")}."));
            return;
        }

        string value = text.Trim();

        // What has an at sign may be an address with a password in it.
        if (!setting.IsAllowed(value))
        {
            errors.Add(new SettingError(place, setting.Key, $"{(setting.Secret || value.Contains('@', StringComparison.Ordinal) ? "what is there" : $"\"{value}\"")} is wrong; {setting.Allowed} is allowed."));
            return;
        }

        values[setting.Key] = new EffectiveSetting(setting.Key, setting.IsPath ? Path.GetFullPath(value, source.Folder) : value, place) { Secret = setting.Secret };
    }

    /// <summary>What is right by itself and wrong beside the others.</summary>
    /// <returns>The settings, with the connection string that a file holds.</returns>
    private static EffectiveSettings Together(EffectiveSettings s, ICollection<SettingError> errors)
    {
        bool open = s.Is(ServeSettings.Network, ServeSettings.Private);
        if (ListenAddress.WhatIsWrong(s.Known(ServeSettings.Urls), open) is { } wrong)
        {
            bool onlyPrivate = ListenAddress.WhatIsWrong(s.Known(ServeSettings.Urls), privateNetwork: true) is null;
            Add(ServeSettings.Urls, onlyPrivate ? $"{wrong} {ServeSettings.Network} = {ServeSettings.Private} says so." : wrong);
        }

        if (s.Is(ServeSettings.Database, ServeSettings.PostgreSql))
        {
            s = Connected(s, errors);
            if (!open && !System.Net.IPAddress.IsLoopback(System.Net.IPAddress.Parse(s.Known(ServeSettings.ClusterAddress))))
            {
                Add(ServeSettings.ClusterAddress, $"{s.Known(ServeSettings.ClusterAddress)} is not on loopback: whoever reaches a silo commands it. Allowed with {ServeSettings.Network} = {ServeSettings.Private}.");
            }
        }
        else
        {
            foreach (string key in new[] { ServeSettings.ConnectionString, ServeSettings.ConnectionStringFile, ServeSettings.ClusterName, ServeSettings.ClusterAddress, ServeSettings.ClusterPort, ServeSettings.ProbeSeconds })
            {
                if (s.Values[key].Origin != "default")
                {
                    Add(key, $"it says nothing with {ServeSettings.Database} = {ServeSettings.Sqlite}, a file that one process has; allowed with {ServeSettings.PostgreSql}.");
                }
            }
        }

        Provider(s, (place, key, message) => errors.Add(new SettingError(place, key, message)));
        if (s.Text(ServeSettings.TelemetryEndpoint) is null && s.Values[ServeSettings.TelemetryProtocol].Origin != "default")
        {
            Add(ServeSettings.TelemetryProtocol, $"it says nothing without {ServeSettings.TelemetryEndpoint}.");
        }

        return s;

        void Add(string key, string message) => errors.Add(new SettingError(s.Values[key].Origin, key, message));
    }

    private static void Provider(EffectiveSettings s, Action<string, string, string> add)
    {
        if (s.Text(ServeSettings.Authority) is not { } authority)
        {
            foreach (string key in new[] { ServeSettings.Audience, ServeSettings.RoleClaim, ServeSettings.ScopeClaim }.Where(k => s.Values[k].Origin != "default"))
            {
                add(s.Values[key].Origin, key, $"it says nothing without {ServeSettings.Authority}.");
            }

            if (s.Roles.Count > 0)
            {
                add(s.Roles[0].Origin, ServeSettings.Authority, $"it is missing: {s.Roles[0].Key} says nothing without it.");
            }

            return;
        }

        string origin = s.Values[ServeSettings.Authority].Origin;
        Uri url = new(authority);
        if (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback)
        {
            add(origin, ServeSettings.Authority, $"\"{authority}\" is wrong; https is needed unless the provider is on this machine.");
        }

        if (s.Text(ServeSettings.Audience) is null)
        {
            add(origin, ServeSettings.Audience, $"it is missing; {ServeSettings.Authority} needs it.");
        }

        if (s.Roles.Count == 0)
        {
            add(origin, ServeSettings.Authority, $"{ServeSettings.Roles} is empty: no token would open anything. It says which of the provider's roles is which role of this service: {ServeSettings.RoleNames}.");
        }
    }

    private static EffectiveSettings Connected(EffectiveSettings s, ICollection<SettingError> errors)
    {
        EffectiveSetting direct = s.Values[ServeSettings.ConnectionString];
        EffectiveSetting file = s.Values[ServeSettings.ConnectionStringFile];
        if (file.Value is { } path)
        {
            if (direct.Value is not null)
            {
                errors.Add(new SettingError(file.Origin, file.Key, $"{direct.Key} is there too ({direct.Origin}); one of them is allowed."));
                return s;
            }

            try
            {
                direct = direct with { Value = File.ReadAllText(path).Trim(), Origin = path };
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                errors.Add(new SettingError(file.Origin, file.Key, $"{path} can't be read: {e.Message}"));
                return s;
            }
        }

        if (string.IsNullOrEmpty(direct.Value))
        {
            errors.Add(new SettingError(direct.Value is null ? s.Values[ServeSettings.Database].Origin : direct.Origin, direct.Key, $"it is missing; {ServeSettings.Database} = {ServeSettings.PostgreSql} needs it, or {ServeSettings.ConnectionStringFile}."));
            return s;
        }

        // Nothing of the text is repeated: it may hold a password.
        try
        {
            NpgsqlConnectionStringBuilder parts = new(direct.Value);
            string[] missing = [.. new[] { ("Host", parts.Host), ("Database", parts.Database), ("Username", parts.Username) }.Where(p => string.IsNullOrWhiteSpace(p.Item2)).Select(p => p.Item1)];
            if (missing.Length > 0)
            {
                errors.Add(new SettingError(direct.Origin, direct.Key, $"it names no {string.Join(" and no ", missing)}; Host=…;Database=…;Username=… is allowed."));
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            errors.Add(new SettingError(direct.Origin, direct.Key, "it is no connection string; Host=…;Database=…;Username=…;Password=… is allowed, and what else Npgsql knows."));
        }

        return s with { Values = new Dictionary<string, EffectiveSetting>(s.Values, StringComparer.OrdinalIgnoreCase) { [direct.Key] = direct } };
    }
}
