using OrderBridge.Adapters.Kuaidi100;
using OrderBridge.AdapterSdk.Running;

return await AdapterProgram.GuardAsync(async () =>
{
    var configuration = AdapterProgram.Configure(args, Kuaidi100Adapter.OptionNames);
    if (!DeadLetterCommands.TryRun(args, configuration))
    {
        await Kuaidi100Adapter.Build(configuration).RunUntilStoppedAsync(Kuaidi100Adapter.Name);
    }
});
