using CeeOrleans.Cli;
using CeeOrleans.Cli.Verbs;

using Interruption interruption = Interruption.Listen();
return await CommandLine.RunAsync(
    args,
    Composition.OfThisProcess(),
    [
        RunVerb.Create,
        CompareVerb.Create,
        BriefVerb.Create,
        SweepVerb.Create,
        DoubtVerb.Create,
        StaffVerb.Create,
        OrderVerb.Create,
        RecoverVerb.Create,
        TraceVerb.Create,
        ValidateVerb.Create,
        ShowVerb.Create,
        SchemaVerb.Create,
        NewVerb.Create,
        ServeVerb.Create,
        LookupVerb.Create,
        IngestVerb.Create,
        SnapshotVerb.Create,
        BackupVerb.Create,
        RestoreVerb.Create,
        AuditVerb.Create,
        CompletionVerb.Create,
    ],
    interruption.Token);
