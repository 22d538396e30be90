using CeeOrleans.Service.Audit;

namespace CeeOrleans.Service.Tests.Audit;

/// <summary>The chain as it is written: order, durability, segments, ends of the process, disks that fail.</summary>
public sealed class AuditChainTests : IDisposable
{
    private readonly Chain chain = new();

    public void Dispose() => chain.Dispose();

    [Fact]
    public async Task Record_AppearsAsItWasGiven_AndTheChainIsWhole()
    {
        AuditLog log = await chain.OpenAsync();
        AuditRecord given = new()
        {
            Act = AuditAct.Answer,
            Key = "jwt/ann",
            Actor = "Ann \"Müller\"\n\ud800",
            Role = "auditor",
            Verb = "GET",
            Route = "/v1/accounts",
            Accounts = ["77-000000100", "77-000000200"],
            Office = "001",
            About = "x",
            Command = "take case",
            Ids = ["a", "b"],
            Refused = ["b"],
            Status = 200,
            Result = "done",
            Request = "r",
            Trace = "t",
            Note = "n",
        };
        long sequence = await log.AppendAsync(given);
        await log.DisposeAsync();
        AuditRecord read = Assert.Single(chain.Records(), r => r.Sequence == sequence);
        Assert.Equal(given.Accounts, read.Accounts);
        Assert.Equal(given.Ids, read.Ids);
        Assert.Equal(given.Refused, read.Refused);
        Assert.Equal("Ann \"Müller\"\n\ufffd", read.Actor);
        Assert.Equal(
            given with { Sequence = sequence, At = "2016-02-01T05:00:00.000000Z", Chain = log.Chain, Actor = read.Actor, Accounts = read.Accounts, Ids = read.Ids, Refused = read.Refused, Open = read.Open, Seals = read.Seals },
            read with { At = "2016-02-01T05:00:00.000000Z" });
        AuditReport report = chain.Check();
        Assert.Null(report.Broken);
        Assert.Equal((1, log.Head.Sequence, log.Head.Hash), (report.First, report.Last, report.Hash));
        Assert.Equal([AuditAct.Segment, AuditAct.Start, AuditAct.Answer, AuditAct.Stop], chain.Records().Select(r => r.Act));
    }

    [Fact]
    public async Task Appends_FromManyAtOnce_AreInOneOrderWithoutGap_AndShareFlushes()
    {
        const int Each = 200;
        chain.SegmentBytes = 100_000;
        AuditLog log = await chain.OpenAsync();
        long[][] sequences = await Task.WhenAll(Enumerable.Range(0, 32).Select(w => Task.Run(async () =>
        {
            long[] mine = new long[Each];
            for (int i = 0; i < Each; i++)
            {
                mine[i] = await log.AppendAsync(Chain.Look($"{w}-{i}"));
            }

            return mine;
        })));
        Assert.True(log.Flushes < 32 * Each, $"{log.Flushes} flushes");
        await log.DisposeAsync();
        Dictionary<long, string?> written = chain.Records().Where(r => r.Act == AuditAct.Answer).ToDictionary(r => r.Sequence, r => r.Account);
        Assert.Equal(32 * Each, written.Count);
        for (int w = 0; w < 32; w++)
        {
            Assert.Equal(sequences[w].Order(), sequences[w]);
            Assert.All(sequences[w], (s, i) => Assert.Equal($"{w}-{i}", written[s]));
        }

        Assert.True(chain.Files.Length > 3);
        Assert.Null(chain.Check().Broken);
    }

    [Fact]
    public async Task Record_IsInTheFileBeforeItIsAcknowledged()
    {
        AuditLog log = await chain.OpenAsync();
        for (int i = 0; i < 20; i++)
        {
            long sequence = await log.AppendAsync(Chain.Look($"77-{i:0000000}00"));
            Assert.Equal(sequence, chain.Check().Last);
        }

        await log.DisposeAsync();
    }

    [Fact]
    public async Task Segment_ThatIsLargeOrOldEnough_IsSealedAndTheNextOneGoesOn()
    {
        AuditLog log = await chain.OpenAsync();
        long intent = await log.AppendAsync(Chain.Intent("a"));
        chain.Time.Seconds += 86_400;
        await log.AppendAsync(Chain.Look("x"));
        Assert.Equal(2, chain.Files.Length);
        Assert.Equal(AuditAct.Seal, AuditSegment.All(chain.Folder)[0].Last()!.Value.Record.Act);

        // The next segment knows what is open, so that only it has to be read after a kill.
        Assert.Equal([intent], Assert.Single(chain.Records(), r => r.Act == AuditAct.Segment && r.Sequence > 1).Open);
        await log.CloseAsync();
        await (await chain.OpenAsync()).DisposeAsync();
        Assert.Equal(intent, Assert.Single(chain.Records(), r => r.Act == AuditAct.Unknown).Of);
        AuditReport report = chain.Check();
        Assert.Null(report.Broken);
        Assert.Equal(0, report.Open);
    }

