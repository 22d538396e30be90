using CeeOrleans.Scenarios.Names;

namespace CeeOrleans.Scenarios.Tests;

/// <summary>Names of importers depend on seed and number and on nothing else.</summary>
public sealed class ImporterNameTests
{
    [Fact]
    public void For_WhateverElseIsAsked_IsTheSame()
    {
        ImporterName first = ImporterNames.For(20151001, 7);
        ImporterNames.For(1, 1);
        ImporterNames.Range(20151001, 0, 50);
        Assert.Equal(first, ImporterNames.For(20151001, 7));
        Assert.Equal(first, ImporterNames.Range(20151001, 5, 4)[2]);
    }

    [Fact]
    public void For_OnManyThreads_IsTheSame()
    {
        ImporterName[] names = [.. ImporterNames.Range(3, 0, 400)];
        ImporterName[] parallel = [.. Enumerable.Range(0, 400).AsParallel().AsOrdered().Select(i => ImporterNames.For(3, i))];
        Assert.Equal(names, parallel);
    }

    [Fact]
    public void For_AnotherSeedOrNumber_IsAnotherName()
    {
        Assert.NotEqual(ImporterNames.For(1, 7), ImporterNames.For(2, 7));
        Assert.True(ImporterNames.Range(1, 0, 2_000).Distinct().Count() > 1_950);
    }

    [Fact]
    public void For_KnownImporter_KeepsItsName()
    {
        // A change of the generator or of its word lists would rename every importer of every report.
        ImporterName name = ImporterNames.For(20151001, 7);
        Assert.Equal(Golden, name.Name);
    }

    [Fact]
    public void For_EveryImporter_HasANameAndAnAddress() => Assert.All(ImporterNames.Range(9, 0, 1_000), n =>
    {
        Assert.InRange(n.Name.Length, 5, 80);
        Assert.Matches("^[A-Z]{2}$", n.State);
        Assert.Matches("^[0-9]{5}$", n.Zip);
        Assert.Matches("^[0-9]+ .+", n.Street);
        Assert.NotEmpty(n.City);
    });

    [Fact]
    public void Range_InBulk_CostsMicroseconds()
    {
        // A bound with room for a slow machine; making a generator for each name costs milliseconds.
        ImporterNames.Range(1, 0, 1_000);
        long start = Environment.TickCount64;
        ImporterNames.Range(1, 0, 50_000);
        double micros = (Environment.TickCount64 - start) * 1000.0 / 50_000;
        TestContext.Current.TestOutputHelper?.WriteLine($"{micros:0.0} µs a name");
        Assert.InRange(micros, 0, 100);
    }

    private const string Golden = "North Tyra Electronics Holdings";
}
