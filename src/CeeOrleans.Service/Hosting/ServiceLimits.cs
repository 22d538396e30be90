namespace CeeOrleans.Service.Hosting;

/// <summary>What one caller may ask of the service, and how large and slow a request may be.</summary>
public sealed record ServiceLimits
{
    /// <summary>Requests a second that a key may send in the long run; 0 for any number. Default 2,000.</summary>
    public int RequestsASecond { get; init; } = 2_000;

    /// <summary>Requests that a key may send at once before that counts. Default 4,000.</summary>
    public int Burst { get; init; } = 4_000;

    /// <summary>Requests without a valid key that an address gets an answer to, a minute; those with a key are not counted. Default 600.</summary>
    public int WrongKeysAMinute { get; init; } = 600;

    /// <summary>Greatest body, bytes, unless an endpoint says otherwise. Default 1 MiB.</summary>
    public int MostBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Slowest body, bytes a second, after <see cref="BodyGrace"/>. Default 240.</summary>
    public int SlowestBody { get; init; } = 240;

    /// <summary>How long a body may dawdle before it is measured. Default 5 s, at least 1 s.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long headers may take. Default 10 s.</summary>
    public TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take, unless an endpoint says otherwise. Default 30 s.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(30);
}
