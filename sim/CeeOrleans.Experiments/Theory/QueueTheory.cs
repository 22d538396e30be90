namespace CeeOrleans.Experiments.Theory;

/// <summary>
/// Steady-state formulas of plain queues. Rates are per unit of time, results in that unit. References: Gross,
/// Shortle, Thompson, Harris, Fundamentals of Queueing Theory, 4th ed. (2008), chapters 2 and 5; A. K. Erlang (1917)
/// for the delay formula; Pollaczek (1930) and Khinchine (1932) for the mean wait of M/G/1.
/// </summary>
public static class QueueTheory
{
    /// <summary>Erlang's loss formula B(c, a) by its recursion, which neither overflows nor cancels.</summary>
    /// <param name="servers">c, 0 or more.</param>
    /// <param name="offered">a = λ·E[S], erlangs.</param>
    public static double ErlangB(int servers, double offered)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(servers);
        ArgumentOutOfRangeException.ThrowIfNegative(offered);
        double b = 1;
        for (int k = 1; k <= servers; k++)
        {
            b = offered * b / (k + (offered * b));
        }

        return b;
    }

    /// <summary>Erlang's delay formula C(c, a): the chance that an arrival at M/M/c has to wait.</summary>
    /// <param name="servers">c, 1 or more.</param>
    /// <param name="offered">a, less than c.</param>
    /// <exception cref="ArgumentOutOfRangeException">a ≥ c: the queue has no steady state.</exception>
    public static double ErlangC(int servers, double offered)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offered, servers);
        double b = ErlangB(servers, offered);
        return b / (1 - (offered / servers * (1 - b)));
    }

    /// <summary>Mean wait in queue of M/M/c.</summary>
    public static double MeanWaitMmc(int servers, double arrivalRate, double meanService) =>
        ErlangC(servers, arrivalRate * meanService) * meanService / (servers - (arrivalRate * meanService));

    /// <summary>Chance that an arrival at M/M/c waits longer than t: C·exp(−(c/E[S] − λ)·t).</summary>
    public static double TailMmc(int servers, double arrivalRate, double meanService, double t) =>
        ErlangC(servers, arrivalRate * meanService) * Math.Exp(-((servers / meanService) - arrivalRate) * t);

    /// <summary>The q-quantile of the wait of M/M/c; 0 where that many do not wait at all.</summary>
    public static double QuantileMmc(int servers, double arrivalRate, double meanService, double q)
    {
        double wait = ErlangC(servers, arrivalRate * meanService);
        return 1 - q >= wait ? 0 : Math.Log(wait / (1 - q)) / ((servers / meanService) - arrivalRate);
    }

    /// <summary>Mean wait of M/G/1 (Pollaczek-Khinchine): ρ·E[S]·(1 + cv²) / (2(1 − ρ)); with cv 0 that of M/D/1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ρ ≥ 1.</exception>
    public static double MeanWaitMg1(double arrivalRate, double meanService, double cv)
    {
        double load = arrivalRate * meanService;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(load, 1, nameof(arrivalRate));
        return load * meanService * (1 + (cv * cv)) / (2 * (1 - load));
    }
}
