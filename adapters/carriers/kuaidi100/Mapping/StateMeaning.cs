using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>What a state of Kuaidi100 means to the hub.</summary>
/// <param name="Code">Kuaidi100's code.</param>
/// <param name="Name">Kuaidi100's word, as it also stands in an event's status.</param>
/// <param name="Status">The hub's word.</param>
/// <param name="Mode">How it was handed over; for signatures.</param>
/// <param name="Incident">What a person has to look at; empty without one.</param>
public sealed record StateMeaning(
    string Code, string Name, TrackingStatus Status, DeliveryMode Mode = DeliveryMode.Unspecified, string Incident = "");
