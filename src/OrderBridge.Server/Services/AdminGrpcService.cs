using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Ports;
using OrderBridge.Server.Proving;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Server.Services;

/// <summary>AdminService: proof, counts, quarantine.</summary>
public sealed class AdminGrpcService(
    HubProof proof, HubStatistics statistics, IOrderReads orders, IShipmentReads shipments, IMessageArchive messages, IJournal journal, FlowRunner flows)
    : AdminService.AdminServiceBase
{
    public override async Task<ProveStoreResponse> ProveStore(ProveStoreRequest request, ServerCallContext context)
    {
        var outcome = await proof.RunAsync(request.WaitForFlows, context.CancellationToken).ConfigureAwait(false);
        var report = outcome.Require();
        return new ProveStoreResponse
        {
            Ok = report.IsOk,
            Checks = { report.Results.Select(ToWire) },
            UnitsOversold = report.Figure("units_oversold"),
            OrdersLost = report.Figure("orders_lost"),
            TasksDuplicated = report.Figure("tasks_duplicated"),
            Position = report.HeadPosition,
        };
    }

    public override async Task<GetStatisticsResponse> GetStatistics(GetStatisticsRequest request, ServerCallContext context)
    {
        var stop = context.CancellationToken;
        var response = new GetStatisticsResponse
        {
            HeadPosition = await journal.HeadAsync(stop).ConfigureAwait(false),
            FlowPosition = Math.Max(0, flows.Position),
            ArbiterRefusals = statistics.ArbiterRefusals,
        };
        foreach (var (state, count) in await orders.CountByStateAsync(stop).ConfigureAwait(false))
        {
            response.OrdersByState[OrderLifecycle.Word(state)] = count;
        }

        foreach (var (reason, count) in await orders.CountRefusalsAsync(stop).ConfigureAwait(false))
        {
            response.RefusalsByReason[reason] = count;
        }

        foreach (var (state, count) in await shipments.CountByStateAsync(stop).ConfigureAwait(false))
        {
            response.ShipmentsByState[Words.Upper(state.ToString())] = count;
        }

        return response;
    }

    public override async Task<ListQuarantineResponse> ListQuarantine(ListQuarantineRequest request, ServerCallContext context)
    {
        var limit = Answers.PageSize(request.PageSize, 50, 500);
        var before = await BeforeAsync(request.PageToken, context.CancellationToken).ConfigureAwait(false);
        var page = await messages.ListQuarantineAsync(before, limit, context.CancellationToken).ConfigureAwait(false);
        var response = new ListQuarantineResponse();
        var room = new PageRoom();
        foreach (var entry in page)
        {
            var message = await ToWireAsync(entry, context.CancellationToken).ConfigureAwait(false);
            if (!room.Takes(message))
            {
                break;
            }

            response.Messages.Add(message);
        }

        var isWhole = response.Messages.Count == page.Count && page.Count < limit;
        response.NextPageToken = isWhole ? string.Empty : response.Messages[^1].MessageId;
        return response;
    }

    private static ProofCheck ToWire(ProofResult result) => new()
    {
        Name = string.Join('_', result.Name.Split(' ')),
        Ok = result.IsOk,
        Examined = result.Looked,
        Findings = { result.FirstFindings },
        FindingCount = result.FindingCount,
    };

    private async ValueTask<QuarantineEntry?> BeforeAsync(string token, CancellationToken cancellationToken) => token.Length == 0
        ? null
        : await messages.FindQuarantinedAsync(token, cancellationToken).ConfigureAwait(false)
            ?? throw Answers.Invalid("page_token", "PAGE_TOKEN_INVALID", "Send the next_page_token of the former page, or none.");

    private async ValueTask<Contracts.Admin.V1.QuarantinedMessage> ToWireAsync(QuarantineEntry entry, CancellationToken cancellationToken)
    {
        var raw = entry.Message.RawHash.Length == 0 ? null : await messages.FindRawAsync(entry.Message.RawHash, cancellationToken).ConfigureAwait(false);
        return new Contracts.Admin.V1.QuarantinedMessage
        {
            MessageId = entry.Message.Id,
            Source = entry.Message.Source,
            Reason = entry.Message.Reason,
            Message = entry.Message.Message,
            RawPayload = raw is null ? ByteString.Empty : ByteString.CopyFrom(raw.Content.Span),
            RecordTime = Timestamp.FromDateTimeOffset(entry.RecordedTime),
        };
    }
}
