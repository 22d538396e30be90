using CeeOrleans.Domain.Calendars;
using CeeOrleans.Domain.Offices;
using CsCheck;

namespace CeeOrleans.Reference.Tests;

public sealed class TableTests
{
    private static readonly ReferenceData Data = ReferenceData.Load();

    [Fact]
    public void Ports_AreAll441Rows_Of_which_328_are_ports_of_entry()
    {
        Assert.Equal(441, Data.Ports.Length);
        Assert.Equal(328, Data.Ports.Count(p => p.IsPortOfEntry));
        Assert.Equal(50, Data.ServiceOffices.Length);
        Assert.All(Data.ServiceOffices, o => Assert.Contains(Data.Ports, p => p.Code == o.Code && p.IsPortOfEntry));
    }

    [Theory]
    [InlineData("3905", "America/Chicago")]     // Gary is in Indiana's north-west
    [InlineData("2008", "America/New_York")]    // Chattanooga is in Tennessee's east
    [InlineData("2403", "America/Chicago")]     // Presidio keeps Central time, El Paso does not
    [InlineData("2402", "America/Denver")]
    [InlineData("2605", "America/Phoenix")]
    [InlineData("1819", "America/Chicago")]     // Pensacola
    [InlineData("5101", "America/St_Thomas")]
    public void Ports_Zone_IsThatOfThePlaceAndNotOfItsDistrict(string code, string zone) =>
        Assert.Equal(zone, Data.Ports.Single(p => p.Code == code).ZoneName);

    [Theory]
    [InlineData("4111", Mode.Water)]    // Fairport is no airport
    [InlineData("3307", Mode.Air)]      // Denver lies on no border
    [InlineData("1704", Mode.Air)]      // Atlanta on no water
    [InlineData("2304", Mode.Land)]
    public void Ports_Mode_FitsThePlace(string code, Mode mode) => Assert.Equal(mode, Data.Ports.Single(p => p.Code == code).Mode);

    [Fact]
    public void Headings_EveryHeadingOfChapters1To97_BelongsToExactlyOneCenter()
    {
        for (int heading = 101; heading <= 9799; heading++)
        {
            if (heading % 100 == 0 || heading / 100 == 77)
            {
                continue; // no headings: numbers that end in 00, and chapter 77, which is reserved
            }

            Assert.True(Data.CenterOfHeading[heading] is >= 0 and < 10, $"heading {heading:0000}");
        }

        Assert.All(Enumerable.Range(9800, 200), h => Assert.Equal(-1, Data.CenterOfHeading[h]));
        Assert.Equal(10, Data.CenterOfHeading.Where(c => c >= 0).Distinct().Count());
        Assert.Equal("A&A", Data.Centers[Data.CenterOfHeading[8511]].Short); // 79 FR 13322
        Assert.All(Data.Headings.Where(h => h.Confidence == "L"), h => Assert.Equal("A", h.Mark));
    }

    [Fact]
    public void TariffHeadings_OfComputersAndChips_AreAmongThoseThatExist()
    {
        Assert.Equal(1228, Data.TariffHeadings.Length);
        Assert.Contains((ushort)8471, Data.TariffHeadings);
        Assert.Contains((ushort)8542, Data.TariffHeadings);
        Assert.DoesNotContain((ushort)111, Data.TariffHeadings);
        Assert.All(Data.TariffHeadings, h => Assert.True(Data.CenterOfHeading[h] >= 0, $"heading {h:0000}"));
    }

