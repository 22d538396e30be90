using System.Text;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Service.Audit;

namespace CeeOrleans.Service.Tests.Audit;

/// <summary>Whatever is done to a chain afterwards is found, and the first wrong record is named.</summary>
public sealed class AuditTamperTests : IDisposable
{
    private readonly Chain chain = new();

    public void Dispose() => chain.Dispose();

    [Fact]
    public async Task Byte_Flipped_AnyWhere_IsFoundInItsLine()
    {
        await chain.WrittenAsync(8);
        string file = Assert.Single(chain.Files);
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        int line = 1;
        for (int i = 0; i < whole.Length; i += 7)
        {
            line = 1 + whole.AsSpan(0, i).Count((byte)'\n');
            byte[] spoilt = [.. whole];
            spoilt[i] ^= 1;
            await File.WriteAllBytesAsync(file, spoilt, TestContext.Current.CancellationToken);
            AuditBreak? broken = chain.Check().Broken;
            Assert.True(broken is not null || whole[i] == '\n', $"byte {i}");
            Assert.True(broken is null || (broken.File == Path.GetFileName(file) && broken.Line == line), $"byte {i} of line {line}: {broken}");
        }

        Assert.True(line > 8);
    }

    [Fact]
    public async Task Record_TakenOut_IsFound()
    {
        await chain.WrittenAsync(8);
        Chain.Rewrite(chain.Files[0], l => l.RemoveAt(4));
        Assert.Equal(new AuditBreak(Path.GetFileName(chain.Files[0]), 5, "record 6", "record 5"), chain.Check().Broken);
    }

    [Fact]
    public async Task Records_Swapped_AreFound()
    {
        await chain.WrittenAsync(8);
        Chain.Rewrite(chain.Files[0], l => (l[4], l[5]) = (l[5], l[4]));
        Assert.Equal(new AuditBreak(Path.GetFileName(chain.Files[0]), 5, "record 6", "record 5"), chain.Check().Broken);
    }

    [Fact]
    public async Task Record_PutIn_IsFound()
    {
        await chain.WrittenAsync(8);
        Chain.Rewrite(chain.Files[0], l => l.Insert(4, l[4]));
        Assert.Equal((6, "record 5", "record 6"), (chain.Check().Broken!.Line, chain.Check().Broken!.Found, chain.Check().Broken!.Expected));
    }

