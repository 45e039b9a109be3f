using OrderBridge.AdapterSdk.Running;
using OrderBridge.Kuaidi100Simulator;

return await AdapterProgram.GuardAsync(() => Simulator.RunUntilStoppedAsync(Simulator.Build(AdapterProgram.Configure(args, SimulatorSettings.OptionNames))));
