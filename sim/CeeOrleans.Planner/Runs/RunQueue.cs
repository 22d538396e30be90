using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CeeOrleans.Domain.Calendars;
using CeeOrleans.Grains.Storage;
using CeeOrleans.Planner.Plans;
using CeeOrleans.Service.Access;
using CeeOrleans.Service.Audit;
using CeeOrleans.Service.Snapshots;
using CeeOrleans.Workload.Snapshots;

namespace CeeOrleans.Planner.Runs;

/// <summary>Why a run was not taken.</summary>
internal sealed class RunRefusedException(string message, bool full = false) : Exception(message)
{
    /// <summary>Later there may be room.</summary>
    public bool Full { get; } = full;
}

/// <summary>
/// Runs that wait, run and are over. They are kept as folders: a service that starts finds them again, and what was open when it
/// ended is cancelled. Safe for many callers.
/// </summary>
internal sealed class RunQueue : IAsyncDisposable
{
    private const string Record = "record.json";
    private const string StoppedRunning = "The service was stopped while it ran.";
    private const string StoppedWaiting = "The service was stopped while it waited.";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, WriteIndented = true };

    private readonly Lock gate = new();
    private readonly PlannerOptions options;
    private readonly ScenarioShelf shelf;
    private readonly Dictionary<string, Entry> runs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private readonly SnapshotShelf? snapshots;
    private readonly IAuditNotes? notes;
    private int running;

    /// <param name="snapshots">Of the live accounts; null where there are none, and no run can start from them.</param>
    /// <param name="notes">Where it is recorded that one is taken; null where there are none.</param>
    public RunQueue(PlannerOptions options, ScenarioShelf shelf, SnapshotShelf? snapshots, IAuditNotes? notes)
    {
        (this.options, this.shelf, this.snapshots, this.notes) = (options, shelf, snapshots, notes);
        Directory.CreateDirectory(options.Folder);
        foreach (string folder in Directory.EnumerateDirectories(options.Folder).Where(f => File.Exists(Path.Combine(f, Record))))
        {
            if (Read(Path.Combine(folder, Record)) is not { } record || record.Id != Path.GetFileName(folder))
            {
                continue; // half written, or not ours
            }

            RunRecord kept = record.IsOver ? record : record with { State = RunState.Cancelled, Ended = DateTimeOffset.UtcNow, Error = record.State == RunState.Waiting ? StoppedWaiting : StoppedRunning };
            runs[kept.Id] = new Entry(kept);
            if (kept != record)
            {
                Write(kept);
            }
        }
    }

    /// <summary>All runs, the newest first.</summary>
    public ImmutableArray<RunRecord> List()
    {
        lock (gate)
        {
            return [.. runs.Values.Select(e => e.Record).OrderByDescending(r => r.Asked).ThenBy(r => r.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>A run, where it is, and how many stand before it; null when there is none.</summary>
    public (RunRecord Record, RunStep? Step, int Before)? Find(string id)
    {
        lock (gate)
        {
            return runs.TryGetValue(id, out Entry? entry)
                ? (entry.Record, entry.Step, entry.Record.State == RunState.Waiting ? runs.Values.Count(e => e.Record.State == RunState.Waiting && e.Record.Asked < entry.Record.Asked) : 0)
                : null;
        }
    }

    /// <summary>Completes with the next thing that happens to a run.</summary>
    public Task ChangeOf(string id)
    {
        lock (gate)
        {
            return runs.TryGetValue(id, out Entry? entry) ? entry.Changed.Task : Task.CompletedTask;
        }
    }

    /// <summary>Takes a run; the same identity again is the same run.</summary>
    /// <param name="grant">Who asks.</param>
    /// <param name="live">It starts from the live accounts.</param>
    /// <exception cref="RunRefusedException">There is no room, or the identity belongs to another run.</exception>
    public RunRecord Ask(Grant grant, string idempotency, string title, string scenario, ImmutableSortedDictionary<string, string> changes, bool live)
    {
        if (live && snapshots?.Settings.Takers.Contains(grant.Role) != true)
        {
            throw new RunRefusedException("A run on the live accounts takes a snapshot of them, which this key may not.");
        }

        RunRecord asked = new(IdOf(grant.KeyId, idempotency), title, scenario, changes, [], grant.Actor, grant.KeyId, RunState.Waiting, DateTimeOffset.UtcNow, Live: live);
        return Take(asked, shelf.Write(scenario, title, changes));
    }

    /// <summary>Takes a comparison of two runs.</summary>
    /// <exception cref="RunRefusedException">They can't be compared, or there is no room.</exception>
    public RunRecord AskComparison(string keyId, string by, string idempotency, string first, string second)
    {
        (RunRecord, RunStep?, int)? a = Find(first);
        (RunRecord, RunStep?, int)? b = Find(second);
        if (a is not { Item1.IsComparison: false } one || b is not { Item1.IsComparison: false } other || first == second)
        {
            throw new RunRefusedException("Choose two different runs.");
        }

        return Take(new RunRecord(IdOf(keyId, idempotency), $"{one.Item1.Title} against {other.Item1.Title}", "", ImmutableSortedDictionary<string, string>.Empty, [first, second], by, keyId, RunState.Waiting, DateTimeOffset.UtcNow), null);
    }

    /// <summary>Cancels a run that waits or runs; one that is over stays as it is.</summary>
    /// <param name="by">Name of who cancels it.</param>
    public void Cancel(string id, string by)
    {
        lock (gate)
        {
            if (!runs.TryGetValue(id, out Entry? entry))
            {
                return;
            }

            if (entry.Record.State == RunState.Waiting)
            {
                Set(entry, entry.Record with { State = RunState.Cancelled, Ended = DateTimeOffset.UtcNow, Error = CancelledBy(by) });
            }
            else if (entry.Record.State == RunState.Running)
            {
                entry.StoppedBy ??= by;
                entry.Stop.Cancel();
            }
        }
    }

    /// <summary>A file of a run that is done; null when there is none.</summary>
    public string? FileOf(string id, string name) =>
        Find(id) is { Record.State: RunState.Done } && Path.Combine(options.Folder, id, "result", name) is var file && File.Exists(file) ? file : null;

    /// <summary>Stops what runs and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        Task[] open;
        lock (gate)
        {
            open = [.. runs.Values.Select(e => e.Work)];
            foreach (Entry entry in runs.Values)
            {
                entry.Changed.TrySetResult(); // whoever watches is let go
            }
        }

        await Task.WhenAll(open).ConfigureAwait(false);
        stop.Dispose();
    }

    /// <summary>Cancelled when the service stops.</summary>
    public CancellationToken Stopping => stop.Token;

    private static string IdOf(string keyId, string idempotency) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{keyId}\n{idempotency}")))[..16];

    private RunRecord Take(RunRecord asked, string? plan)
    {
        lock (gate)
        {
            if (runs.TryGetValue(asked.Id, out Entry? known))
            {
                return known.Record.Scenario == asked.Scenario && known.Record.Title == asked.Title && known.Record.Changes.SequenceEqual(asked.Changes) && known.Record.Compares.SequenceEqual(asked.Compares)
                    ? known.Record
                    : throw new RunRefusedException("This Idempotency-Key was sent with another run.");
            }

            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            int open = runs.Values.Count(e => !e.Record.IsOver);
            int own = runs.Values.Count(e => !e.Record.IsOver && e.Record.KeyId == asked.KeyId);
            if (open >= options.MostOpen || own >= options.MostOpenOfOne)
            {
                throw new RunRefusedException(string.Create(CultureInfo.InvariantCulture, $"{open} runs are open, {own} of them yours; at most {options.MostOpen} and {options.MostOpenOfOne} are taken. Wait for one, or cancel one."), full: true);
            }

            int today = runs.Values.Count(e => e.Record.KeyId == asked.KeyId && e.Record.Asked > asked.Asked - Day);
            if (today >= options.MostADay)
            {
                throw new RunRefusedException(string.Create(CultureInfo.InvariantCulture, $"You started {today} runs within 24 hours, and {options.MostADay} may be. Start this one later."), full: true);
            }

            foreach (Entry old in runs.Values.Where(e => e.Record.IsOver).OrderBy(e => e.Record.Asked).Take(Math.Max(0, runs.Count + 1 - options.MostKept)).ToArray())
            {
                runs.Remove(old.Record.Id);
                Directory.Delete(Path.Combine(options.Folder, old.Record.Id), recursive: true);
            }

            Directory.CreateDirectory(Path.Combine(options.Folder, asked.Id));
            if (plan is not null)
            {
                File.WriteAllText(PlanOf(asked.Id), plan);
            }

            Write(asked);
            runs[asked.Id] = new Entry(asked);
            Next();
            return runs[asked.Id].Record;
        }
    }

    private string PlanOf(string id) => Path.Combine(options.Folder, id, "plan.yaml");

    /// <summary>Starts what may start; the gate is held.</summary>
    private void Next()
    {
        while (running < options.AtOnce && !stop.IsCancellationRequested && runs.Values.Where(e => e.Record.State == RunState.Waiting).MinBy(e => e.Record.Asked) is { } next)
        {
            running++;
            Set(next, next.Record with { State = RunState.Running, Started = DateTimeOffset.UtcNow });
            next.Work = Task.Run(() => RunAsync(next));
        }
    }

    private async Task RunAsync(Entry entry)
    {
        RunRecord record = entry.Record;
        if (record.Live && await SnapshotAsync(entry).ConfigureAwait(false) is { } failed)
        {
            End(entry, failed);
            return;
        }

        record = entry.Record;
        string result = Path.Combine(options.Folder, record.Id, "result");
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(entry.Stop.Token, stop.Token);
        ends.CancelAfter(options.MostTime);
        RunRecord over;
        try
        {
            string[] verb = record.IsComparison ? ["compare", .. record.Compares.Select(PlanOf)] : ["run", PlanOf(record.Id)];
            (int code, string said) = await RunProcess.RunAsync([.. options.Command, .. verb, "--out", result, "--json-progress", "--stop-with-input"], options.Niceness, options.Folder, step => Tell(entry, step), ends.Token).ConfigureAwait(false);

            // Exit code 4: a target that the scenario declares is missed; the run itself is whole.
            over = ends.IsCancellationRequested ? record with { State = RunState.Cancelled, Error = WhyEnded(entry) }
                : code is 0 or 4 ? record with { State = RunState.Done }
                : record with { State = RunState.Failed, Error = said.Length > 0 ? said.Replace(options.Folder, "", StringComparison.Ordinal) : string.Create(CultureInfo.InvariantCulture, $"Exit code {code}.") };
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            over = record with { State = RunState.Failed, Error = e.Message };
        }

        End(entry, over);
    }

    private static string CancelledBy(string who) => $"Cancelled by {who}.";

    /// <summary>Why a run was ended from outside.</summary>
    private string WhyEnded(Entry entry) =>
        entry.StoppedBy is { } who ? CancelledBy(who)
        : stop.IsCancellationRequested ? StoppedRunning
        : "It took too long.";

    private void End(Entry entry, RunRecord over)
    {
        lock (gate)
        {
            running--;
            Set(entry, over with { Ended = DateTimeOffset.UtcNow });
            Next();
        }
    }

    /// <summary>Takes the snapshot that the run starts from, and names it in its plan.</summary>
    /// <returns>How the run ended when there is none; null when it goes on.</returns>
    private async Task<RunRecord?> SnapshotAsync(Entry entry)
    {
        RunRecord record = entry.Record;
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(entry.Stop.Token, stop.Token);
        try
        {
            if (notes is not null)
            {
                // Before it is taken: what can't be recorded is not done.
                await notes.NoteAsync(record.KeyId, record.By, "snapshot", $"run {record.Id}").ConfigureAwait(false);
            }

            KeptSnapshot taken = await TakeAsync(ends.Token).ConfigureAwait(false);
            await File.WriteAllTextAsync(PlanOf(record.Id), shelf.Write(record.Scenario, record.Title, record.Changes, taken.Path), CancellationToken.None).ConfigureAwait(false);
            lock (gate)
            {
                Set(entry, record with
                {
                    Snapshot = string.Create(CultureInfo.InvariantCulture, $"as of {SimTime.Text(taken.Facts.AsOf)}, snapshot {taken.Facts.Hash}, {taken.Facts.Accounts:#,0} accounts, {taken.Facts.Items:#,0} open items"),
                });
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return record with { State = RunState.Cancelled, Error = WhyEnded(entry) };
        }
        catch (Exception e) when (e is SnapshotException or StoredStateException)
        {
            // What contradicts itself names an account, which a planner may not see.
            return record with { State = RunState.Failed, Error = "No snapshot of the live accounts could be taken: the store contradicts itself. Tell an administrator." };
        }
        catch (Exception e) when (e is SnapshotRefusedException or IOException or UnauthorizedAccessException)
        {
            return record with { State = RunState.Failed, Error = $"No snapshot of the live accounts was taken: {e.Message}" };
        }
    }

    /// <summary>Somebody may be taking one by hand: then after that one.</summary>
    private async Task<KeptSnapshot> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await snapshots!.TakeAsync(cancellation).ConfigureAwait(false);
            }
            catch (SnapshotRefusedException e) when (e.Busy)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Tell(Entry entry, RunStep step)
    {
        lock (gate)
        {
            entry.Step = step;
            entry.Wake();
        }
    }

    private void Set(Entry entry, RunRecord record)
    {
        entry.Record = record;
        Write(record);
        entry.Wake();
    }

    private void Write(RunRecord record)
    {
        string file = Path.Combine(options.Folder, record.Id, Record);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(record, Form));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static RunRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(file), Form);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Entry(RunRecord record)
    {
        public RunRecord Record { get; set; } = record;

        public RunStep? Step { get; set; }

        /// <summary>Who cancelled it while it ran; null for nobody.</summary>
        public string? StoppedBy { get; set; }

        public Task Work { get; set; } = Task.CompletedTask;

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Changed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Wake()
        {
            TaskCompletionSource old = Changed;
            Changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            old.TrySetResult();
        }
    }
}
