using CeeOrleans.Domain.Cases;
using CeeOrleans.Domain.Work;
using CeeOrleans.Reference;
using CeeOrleans.Scenarios.Quantities;
using CeeOrleans.Workload.Inputs;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Scenarios.Tests;

/// <summary>The effective scenario and its hash: the same for the same meaning, another for another.</summary>
public sealed class EffectiveTests : IDisposable
{
    private const string Head = """
        name: T
        description: A test.
        horizon: { start: 2015-10-01, length: 366 d }
        seed: 7
        replications: 2
        opening: empty
        offices: service offices

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("cee-effective-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string, string> SameMeaning => new()
    {
        { "rates: { selected: 2 %, reject: 1 % }\n", "# a comment\nrates:\n    reject:   1%\n\n    selected: \"2.0 %\"   # two\n" },
        { "kinds:\n  contact: { minutes: \"lognormal(mean 30 min, cv 1)\" }\n", "kinds:\n  contact: { minutes: \"lognormal( cv 1.0, mean 0.5 h )\" }\n" },
        { "population: { importers: 350 k }\n", "population: { importers: \"350,000\" }\n" },
        { "population: { importers: 350 k }\n", "" },
        { "population: { importers: 360 k, summaries: 31 M per year }\n", "population: { importers: 360,000, summaries: 31,000,000 per year }\n" },
        { "kinds: { contact: { minutes: \"lognormal(mean 1,000 s, cv 1)\", target: none } }\n", "kinds: { contact: { minutes: lognormal(mean 1,000 s, cv 1), target: none } }\n" },
        { "eligibility: all accounts\ncenters: { electronics: { opens: 2015-11-01 }, PHC: { opens: 2015-12-01 } }\n", "centers: { \"001\": { opens: 2015-12-01 }, Electronics: { opens: 2015-11-01 } }\neligibility: all accounts\n" },
        { "eligibility: all accounts\ncenters: { ELE: { opens: 2015-11-01, ports: [\"2704\", \"0401\"] } }\n", "eligibility: all accounts\ncenters: { ELE: { opens: 2015-11-01, ports: [\"0401\", \"2704\"] } }\n" },
        { "people: { shift: [08:00-12:00, 12:30-16:30] }\n", "people: { shift: 08:00-12:00, 12:30-16:30 }\n".Replace("08:00-12:00, 12:30-16:30 }", "\"08:00-12:00, 12:30-16:30\" }", StringComparison.Ordinal) },
        { "window hours: 12\n", "window hours: 24\n" },
        { "opening: { backlog: [ { office: \"2704\", kind: protest, age: 3 d, items: 4 }, { office: \"0401\", kind: contact, age: 1 d, items: 2 } ] }\n", "opening: { backlog: [ { office: \"0401\", kind: contact, age: 1 d, items: 2 }, { office: \"2704\", kind: protest, age: 3 d, items: 3 }, { office: \"2704\", kind: protest, age: 3 d, items: 1 } ] }\n" },
    };

    [Theory]
    [MemberData(nameof(SameMeaning))]
    public void Hash_SameMeaning_IsTheSame(string one, string other) => Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("rates: { selected: 1.7500001 % }\n")]
    [InlineData("kinds:\n  contact: { minutes: 18 min }\n")]
    [InlineData("kinds:\n  contact: { target: 1 business day }\n")]
    [InlineData("kinds:\n  protest: { target: none }\n")]
    [InlineData("people: { shift: 08:00-16:30 }\n")]
    [InlineData("offices: every port its own desk\n")]
    [InlineData("opening: stationary\n")]
    [InlineData("horizon: { length: 365 d }\n")]
    [InlineData("backlog: stays\n")]
    [InlineData("eligibility: all accounts\ncenters: { ELE: { opens: 2015-11-01 } }\n")]
    [InlineData("staff: { \"2704\": { import specialist: 90 } }\n")]
    [InlineData("targets: [ { measure: on time, kind: protest, at least: 95 % } ]\n")]
    public void Hash_AnotherValue_IsAnother(string change) => Assert.NotEqual(Hash(""), Hash(change));

    [Fact]
    public void Hash_WordsSeedAndReplications_DoNotCount()
    {
        string plain = Hash("");
        Assert.Equal(plain, Hash("name: U\ndescription: Another.\nseed: 8\nreplications: 50\n"));
    }

    [Fact]
    public void Replications_UntilMeasuresAreKnown_AreReadAndDoNotCountInTheHash()
    {
        const string Rule = "replications: { min: 14, until: [ { measure: coverage, half-width: 0.5 points }, { measure: wait p95 of contact, half-width: 0.25 business days }, { measure: hours of work, half-width: 3 % }, { measure: exposure } ] }\n";
        Assert.Equal(Hash(""), Hash(Rule));

        RunInputs inputs = Load(Rule).Inputs!;
        Assert.Equal(40, inputs.Replications);
        Assert.Equal(14, inputs.Stopping!.Least);
        Assert.Equal(
            [new HalfWidth(HalfWidthKind.Points, 0.005), new HalfWidth(HalfWidthKind.Hours, 6), new HalfWidth(HalfWidthKind.Relative, 0.03), default],
            inputs.Stopping.Until.Select(u => u.HalfWidth));
        Assert.Equal(["coverage", "wait p95 of contact", "hours of work", "exposure"], inputs.Stopping.Until.Select(u => u.Measure));

        // One measure needs no list, and a number takes the place of a rule.
        Assert.Equal((20, 10), Load("replications: { max: 20, until: { measure: coverage } }\n").Inputs is { } one ? (one.Replications, one.Stopping!.Least) : default);
        Assert.Equal((14, null), (inputs.Fixed().Replications, inputs.Fixed().Stopping));
        Assert.Equal(3, inputs.Fixed(3).Replications);
    }

    [Fact]
    public void Hash_OfAYearAndOfItsDays_IsTheSame() => Assert.Equal(Hash("horizon: { length: 1 y }\n"), Hash(""));

    [Fact]
    public void Effective_NamesTheOriginOfEachValue()
    {
        LoadedScenario loaded = Load("rates: { selected: 2 % }\n");
        Assert.Equal(loaded.Effective.Select(v => v.Path).Order(StringComparer.Ordinal), loaded.Effective.Select(v => v.Path));
        Assert.Equal(new EffectiveValue("rates.selected", "2 %", "top.yaml:2", "", "", "0.8 % to 3 %"), loaded.Effective.Single(v => v.Path == "rates.selected"));
        EffectiveValue reference = loaded.Effective.Single(v => v.Path == "rates.AD/CVD review");
        Assert.Equal(("38,567 per year", "reference data", "R"), (reference.Value, reference.Origin, reference.Mark));
        Assert.Contains("CBP report to Congress", reference.Source, StringComparison.Ordinal);
        Assert.Equal("base.yaml:4", loaded.Effective.Single(v => v.Path == "seed").Origin);
        Assert.All(InputCatalogue.Load().All, i => Assert.Contains(loaded.Effective, v => v.Path == i.Path));
    }

    [Fact]
    public void Override_IsTheSameAsTheFileSayingIt()
    {
        string said = Hash("people: { import specialists: 950 people }\n");
        Load("");
        string top = Path.Combine(folder, "top.yaml");
        LoadedScenario loaded = ScenarioLoader.Load(top, folder, [new("people.import specialists", "900 people"), new("people.import specialists", "950 people")]);
        Assert.Empty(loaded.Errors);
        Assert.Equal(said, loaded.Inputs!.ScenarioHash);
        Assert.Equal("override:2", loaded.Effective.Single(v => v.Path == "people.import specialists").Origin);
    }

    [Theory]
    [InlineData("people.import specialist", "950 people", "override:1:1: people.import specialist: no such key; did you mean \"import specialists\"?")]
    [InlineData("people.import specialists", "950 kg", "override:1:1: people.import specialists = \"950 kg\": has the unit \"kg\"")]
    [InlineData("", "1", "override:1:1: : no such key")]
    [InlineData("people", "1", "override:1:1: people = \"1\": a block of keys is needed")]
    public void Override_ThatIsWrong_IsAnError(string path, string value, string message)
    {
        Load("");
        LoadedScenario loaded = ScenarioLoader.Load(Path.Combine(folder, "top.yaml"), folder, [new(path, value)]);
        Assert.StartsWith(message, Assert.Single(loaded.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Effective_OfAQueue_HasNothingOfTheNation()
    {
        LoadedScenario loaded = ScenarioLoader.Load(Path.Combine(Repository.Scenarios, "mm1.yaml"));
        Assert.DoesNotContain(loaded.Effective, v => v.Path.StartsWith("rates", StringComparison.Ordinal) || v.Path.StartsWith("population", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_SameFileTwice_GivesTheSameInputs()
    {
        RunInputs a = ScenarioLoader.Load(Path.Combine(Repository.Scenarios, "national-cees.yaml")).Inputs!;
        RunInputs b = ScenarioLoader.Load(Path.Combine(Repository.Scenarios, "national-cees.yaml")).Inputs!;
        Assert.Equal(a.ScenarioHash, b.ScenarioHash);
        Assert.Equal(a.DataHash, b.DataHash);
        Assert.Equal(a.Work!.Cf28Reply.Quantiles.ToArray(), b.Work!.Cf28Reply.Quantiles.ToArray());
    }

    [Fact]
    public void Targets_LaidOverABase_ReplaceTheSamePromiseAndKeepTheOthers()
    {
        Load("targets:\n  - { measure: on time, kind: protest, at least: 95 % }\n  - { measure: on time, kind: contact, at least: 90 % }\n");
        File.Copy(Path.Combine(folder, "top.yaml"), Path.Combine(folder, "promises.yaml"));
        File.WriteAllText(Path.Combine(folder, "mine.yaml"), "extends: promises.yaml\ntargets:\n  - { measure: on time, kind: contact, at least: 99 % }\n  - { measure: coverage, kind: full review, at least: 80 % }\n");
        LoadedScenario mine = ScenarioLoader.Load(Path.Combine(folder, "mine.yaml"), folder);
        Assert.Empty(mine.Errors);
        Assert.Equal(
            [new TargetInput("on time", WorkKind.Protest, 0.95), new TargetInput("on time", WorkKind.Contact, 0.99), new TargetInput("coverage", WorkKind.FullReview, 0.8)],
            mine.Inputs!.Targets);

        File.WriteAllText(Path.Combine(folder, "slip.yaml"), "extends: promises.yaml\ntargets:\n  - { measure: on time, kind: contact, at least: 99 % }\n  - { measure: on time, kind: contact, at least: 98 % }\n");
        ScenarioError slip = Assert.Single(ScenarioLoader.Load(Path.Combine(folder, "slip.yaml"), folder).Errors);
        Assert.Equal(("slip.yaml", 4), (Path.GetFileName(slip.File), slip.Line));
    }

    [Fact]
    public void Targets_ProtectTheirKind()
    {
        LoadedScenario loaded = Load("targets:\n  - { measure: coverage, kind: full review, at least: 80 % }\n");
        Assert.Empty(loaded.Errors);
        Assert.Equal(new TargetInput("coverage", WorkKind.FullReview, 0.8), Assert.Single(loaded.Inputs!.Targets));
        Assert.DoesNotContain(loaded.Inputs.Kinds, k => k.Unprotected);
    }

    [Fact]
    public void Opening_FromCsv_IsTheSameAsRows()
    {
        File.WriteAllText(Path.Combine(folder, "open.csv"), "office,kind,age days,items\r\n2704,protest,30,12\r\n0401,\"late, bill, statement exception\",2,5\r\n");
        LoadedScenario csv = Load("opening: { file: open.csv }\n");
        LoadedScenario rows = Load("opening:\n  backlog:\n    - { office: \"2704\", kind: protest, age: 30 d, items: 12 }\n    - { office: \"0401\", kind: \"late, bill, statement exception\", age: 2 d, items: 5 }\n");
        Assert.Empty(csv.Errors);
        Assert.Empty(rows.Errors);
        Assert.Equal(rows.Inputs!.ScenarioHash, csv.Inputs!.ScenarioHash);
        Assert.Equal([new BacklogRow("0401", WorkKind.StatementException, 2, 5), new BacklogRow("2704", WorkKind.Protest, 30, 12)], csv.Inputs.Opening.Backlog);
    }

    [Fact]
    public void Opening_FromASnapshot_SaysWhatItIsAndNotWhereItLies()
    {
        string one = Snapshot("one.snapshot", 1_454_338_800, "2704", "999");
        string moved = Snapshot("moved.snapshot", 1_454_338_800, "2704", "999");
        LoadedScenario named = Load("opening: { snapshot: one.snapshot }\n");
        Assert.Empty(named.Errors);
        Assert.Equal(2, named.Inputs!.Opening.Snapshot!.Accounts.Single().Items.Length);
        string hash = named.Inputs.Snapshot!.Hash;
        EffectiveValue said = Assert.Single(named.Effective, e => e.Path.StartsWith("opening", StringComparison.Ordinal));
        Assert.Equal(("opening.snapshot", $"2 open items of snapshot {hash} as of 2016-02-01T15:00:00Z; 1 of them at offices that this scenario does not have, and routed anew"), (said.Path, said.Value));
        LoadedScenario live = Load("opening: live\n", SnapshotUse.Of(moved));
        Assert.Equal(named.Inputs.ScenarioHash, live.Inputs!.ScenarioHash);
        Assert.Equal(live.Inputs.ScenarioHash, Load("opening: { snapshot: live }\n", SnapshotUse.Of(one)).Inputs!.ScenarioHash);
        Assert.NotEqual(live.Inputs.ScenarioHash, Load("opening: live\n", SnapshotUse.Of(Snapshot("later.snapshot", 1_454_425_200, "2704", "999"))).Inputs!.ScenarioHash);
        Assert.NotEqual(live.Inputs.ScenarioHash, Load("opening: live\n", SnapshotUse.Of(Snapshot("other.snapshot", 1_454_338_800, "2704", "0401"))).Inputs!.ScenarioHash);
    }

    [Fact]
    public void Opening_FromTheLiveWorld_IsCheckedBeforeTheSnapshotIsThere_AndCannotBeRun()
    {
        LoadedScenario later = Load("opening: live\n", SnapshotUse.Later);
        Assert.Empty(later.Errors);
        Assert.True(later.Inputs!.AwaitsSnapshot);
        Assert.Throws<ArgumentException>(() => Workload.Plan.Setup.Compile(later.Inputs));
    }

    [Theory]
    [InlineData(0, "the first line is missing")]
    [InlineData(400, "it is no snapshot")]
    [InlineData(620, "and there are 0 and 0")]
    [InlineData(-1, "it was changed")]
    public void Opening_FromASpoiltSnapshot_IsRefused(int length, string message)
    {
        string file = Snapshot("spoilt.snapshot", 1_454_338_800, "2704", "0401");
        byte[] bytes = File.ReadAllBytes(file);
        if (length < 0)
        {
            bytes[Array.LastIndexOf(bytes, (byte)'7')] = (byte)'8';
        }

        File.WriteAllBytes(file, length < 0 ? bytes : bytes[..length]);
        ScenarioError error = Assert.Single(Load("opening: live\n", SnapshotUse.Of(file)).Errors);
        Assert.StartsWith("opening: spoilt.snapshot can't be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Population_OfASnapshot_SaysWhoImportsAndHowMuch_AndWhatThisScenarioDoesNotKnow()
    {
        string one = Population("one.snapshot", 4);
        LoadedScenario named = Load("population: { snapshot: one.snapshot }\n");
        Assert.Empty(named.Errors);
        PopulationInput population = named.Inputs!.Population!;
        Assert.Equal((5, named.Inputs.Snapshot!.Hash), (population.Importers, population.Snapshot!.Facts.Hash));
        Assert.Equal(OpeningKind.Empty, named.Inputs.Opening.Kind);
        string said = Assert.Single(named.Effective, e => e.Path == "population.snapshot").Value;
        Assert.Equal(
            $"5 accounts of snapshot {named.Inputs.Snapshot.Hash} as of 2016-02-01T15:00:00Z; 1 of them entered nothing, and import nothing; "
            + "20 of 420 entry summaries at several ports or at ports that this scenario does not have, dealt out over the others of their account; "
            + "20 of 420 entry summaries under several headings or under headings that this scenario does not have, dealt out over the others of their account; "
            + "1 of the accounts at Centers that this scenario does not have, assigned by what they entered",
            said);
        Assert.DoesNotContain(named.Effective, e => e.Path is "population.importers" or "population.size sigma" or "population.importer share.ELE");
        Assert.InRange(population.SummariesPerYear, 418, 420); // 420 in 365 days and 15 hours
        LoadedScenario live = Load("population: live\n", SnapshotUse.Of(one));
        Assert.Equal(named.Inputs.ScenarioHash, live.Inputs!.ScenarioHash);
        Assert.NotEqual(live.Inputs.ScenarioHash, Load("population: live\n", SnapshotUse.Of(Population("other.snapshot", 5))).Inputs!.ScenarioHash);
        Assert.Equal(live.Inputs.ScenarioHash, Hash("population: { snapshot: one.snapshot, size sigma: 2.5 }\n"));
        Assert.NotEqual(live.Inputs.ScenarioHash, Hash("population: { snapshot: one.snapshot, envelope: 3 }\n"));
    }

    [Fact]
    public void Population_OfASnapshot_IsLaidOverTheImportersOfABase_AndKeepsTheRestOfIt()
    {
        Population("one.snapshot", 4);
        File.WriteAllText(Path.Combine(folder, "base.yaml"), Head);
        File.WriteAllText(Path.Combine(folder, "middle.yaml"), "extends: base.yaml\npopulation: { importers: 900, summaries: 50 k per year, envelope: 3 }\n");
        File.WriteAllText(Path.Combine(folder, "live.yaml"), "extends: middle.yaml\npopulation: live\n");
        File.WriteAllText(Path.Combine(folder, "more.yaml"), "extends: live.yaml\npopulation: { summaries: 7 k per year }\n");
        SnapshotUse use = SnapshotUse.Of(Path.Combine(folder, "one.snapshot"));
        PopulationInput Of(string file, params ScenarioOverride[] overrides)
        {
            LoadedScenario loaded = ScenarioLoader.Load(Path.Combine(folder, file), folder, overrides, use);
            Assert.Empty(loaded.Errors);
            return loaded.Inputs!.Population!;
        }

        Assert.Equal((5, 3.0), (Of("live.yaml").Importers, Of("live.yaml").Envelope));
        Assert.InRange(Of("live.yaml").SummariesPerYear, 418, 420);
        Assert.Equal(7_000, Of("more.yaml").SummariesPerYear);
        Assert.Equal((5, 3.0), (Of("middle.yaml", new ScenarioOverride("population", "live")).Importers, Of("middle.yaml", new ScenarioOverride("population", "live")).Envelope));
        Assert.Equal(9_000, Of("middle.yaml", new ScenarioOverride("population", "live"), new ScenarioOverride("population.summaries", "9 k per year")).SummariesPerYear);
        Assert.Equal(900, Of("middle.yaml").Importers);
    }

    [Theory]
    [InlineData(0, "none of the 1 accounts of snapshot")]
    [InlineData(2, "with fewer than 3 every number of the run would be somebody's own")]
    public void Population_OfASnapshotInWhichHardlyAnybodyEntered_IsRefused(int active, string message)
    {
        ScenarioError error = Assert.Single(Load("population: live\n", SnapshotUse.Of(Population("few.snapshot", active))).Errors);
        Assert.Equal(("top.yaml", 2, 13), (Path.GetFileName(error.File), error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Population_AndOpening_HaveOneSnapshot()
    {
        string one = Population("one.snapshot", 4);
        Population("other.snapshot", 5);
        LoadedScenario both = Load("opening: live\npopulation: live\n", SnapshotUse.Of(one));
        Assert.Empty(both.Errors);
        Assert.Same(both.Inputs!.Opening.Snapshot, both.Inputs.Population!.Snapshot);
        ScenarioError error = Assert.Single(Load("opening: live\npopulation: { snapshot: other.snapshot }\n", SnapshotUse.Of(one)).Errors);
        Assert.Contains("one snapshot serves both", error.Message, StringComparison.Ordinal);
        LoadedScenario later = Load("population: live\n", SnapshotUse.Later);
        Assert.Empty(later.Errors);
        Assert.Equal(LiveParts.Population, later.Inputs!.Awaited);
        Assert.Throws<ArgumentException>(() => Workload.Plan.Setup.Compile(later.Inputs));
    }

    [Fact]
    public void Centers_PhasesWithPortsAndStaff_Compile()
    {
        LoadedScenario loaded = Load("""
            eligibility: trusted traders
            centers:
              ELE:
                phases:
                  - { from: 2015-11-01, ports: ["2704", "2720"], eligibility: applied }
                  - { from: 2016-03-01 }
                staff: { import specialist: 45, entry specialist: 20 }

