using CeeOrleans.Domain.Accounts;
using CeeOrleans.Grains.Live;
using CeeOrleans.Service.Demo;

namespace CeeOrleans.Cli.Live;

/// <summary>A nation that is still being compiled: who asks in the first second waits for it.</summary>
internal sealed class LateNation(Task<DemoNation> nation) : IAccountSource
{
    public Account? Find(ImporterNumber number) => nation.GetAwaiter().GetResult().Find(number);

    public IEnumerable<Account> All() => nation.GetAwaiter().GetResult().All();
}