    [Theory]
    [InlineData("77\t7701\tR\tx", true)]
    [InlineData("84\t8471 8542\tR\tx", false)]
    [InlineData("84\t8471 8471\tR\tx", false)]
    [InlineData("84\t8400\tR\tx", false)]
    [InlineData("84\t847\tR\tx", false)]
    [InlineData("84\t8471  8472\tR\tx", false)]
    [InlineData("98\t9801\tR\tx", false)]
    public void TariffHeadings_OfAnotherChapterOrTwice_AreRefusedWithTheirPlace(string row, bool good)
    {
        using StringReader reader = new($"chapter\theadings\tmark\tsource\n{row}\n");
        if (good)
        {
            Assert.Single(ReferenceData.ReadTariffHeadings(reader));
            return;
        }

        ReferenceDataException wrong = Assert.Throws<ReferenceDataException>(() => ReferenceData.ReadTariffHeadings(reader));
        Assert.StartsWith("tariff_headings.tsv:2", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_ServiceOffice_IsTheOneThatSaysItServesThem()
    {
        Dictionary<string, string> alone = [];
        Dictionary<string, string> district = [];
        foreach (ServiceOfficeRow office in Data.ServiceOffices)
        {
            // "district 36 and port 3510", "districts 46 and 10", "port 0712 alone, before its district"
            foreach (string number in office.Serves.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(w => w.All(char.IsAsciiDigit)))
            {
                (number.Length == 4 ? alone : district).Add(number, office.Code);
            }
        }

        Assert.All(Data.Ports, p => Assert.Equal(alone.GetValueOrDefault(p.Code) ?? district[p.Code[..2]], p.ServiceOffice));
        Assert.All(Data.ServiceOffices, o => Assert.Equal(Data.Ports.Single(p => p.Code == o.Code).ZoneName, o.ZoneName));
    }

    [Fact]
    public void PortWeights_RecomputedFromTheRawRows_AreTheColumns()
    {
        Dictionary<string, double> nation = new() { ["2003"] = 1200, ["2005"] = 1670, ["2015"] = 2241 };
        Dictionary<string, double> value = [];
        Dictionary<string, double> of2015 = [];
        foreach (string[] r in Rows("port_values.tsv").GroupBy(r => r[0]).Select(g => g.MaxBy(r => Number(r[3]))!))
        {
            double v = Number(r[4]) * 2241 / nation[r[3]];
            if (r[0] == "1001+4601")
            {
                (value["4601"], value["1001"]) = (0.6 * v, 0.4 * v);
            }
            else
            {
                value[r[0]] = v;
                if (r[3] == "2015")
                {
                    of2015[r[0]] = v;
                }
            }
        }

        Dictionary<string, double> trucks = Rows("land_crossings.tsv").Where(r => r[0].All(char.IsAsciiDigit))
            .GroupBy(r => r[0]).ToDictionary(g => g.Key, g => Number(g.MaxBy(r => Number(r[2].Replace("FY", "", StringComparison.Ordinal)))![3]));
        string[] both = [.. trucks.Keys.Where(of2015.ContainsKey)];
        double perTruck = both.Sum(c => of2015[c]) / both.Sum(c => trucks[c]);
        foreach ((string code, double thousands) in trucks.Where(t => !value.ContainsKey(t.Key)))
        {
            value[code] = thousands * perTruck;
        }

        Dictionary<string, double> place = Rows("port_sizes.tsv").ToDictionary(r => r[0], r => r[2] == "large" ? Number(r[3]) : 1000);
        HashSet<string> offices = [.. Data.ServiceOffices.Select(o => o.Code)];
        double rest = 2241 - value.Values.Sum();
        string[] tail = [.. Data.Ports.Where(p => p.IsPortOfEntry && !value.ContainsKey(p.Code)).Select(p => p.Code)
            .OrderBy(c => place.TryGetValue(c, out double k) ? k : offices.Contains(c) ? 1000 : 2000).ThenBy(c => c, StringComparer.Ordinal)];
        double sum = Enumerable.Range(1, tail.Length).Sum(k => Math.Pow(k + 20, -1.5));
        for (int k = 1; k <= tail.Length; k++)
        {
            value[tail[k - 1]] = rest * Math.Pow(k + 20, -1.5) / sum;
        }

        Assert.Empty(place.Keys.Except(tail));
        foreach (PortRow port in Data.Ports)
        {
            double expected = port.IsPortOfEntry ? value[port.Code] : 0;
            Assert.Equal(expected, port.ValueBillionDollars, 0.0001);
            Assert.Equal(expected * EntriesPerDollar(port.Mode), port.EntriesWeight, 0.0002);
        }

        Assert.Equal(2241, Data.Ports.Sum(p => p.ValueBillionDollars), 0.1);
    }

    [Theory]
    [InlineData(Mode.Water, 0.47, 0.22)]
    [InlineData(Mode.Air, 0.25, 0.32)]
    [InlineData(Mode.Land, 0.21, 0.44)]
    public void PortWeights_ByMode_AreNearThoseOfTheNation(Mode mode, double value, double entries)
    {
        // Nothing fits these: they follow from ports, sizes and modes. Published shares are of all imports, 7 % of which
        // come by pipeline, through zones or otherwise.
        Assert.Equal(value, Data.Ports.Where(p => p.Mode == mode).Sum(p => p.ValueBillionDollars) / 2241, 0.05);
        Assert.Equal(entries, Data.Ports.Where(p => p.Mode == mode).Sum(p => p.EntriesWeight) / Data.Ports.Sum(p => p.EntriesWeight), 0.05);
    }

    [Fact]
    public void PortWeights_MeasuredPort_HasTheModeOfItsValue()
    {
        foreach (string[] r in Rows("port_values.tsv"))
        {
            Assert.All(r[0].Split('+'), code => Assert.Equal(Enum.Parse<Mode>(r[2], ignoreCase: true), Data.Ports.Single(p => p.Code == code).Mode));
        }
    }

    private static double EntriesPerDollar(Mode mode) => mode switch { Mode.Land => 2.1, Mode.Air => 1.3, _ => 0.47 };

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Gateways_TheSixteenOf2015_AreFiftyFourPerCentOfValue()
    {
        double sum = Rows("port_values.tsv").Where(r => r[3] == "2015").Sum(r => double.Parse(r[4], System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(sum / 2241, 0.535, 0.55);
    }

    [Fact]
    public void PublishedFacts_SevenRowsAreEvidence_AndUnknownOnesHaveNoValue()
    {
        Assert.Equal(7, Data.PublishedFacts.Count(f => f.Use == FactUse.Evidence));
        Assert.All(Data.PublishedFacts.Where(f => f.Use == FactUse.Unknown), f => Assert.Null(f.Value));
        Assert.All(Data.PublishedFacts.Where(f => f.Use != FactUse.Unknown), f => Assert.NotNull(f.Value));
        Assert.All(Data.PublishedFacts, f => Assert.NotEmpty(f.Source));
    }

    [Fact]
    public void Volumes_OfFiscalYear2015_AreTheDesignYear()
    {
        VolumeRow row = Data.Volumes.Single(v => v.FiscalYear == 2015);
        Assert.Equal(33, row.SummariesMillion);
        Assert.Equal("R", row.SummariesMark);
        Assert.Equal(984, Data.Floors.Single(f => f.Function == "import specialists").People);
        Assert.Equal(935, Data.Staff.Single(s => s.Date == new DateOnly(2016, 1, 1)).ImportSpecialists);
    }

    [Fact]
    public void Timeline_IsInTheOrderOfItsDays() => Assert.Equal(Data.Timeline.OrderBy(e => e.Date), Data.Timeline);

    [Fact]
    public void Floors_LeaveNinetySixPeopleForTheTwoFunctionsThatAreNotKnown()
    {
        int all = Data.Floors.Single(f => f.Function == "all nine functions together").People;
        Assert.Equal(96, all - (Data.Floors.Sum(f => f.People) - all));
    }

    [Fact]
    public void DataHash_IsSixtyFourHexDigits() => Assert.Matches("^[0-9a-f]{64}$", Data.DataHash);

    [Theory]
    [InlineData("27O4", "2704", "code is \"27O4\"; allowed: 4 digits")]
    [InlineData("2704\tLOS ANGELES\tCA\tAmerica/Newark", "2704\tLOS ANGELES\tCA\tAmerica/Los_Angeles", "zone is \"America/Newark\"; allowed: an IANA")]
    [InlineData("\trail\tyes", "\twater\tyes", "mode is \"rail\"; allowed: water, air, land")]
    [InlineData("\twater\tperhaps", "\twater\tyes", "port_of_entry is \"perhaps\"; allowed: yes, no")]
    [InlineData("\tyes\t9999\t", "\tyes\t2704\t", "service_office is \"9999\"; allowed: the code of a service office")]
    [InlineData("\t-1\t", "\t1\t", "value_busd is \"-1\"; allowed: a number from 0 to 1000")]
    [InlineData("\tNaN\t", "\t1\t", "value_busd is \"NaN\"")]
    [InlineData("\tZ\tA", "\tR\tA", "value_mark is \"Z\"; allowed: R, D, Mh, Mm, Ml, A, X")]
    [InlineData("\tR\tA\tmore", "\tR\tA", "has 12 cells; the header has 11")]
    [InlineData("code\tnames", "code\tname", "column name is missing")]
    [InlineData("LOS ANGELES ", "LOS ANGELES", "name is \"LOS ANGELES \"; allowed: no blanks at either end")]
    public void Ports_BrokenCell_IsNamedByFileAndLine(string bad, string good, string expected)
    {
        const string table = "# words\ncode\tname\tstate\tzone\tmode\tport_of_entry\tservice_office\tvalue_busd\tentries_weight\tvalue_mark\tmark\n2704\tLOS ANGELES\tCA\tAmerica/Los_Angeles\twater\tyes\t2704\t1\t1\tR\tA\n";
        string broken = table.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(table, broken);
        using StringReader reader = new(broken);
        string message = Assert.Throws<ReferenceDataException>(() => ReferenceData.ReadPorts(reader, Data.ServiceOffices)).Message;
        Assert.Matches("^ports.tsv:[23]: ", message);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_SameCodeTwice_IsRefused()
    {
        const string row = "2704\tLOS ANGELES\tCA\tAmerica/Los_Angeles\twater\tyes\t2704\t1\t1\tR\tA\n";
        using StringReader reader = new("code\tname\tstate\tzone\tmode\tport_of_entry\tservice_office\tvalue_busd\tentries_weight\tvalue_mark\tmark\n" + row + row);
        Assert.Contains("a code that no other row has", Assert.Throws<ReferenceDataException>(() => ReferenceData.ReadPorts(reader, Data.ServiceOffices)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0101\t0199\t002\tH\tMh\tx\n0150\t0200\t002\tH\tMh\tx\n", "a heading above 0199")]
    [InlineData("0101\t0199\t011\tH\tMh\tx\n", "the code of a Center")]
    [InlineData("0101\t0199\t\tH\tMh\tx\n", "the code of a Center")]
    [InlineData("0199\t0101\t002\tH\tMh\tx\n", "a whole number from 199")]
    public void Headings_BrokenRange_IsNamed(string rows, string expected)
    {
        using StringReader reader = new("from\tto\tcenter\tconfidence\tmark\tbasis\n" + rows);
        Assert.Contains(expected, Assert.Throws<ReferenceDataException>(() => ReferenceData.ReadHeadings(reader, Data.Centers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_Empty_SaysWhichHeaderIsNeeded()
    {
        using StringReader reader = new("# nothing\n");
        Assert.Contains("a header row with a, b is needed", Assert.Throws<ReferenceDataException>(() => TsvTable.Parse("x.tsv", reader, "a", "b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Holidays_Of2016_AreTheTenObservedDays()
    {
        string[] expected = ["2016-01-01", "2016-01-18", "2016-02-15", "2016-05-30", "2016-07-04", "2016-09-05", "2016-10-10", "2016-11-11", "2016-11-24", "2016-12-26"];
        Assert.Equal(expected, FederalHolidays.Days(2016, 2016).Select(d => SimTime.DateOf(d).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains(SimTime.DayOf(new DateOnly(2022, 6, 20)), FederalHolidays.Days(2022, 2022)); // Juneteenth on a Sunday
        Assert.Contains(SimTime.DayOf(new DateOnly(2010, 12, 31)), FederalHolidays.Days(2011, 2011)); // New Year's Day on a Saturday
    }

    [Fact]
    public void Zones_NewYorkIn2016_ChangesAtTheMomentsOfTheLaw()
    {
        ZoneTable zone = ZoneTables.For("America/New_York");
        long spring = SimTime.StartOf(SimTime.DayOf(new DateOnly(2016, 3, 13))) + (7 * SimTime.Hour);
        Assert.Equal(-5 * SimTime.Hour, zone.OffsetAt(spring - 1));
        Assert.Equal(-4 * SimTime.Hour, zone.OffsetAt(spring));
        Assert.Equal(-7 * SimTime.Hour, ZoneTables.For("America/Phoenix").OffsetAt(spring));
        Assert.Throws<ArgumentException>(() => ZoneTables.For("America/Newark"));
    }

    [Fact]
    public void Zones_AtAnyMoment_HaveTheOffsetOfTheZoneData()
    {
        string[] names = [.. Data.Ports.Select(p => p.ZoneName).Concat(Data.Centers.Select(c => c.ZoneName)).Distinct().Order(StringComparer.Ordinal)];
        ZoneTable[] tables = [.. names.Select(n => ZoneTables.For(n))];
        long from = SimTime.StartOf(SimTime.DayOf(new DateOnly(ZoneTables.FirstYear, 1, 1)));
        long to = SimTime.StartOf(SimTime.DayOf(new DateOnly(ZoneTables.LastYear, 12, 31)));
        Gen.Select(Gen.Int[0, names.Length - 1], Gen.Long[from, to]).Sample((i, t) =>
            NodaTime.DateTimeZoneProviders.Tzdb[names[i]].GetUtcOffset(NodaTime.Instant.FromUnixTimeSeconds(t)).Seconds == tables[i].OffsetAt(t));
    }

    [Fact]
    public void Holidays_OfEveryYear_AreWeekdaysAndAddUp()
    {
        Assert.All(FederalHolidays.Days(1999, 2040), d => Assert.False(BusinessCalendar.IsWeekend(d)));
        Assert.Equal(Enumerable.Range(1999, 42).SelectMany(y => FederalHolidays.Days(y, y)), FederalHolidays.Days(1999, 2040));
        Assert.Equal(((2021 - 1999) * 10) + ((2040 - 2020) * 11), FederalHolidays.Days(1999, 2040).Distinct().Count());
    }

    [Fact]
    public void Holidays_Of2021_HaveJuneteenthOnItsFriday_AndOfficesAreClosedOnItsLastDay()
    {
        Assert.Contains(SimTime.DayOf(new DateOnly(2021, 6, 18)), FederalHolidays.Days(2021, 2021));
        Assert.DoesNotContain(SimTime.DayOf(new DateOnly(2020, 6, 19)), FederalHolidays.Days(2020, 2020));

        // New Year's Day of 2022 is a Saturday: a calendar that ends with 2021 has its Friday.
        Assert.False(Calendars.Business(2021, 2021).IsBusinessDay(SimTime.DayOf(new DateOnly(2021, 12, 31))));
    }

    private static IEnumerable<string[]> Rows(string file)
    {
        using StreamReader reader = new(typeof(ReferenceData).Assembly.GetManifestResourceStream(file)!);
        return [.. reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#').Skip(1).Select(l => l.TrimEnd('\r').Split('\t'))];
    }
}