            """);
        Assert.Empty(loaded.Errors);
        CenterInput center = loaded.Inputs!.Centers[6];
        Assert.Equal(2, center.Phases.Length);
        Assert.Equal(["2704", "2720"], center.Phases[0].Ports!.Order().Select(p => loaded.Inputs.Ports[p].Code));
        Assert.Equal(Domain.Routing.Eligibility.Applied, center.Phases[0].Eligibility);
        Assert.Equal(Domain.Routing.Eligibility.TrustedTraders, center.Phases[1].Eligibility);
        Assert.Equal(65, center.Staff.Sum(s => s.People));
    }

    [Fact]
    public void Appeals_AreAnAssumption_AndNobodyAppealsUnlessAScenarioSaysSo()
    {
        LoadedScenario none = Load("");
        Assert.Equal((0, 0.5), (none.Inputs!.Routing.AppealShare, none.Inputs.Routing.AppealsGranted));
        EffectiveValue share = none.Effective.Single(v => v.Path == "appeals.share");
        Assert.Equal(("0 %", "reference data", "A", "0 % to 5 %"), (share.Value, share.Origin, share.Mark, share.Range));
        EffectiveValue granted = none.Effective.Single(v => v.Path == "appeals.granted");
        Assert.Equal(("50 %", "A", "10 % to 90 %"), (granted.Value, granted.Mark, granted.Range));

        RoutingInput some = Load("appeals: { share: 3 %, granted: 70 % }\n").Inputs!.Routing;
        Assert.Equal((0.03, 0.7), (some.AppealShare, some.AppealsGranted));
        Assert.NotEqual(Hash(""), Hash("appeals: { share: 3 % }\n"));
    }

    [Theory]
    [InlineData("G&F")]
    [InlineData("garments & footwear")]
    [InlineData("\"011\"")]
    public void NewCenter_IsNamedLikeTheOthers_AndOpensInPhasesWithItsStaff(string name)
    {
        LoadedScenario loaded = Load($$"""
            eligibility: all accounts
            new centers:
              "011": { abbreviation: G&F, name: Garments & Footwear, city: New York, zone: America/New_York }
            centers:
              {{name}}:
                phases: [ { from: 2015-11-01, ports: ["2704"] }, { from: 2016-03-01 } ]
                staff: { import specialist: 40, entry specialist: 12 }
            moved headings:
              - { chapters: [61, 62], to: {{name}} }
            shocks:
              sites lost: [ { office: {{name}}, from: 2016-05-02, for: 10 d } ]

