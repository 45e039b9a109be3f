using OrderBridge.Adapters.Shopify;
using OrderBridge.AdapterSdk.Running;

return await AdapterProgram.GuardAsync(async () =>
{
    var configuration = AdapterProgram.Configure(args, ShopifyAdapter.OptionNames);
    if (!DeadLetterCommands.TryRun(args, configuration))
    {
        await ShopifyAdapter.Build(configuration).RunUntilStoppedAsync(ShopifyAdapter.Name);
    }
});
