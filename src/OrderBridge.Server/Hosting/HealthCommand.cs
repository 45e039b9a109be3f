using Grpc.Core;
using Grpc.Net.Client;
using OrderBridge.Contracts.Grpc.Health.V1;

namespace OrderBridge.Server.Hosting;

/// <summary><c>health --hub URL</c>: exit code 0 while the hub serves, 1 otherwise. For probes in places without a gRPC client.</summary>
public static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["--hub", var hub] || !Uri.TryCreate(hub, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            await Console.Error.WriteLineAsync("orderbridge: health needs --hub URL, such as http://127.0.0.1:5080.").ConfigureAwait(false);
            return 2;
        }

        try
        {
            using var channel = GrpcChannel.ForAddress(address);
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Patience;
            var answer = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), deadline: deadline);
            await Console.Out.WriteLineAsync(answer.Status.ToString()).ConfigureAwait(false);
            return answer.Status is HealthCheckResponse.Types.ServingStatus.Serving ? 0 : 1;
        }
        catch (RpcException e)
        {
            await Console.Error.WriteLineAsync($"orderbridge: {hub} does not answer: {e.StatusCode}.").ConfigureAwait(false);
            return 1;
        }
    }
}