            """);
        Assert.Empty(loaded.Errors);
        CenterInput center = loaded.Inputs!.Centers[10];
        Assert.Equal(("011", 2, 52), (center.Code, center.Phases.Length, center.Staff.Sum(s => s.People)));
        Assert.Equal(10, loaded.Inputs.CenterOfHeading[6101]);
        Assert.Equal(3, loaded.Inputs.Industries[6101]);
        Assert.Equal(loaded.Inputs.Offices.Length + 10, Assert.Single(loaded.Inputs.Shocks.Sites).Office);
        Assert.Equal("Garments & Footwear", loaded.Effective.Single(v => v.Path == "new centers.011.name").Value);
        Assert.Contains(loaded.Effective, v => v.Path == "centers.011.staff.import specialist");
        Assert.Equal(2, ExtendedWith("{}").Inputs!.Centers[10].Phases.Length);
        Assert.Equal(45, ExtendedWith("{ G&F: { staff: { import specialist: 33 } } }").Inputs!.Centers[10].Staff.Sum(s => s.People));

        // From outside by its code.
        Assert.NotNull(ScenarioPath.Find("centers.011.staff.import specialist", queue: false, out _));
        Assert.Null(ScenarioPath.Find("centers.G&F.staff.import specialist", queue: false, out _));
        string top = Path.Combine(folder, "top.yaml");
        Assert.Equal(50, ScenarioLoader.Load(top, folder, [new("centers.011.staff.import specialist", "38")]).Inputs!.Centers[10].Staff.Sum(s => s.People));
        Assert.Null(ScenarioLoader.Load(top, folder, [new("centers.012.staff.import specialist", "38")]).Inputs);
    }

    [Fact]
    public void NewCenter_OfAPlanLaidWithoutItsCentersFromOutside_StaysClosedToo()
    {
        Load("""
            eligibility: all accounts
            centers: all from 2012-10-01
            new centers:
              "011": { abbreviation: G&F, name: Garments & Footwear, city: New York, zone: America/New_York }
            moved headings:
              - { chapters: [61, 62], to: G&F }