    [Fact]
    public async Task Intent_WhoseProcessEnded_IsSaidToBeUnknown_AndOneWithAnOutcomeIsNot()
    {
        AuditLog log = await chain.OpenAsync();
        long lost = await log.AppendAsync(Chain.Intent("lost"));
        long done = await log.AppendAsync(Chain.Intent("done"));
        await log.AppendAsync(Chain.Intent("done") with { Act = AuditAct.Outcome, Of = done, Status = 200 });
        await log.CloseAsync();
        Assert.Equal(1, chain.Check().Open);
        AuditLog again = await chain.OpenAsync();
        await again.DisposeAsync();
        AuditRecord unknown = Assert.Single(chain.Records(), r => r.Act == AuditAct.Unknown);
        Assert.Equal(lost, unknown.Of);
        Assert.Equal((null, 0L), (chain.Check().Broken, chain.Check().Open));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(200)]
    public async Task TornEnd_IsKeptBeside_AndTheChainGoesOnAndSaysSo(int bytes)
    {
        await chain.WrittenAsync(5);
        string file = Assert.Single(chain.Files);
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, [.. whole, .. whole[..bytes]], TestContext.Current.CancellationToken);
        AuditReport before = chain.Check();
        Assert.Null(before.Broken);
        Assert.Contains(before.Notes, n => n.Contains($"{bytes} bytes", StringComparison.Ordinal));
        await (await chain.OpenAsync()).DisposeAsync();
        string side = Assert.Single(Directory.GetFiles(chain.Folder, "*.torn-*"));
        Assert.Equal(whole[..bytes], await File.ReadAllBytesAsync(side, TestContext.Current.CancellationToken));
        AuditRecord torn = Assert.Single(chain.Records(), r => r.Act == AuditAct.Torn);
        Assert.Equal(Path.GetFileName(side), torn.About);
        Assert.Null(chain.Check().Broken);
        Assert.Equal(whole, (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..whole.Length]);
    }

    [Fact]
    public async Task End_WithBlocksOfZerosBeforeWholeRecords_IsTornAsAfterALossOfPower()
    {
        await chain.WrittenAsync(8);
        string file = Assert.Single(chain.Files);
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        int third = whole.AsSpan().IndexOf("\n{\"seq\":7,"u8);
        whole.AsSpan(third + 50, 100).Clear();
        await File.WriteAllBytesAsync(file, whole, TestContext.Current.CancellationToken);
        AuditLog log = await chain.OpenAsync();
        Assert.Null(log.Warning);
        await log.DisposeAsync();
        Assert.Null(chain.Check().Broken);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], chain.Records().Select(r => r.Sequence));
    }

    [Fact]
    public async Task Segment_ThatHoldsNoWholeRecord_IsBegunAnew()
    {
        chain.SegmentBytes = 1;
        await chain.WrittenAsync(3);
        string last = chain.Files[^1];
        await File.WriteAllTextAsync(last, "{\"seq\":", TestContext.Current.CancellationToken);
        await (await chain.OpenAsync()).DisposeAsync();
        Assert.Null(chain.Check().Broken);
        Assert.Single(chain.Records(), r => r.Act == AuditAct.Torn);
    }

    [Fact]
    public async Task FullDisk_RefusesEveryRecord_AndTheChainGoesOnWhenThereIsRoomAgain()
    {
        AuditLog log = await chain.OpenAsync();
        await log.AppendAsync(Chain.Look("before"));
        chain.Full = true;
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.AppendAsync(Chain.Look("lost")));
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.AppendAsync(Chain.Look("lost")));
        Assert.NotNull(log.Failure);
        chain.Full = false;
        await log.AppendAsync(Chain.Look("after"));
        Assert.Null(log.Failure);
        await log.DisposeAsync();
        Assert.Equal(["before", "after"], chain.Records().Where(r => r.Act == AuditAct.Answer).Select(r => r.Account));
        Assert.Null(chain.Check().Broken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(399)]
    [InlineData(600)]
    public async Task Disk_ThatTakesHalfOfAWrite_LeavesNothingOfItInTheChain(long room)
    {
        AuditLog log = await chain.OpenAsync();
        await log.AppendAsync(Chain.Look("before"));
        chain.Room = room;
        await Assert.ThrowsAsync<AuditUnavailableException>(() => log.AppendAsync([Chain.Look("lost"), Chain.Look("lost")]));
        chain.Room = null;
        await log.AppendAsync(Chain.Look("after"));
        await log.DisposeAsync();
        Assert.Equal(["before", "after"], chain.Records().Where(r => r.Act == AuditAct.Answer).Select(r => r.Account));
        Assert.Equal(room, new FileInfo(Assert.Single(Directory.GetFiles(chain.Folder, "*.torn-*"))).Length);
        Assert.Null(chain.Check().Broken);
    }

    [Fact]
    public async Task Disk_ThatFillsUpWhileASegmentIsSealedOrBegun_BreaksNothing()
    {
        // Every place in the life of small segments at which the disk may fill up.
        for (int room = 0; room < 1_800; room += 90)
        {
            using Chain other = new() { SegmentBytes = 900 };
            AuditLog log = await other.OpenAsync();
            await log.AppendAsync(Chain.Look("1"));
            await log.AppendAsync(Chain.Look("2"));
            other.Room = room;
            List<string> kept = ["1", "2"];
            for (int i = 3; i < 9; i++)
            {
                try
                {
                    await log.AppendAsync(Chain.Look($"{i}"));
                    kept.Add($"{i}");
                }
                catch (AuditUnavailableException)
                {
                    other.Room = i > 5 ? null : 0;
                }
            }

            other.Room = null;
            await log.AppendAsync(Chain.Look("last"));
            await log.DisposeAsync();
            Assert.Equal([.. kept, "last"], other.Records().Where(r => r.Act == AuditAct.Answer).Select(r => r.Account));
            Assert.Null(other.Check().Broken);
        }
    }

    [Fact]
    public async Task Folder_ThatCantBeWritten_RefusesTheStart()
    {
        chain.Full = true;
        Grains.Storage.StoreRefusedException e = await Assert.ThrowsAsync<Grains.Storage.StoreRefusedException>(() => chain.OpenAsync());
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
    }
}
