using OrderBridge.AdapterSdk.Running;
using OrderBridge.ReferenceWms;

return await AdapterProgram.GuardAsync(async () =>
    await WarehouseProgram.RunAsync(new WmsOptionsReader(AdapterProgram.Configure(args, WmsOptionsReader.OptionNames)).Read()));