            """);
        LoadedScenario none = ScenarioLoader.Load(Path.Combine(folder, "top.yaml"), folder, [new("centers", "none")]);
        Assert.Empty(none.Errors);
        Assert.All(none.Inputs!.Centers, c => Assert.Empty(c.Phases));
    }

    [Fact]
    public void Centers_ABlockOverAllFromADate_ChangesTheCentersItNamesAndLeavesTheOthersOpen()
    {
        LoadedScenario all = Load("eligibility: all accounts\ncenters: all from 2015-11-02\n");
        LoadedScenario people = ExtendedWith("{ ELE: { staff: { import specialist: 97, entry specialist: 49 } } }");
        Assert.Empty(people.Errors);
        Assert.All(people.Inputs!.Centers, (c, i) => Assert.Equal(all.Inputs!.Centers[i].Phases.Single().FromDay, c.Phases.Single().FromDay));
        Assert.Equal(146, people.Inputs.Centers[6].Staff.Sum(s => s.People));
        Assert.Equal("2015-11-02", people.Effective.Single(v => v.Path == "centers.others.opens").Value);

        // A day of its own takes the place of that of the others.
        LoadedScenario later = ExtendedWith("{ ELE: { opens: 2016-01-04 } }");
        Assert.Equal([.. all.Inputs!.Centers.Select((c, i) => i == 6 ? Domain.Calendars.SimTime.DayOf(new DateOnly(2016, 1, 4)) : c.Phases.Single().FromDay)], later.Inputs!.Centers.Select(c => c.Phases.Single().FromDay));
        Assert.Equal(9, later.Inputs.Centers.Count(c => c.Phases.SequenceEqual(all.Inputs.Centers[0].Phases)));

        LoadedScenario none = ExtendedWith("{ others: { opens: 2015-11-02, staff: { import specialist: 3 } } }");
        Assert.Contains("centers.others.staff: whose staff is meant is not said; name each Center", Assert.Single(none.Errors).Message, StringComparison.Ordinal);
    }

    private LoadedScenario ExtendedWith(string centers)
    {
        string over = Path.Combine(folder, "over.yaml");
        File.WriteAllText(over, $"extends: top.yaml\n{(centers == "{}" ? "" : $"centers: {centers}\n")}");
        return ScenarioLoader.Load(over, folder);
    }

    [Fact]
    public void Queue_TwoKindsWithPriorityAndFeedback_Compile()
    {
        File.WriteAllText(Path.Combine(folder, "q.yaml"), """
            name: Q
            description: Two kinds.
            horizon: { start: 2015-10-01, length: 30 d }
            seed: 1
            replications: 1
            opening: empty
            queue:
              servers: 2 people
              kinds:
                urgent: { minutes: 2 min, rank: 1, preempts: yes }
                calm: { minutes: erlang(mean 6 min, phases 3), rank: 4, clock: same day, then: [ { kind: urgent, share: 10 % } ] }
              arrivals:
                - { kind: urgent, every: exponential(mean 10 min), rate: [0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0] }
                - { kind: calm, every: exponential(mean 7 min), batch: 2, at cut: yes }
            targets:
              - { measure: on time, kind: calm, at least: 90 % }
            """);
        LoadedScenario loaded = ScenarioLoader.Load(Path.Combine(folder, "q.yaml"));
        Assert.Empty(loaded.Errors);
        RunInputs inputs = loaded.Inputs!;
        Assert.Equal(["calm", "urgent"], inputs.Kinds.Select(k => k.Name));
        Assert.Equal(new PlainNext(WorkKind.Plain + 1, 0, 0.1), Assert.Single(inputs.Kinds[0].Next));
        Assert.True(inputs.Kinds[1].Preempts);
        Assert.Equal(Rank.GoodsHeld, inputs.Kinds[1].Rank);
        Assert.Equal(24, inputs.Sources[0].Rate.Length);
        Assert.Equal((2, true), (inputs.Sources[1].Batch, inputs.Sources[1].AtCut));
        Assert.False(inputs.Kinds[0].Unprotected);
    }

    [Fact]
    public void Catalogue_EveryValueReads_AndLiesInItsRange()
    {
        string[] marks = ["R", "D", "Mh", "Mm", "Ml", "A", "X"];
        Assert.All(InputCatalogue.Load().All, input =>
        {
            var dimension = Dimension.Named(input.Dimension);
            Assert.Contains(input.Mark, marks);
            double? value = Size(dimension, input.Value);
            Assert.Equal(input.Low.Length == 0, input.High.Length == 0);
            if (input.Low.Length > 0)
            {
                Assert.True(Size(dimension, input.Low) <= value && value <= Size(dimension, input.High), $"{input.Path}: {input.Low} to {input.High} does not hold {input.Value}");
            }
        });
    }

    private static double? Size(Dimension dimension, string text)
    {
        Assert.True(dimension.TryRead(text, out object value, out string problem), $"\"{text}\" {problem}");
        return value switch
        {
            double d => d,
            int i => i,
            Workload.Randomness.Distribution d => d.Mean,
            _ => null,
        };
    }

    private string Hash(string change)
    {
        LoadedScenario loaded = Load(change);
        Assert.Empty(loaded.Errors);
        return loaded.Inputs!.ScenarioHash;
    }

    private LoadedScenario Load(string change, SnapshotUse? live = null)
    {
        File.WriteAllText(Path.Combine(folder, "base.yaml"), Head);
        string top = Path.Combine(folder, "top.yaml");
        File.WriteAllText(top, "extends: base.yaml\n" + change);
        return ScenarioLoader.Load(top, folder, [], live ?? SnapshotUse.None);
    }

    /// <summary>A snapshot of accounts that entered a hundred or more each, and one that entered nothing; the first has twenty where nobody knows.</summary>
    private string Population(string name, int active)
    {
        string path = Path.Combine(folder, name);
        using FileStream stream = File.Create(path);
        using SnapshotWriter writer = new(stream);
        for (int i = 0; i < active; i++)
        {
            writer.Add(new SnapshotAccount
            {
                Ior = $"77-0000{i:000}00",
                Center = i == 0 ? "777" : "007",
                Volume = i == 0 ? [new SnapshotCell(0, 0, 20, 1), new SnapshotCell(2704, 8471, 100, 1)] : [new SnapshotCell(2704, 8471, 100, 1)],
            });
        }

        writer.Add(new SnapshotAccount { Ior = "77-000099900" });
        writer.Finish(1_454_338_800);
        return path;
    }

    /// <summary>A snapshot of one account with an open item at each office.</summary>
    private string Snapshot(string name, long asOf, params string[] offices)
    {
        string path = Path.Combine(folder, name);
        using FileStream stream = File.Create(path);
        using SnapshotWriter writer = new(stream);
        writer.Add(new SnapshotAccount
        {
            Ior = "77-000000100",
            Items = [.. offices.Select((o, i) => new SnapshotItem(i + 1, WorkKind.DocumentReview, CaseState.Queued, o, "2704", 8471, asOf - 86_400, asOf + 864_000, 0, 16_800, 700, 1, 5, false, WaitCause.None))],
        });
        writer.Finish(asOf);
        return path;
    }
}
