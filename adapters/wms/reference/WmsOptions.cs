using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Planning;

namespace OrderBridge.ReferenceWms;

/// <summary>What can be set by command line <c>--name value</c> or environment <c>ORDERBRIDGE_NAME</c>; read by <see cref="WmsOptionsReader"/>.</summary>
public sealed record WmsOptions
{
    /// <summary>Every step, from the order's arrival to its leaving.</summary>
    public static readonly ImmutableArray<FulfilmentState> AllSteps =
    [
        FulfilmentState.Accepted, FulfilmentState.Waved, FulfilmentState.Printed, FulfilmentState.Picking, FulfilmentState.Picked,
        FulfilmentState.Checked, FulfilmentState.Packed, FulfilmentState.Weighed, FulfilmentState.Ready, FulfilmentState.Shipped,
    ];

    /// <summary><c>--hub</c>: address of the hub, HTTP/2 in the clear.</summary>
    public Uri Hub { get; init; } = new("http://127.0.0.1:5080");

    /// <summary><c>--key</c>: the warehouse's API key; empty sends none.</summary>
    public string Key { get; init; } = "";

    /// <summary><c>--data</c>: directory of inbox, work and outbox; one process at a time.</summary>
    public string DataDirectory { get; init; } = "wms-data";

    /// <summary><c>--warehouses</c>: warehouses to work for; empty means all.</summary>
    public ImmutableArray<string> Warehouses { get; init; } = [];

    /// <summary><c>--kafka</c>: brokers to take tasks from, as <c>host:port,host:port</c>; empty takes them from the hub's stream.</summary>
    public string Kafka { get; init; } = "";

    /// <summary><c>--kafka-group</c>: consumer group; instances of one group share the tasks. Default: by the warehouses.</summary>
    public string KafkaGroup { get; init; } = "";

    /// <summary><c>--step-time</c>: mean time of one step, already divided by <c>--speed</c>. Default 2 s.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary><c>--steps</c>: steps to report, in order; begins with accepted and ends with shipped.</summary>
    public ImmutableArray<FulfilmentState> Steps { get; init; } = AllSteps;

    /// <summary><c>--parallel</c>: reports on their way at once, 1 to 1,000. Default 32.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary><c>--shortage-rate</c>: share of work where a piece is missing, 0 to 1.</summary>
    public double ShortageRate { get; init; }

    /// <summary><c>--reject-rate</c>: share of work that is not taken, 0 to 1.</summary>
    public double RejectRate { get; init; }

    /// <summary><c>--exception-rate</c>: share of work that needs a person once, 0 to 1.</summary>
    public double ExceptionRate { get; init; }

    /// <summary><c>--chaos</c>: share of reports told twice, overtaken or late, and of work that skips its steps, 0 to 1.</summary>
    public double Chaos { get; init; }

    /// <summary><c>--parcel-pieces</c>: pieces that fit into one parcel, 1 to 1,000,000. Keep it over restarts, or work in progress is packed anew. Default 8.</summary>
    public int ParcelPieces { get; init; } = (int)Parcels.PiecesPerParcel;

    /// <summary><c>--seed</c>: the same seed gives every order the same fate. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary><c>--carriers</c>: codes in lower case.</summary>
    public ImmutableArray<string> Carriers { get; init; } = ["jd", "sf", "zto"];

    /// <summary><c>--otlp</c>: where spans are sent, OTLP over gRPC; null sends none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary><c>--stats</c>: file for counters as JSON, written each second; empty for none.</summary>
    public string StatsFile { get; init; } = "";
}