    [Fact]
    public async Task Record_ForgedWithItsOwnHash_IsFoundByTheOneAfterIt()
    {
        await chain.WrittenAsync(8);
        Chain.Rewrite(chain.Files[0], l =>
        {
            string prev = Hash(l[3]);
            List<string> one = [l[4].Replace("77-000000200", "77-000009900", StringComparison.Ordinal)];
            Chain.Forge(one, 5, prev);
            l[4] = one[0];
        });
        AuditBreak broken = chain.Check().Broken!;
        Assert.Equal(6, broken.Line);
        Assert.StartsWith("the hash ", broken.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_CutOffAfterAnAnchor_IsFound_AndWithoutAnAnchorItIsNot()
    {
        AuditAnchor anchor = await chain.WrittenAsync(8);
        Chain.Rewrite(chain.Files[0], l => l.RemoveRange(7, l.Count - 7));
        Assert.Null(chain.Check().Broken);
        AuditBreak broken = chain.Check(anchor).Broken!;
        Assert.Equal("record 11, anchored at 2016-02-01T", broken.Expected[..34]);
        Assert.EndsWith("after record 7", broken.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_CutOffAndWrittenAnew_IsFoundByTheAnchorForEver()
    {
        AuditAnchor anchor = await chain.WrittenAsync(8);
        Chain.Rewrite(chain.Files[0], l => l.RemoveRange(7, l.Count - 7));
        AuditLog log = await chain.OpenAsync(anchor);
        Assert.Contains("record 11 is anchored", log.Warning, StringComparison.Ordinal);
        for (int i = 0; i < 20; i++)
        {
            await log.AppendAsync(Chain.Look("forged"));
        }

        await log.DisposeAsync();
        Assert.Contains(chain.Records(), r => r.Act == AuditAct.Broken);
        Assert.NotNull(chain.Check(anchor, chain.Anchor(log)).Broken);
    }

    [Fact]
    public async Task WholeChain_WrittenAnewWithFittingHashes_IsFoundByItsAnchor()
    {
        AuditAnchor anchor = await chain.WrittenAsync(8);
        Chain.Rewrite(chain.Files[0], l =>
        {
            l.RemoveAt(4);
            l.Add(l[^1]);
            Chain.Forge(l, 1, AuditHead.None.Hash);
        });
        Assert.Null(chain.Check().Broken);
        Assert.Equal(11, chain.Check(anchor).Broken!.Line);
    }

    [Fact]
    public async Task Segment_TakenOut_IsFound_WhereverItWas()
    {
        chain.SegmentBytes = 1_500;
        AuditAnchor anchor = await chain.WrittenAsync(20);
        string[] files = chain.Files;
        Assert.True(files.Length >= 5);
        foreach (int i in new[] { 0, 1, files.Length / 2, files.Length - 1 })
        {
            string away = files[i] + ".away";
            File.Move(files[i], away);
            AuditBreak? broken = chain.Check(anchor).Broken;
            Assert.True(broken is not null, $"segment {i}");
            File.Move(away, files[i]);
        }

        Assert.Null(chain.Check(anchor).Broken);
    }

    [Fact]
    public async Task Segment_WrittenAnewAndSealedAnew_IsFoundByTheNextOne()
    {
        chain.SegmentBytes = 1_500;
        await chain.WrittenAsync(20);
        string[] files = chain.Files;
        string before = Hash(File.ReadAllLines(files[0])[^1]);
        long first = AuditSegment.All(chain.Folder)[1].First;
        Chain.Rewrite(files[1], l =>
        {
            l[1] = l[1].Replace("\"status\":200", "\"status\":404", StringComparison.Ordinal);
            Chain.Forge(l, first, before);
        });
        AuditBreak broken = chain.Check().Broken!;
        Assert.Equal((Path.GetFileName(files[2]), 1), (broken.File, broken.Line));
    }

    [Fact]
    public async Task Chain_TakenAwayAltogether_IsFoundByItsAnchor()
    {
        AuditAnchor anchor = await chain.WrittenAsync(3);
        File.Delete(chain.Files[0]);
        AuditReport report = chain.Check(anchor);
        Assert.Equal((anchor.Chain, chain.Folder), (report.Chain, report.Broken!.File));
    }

    [Fact]
    public async Task Middle_ThatIsBroken_StaysAsItIs_AndTheServiceGoesOnInAnotherFile()
    {
        await chain.WrittenAsync(8);
        string file = chain.Files[0];
        Chain.Rewrite(file, l => l[4] = l[4].Replace("Ann", "Bob", StringComparison.Ordinal));
        byte[] evidence = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        AuditLog log = await chain.OpenAsync();
        Assert.Contains("line 5", log.Warning, StringComparison.Ordinal);
        await log.AppendAsync(Chain.Look("after"));
        await log.DisposeAsync();
        Assert.Equal(evidence, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(2, chain.Files.Length);
        Assert.Equal(5, chain.Check().Broken!.Line);
    }

    [Fact]
    public async Task Outcome_WithoutAnIntent_IsFound()
    {
        AuditLog log = await chain.OpenAsync();
        await log.AppendAsync(Chain.Intent("a") with { Act = AuditAct.Outcome, Of = 1 });
        await log.DisposeAsync();
        Assert.Equal("an outcome of record 1", chain.Check().Broken!.Found);
    }

    private static string Hash(string line)
    {
        Assert.True(AuditLine.TrySplit(Encoding.UTF8.GetBytes(line), out string hash, out _));
        return hash;
    }
}
