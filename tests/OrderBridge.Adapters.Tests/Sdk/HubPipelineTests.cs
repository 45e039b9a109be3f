using Grpc.Core;
using OrderBridge.AdapterSdk.Connecting;

namespace OrderBridge.Adapters.Tests.Sdk;

public sealed class HubPipelineTests
{
    [Theory]
    [InlineData(StatusCode.Unavailable, 5)]
    [InlineData(StatusCode.ResourceExhausted, 5)]
    [InlineData(StatusCode.Aborted, 5)]
    [InlineData(StatusCode.InvalidArgument, 1)]
    [InlineData(StatusCode.FailedPrecondition, 1)]
    [InlineData(StatusCode.Internal, 1)]
    [InlineData(StatusCode.Unauthenticated, 1)]
    public async Task Execute_RepeatsOnlyWhatMayPassInAMoment(StatusCode code, int attempts)
    {
        var pipeline = HubPipeline.Build(TimeProvider.System, seed: 1);
        var made = 0;

        await Assert.ThrowsAsync<HubFailureException>(async () => await pipeline.ExecuteAsync(_ =>
        {
            made++;
            throw new HubFailureException(new HubFailure(code, "", "", TimeSpan.FromMilliseconds(1)));
        }));

        Assert.Equal(attempts, made);
    }

    [Fact]
    public async Task Execute_WhenTheHubWantsALongPause_LeavesItToThePump()
    {
        var pipeline = HubPipeline.Build(TimeProvider.System, seed: 1);
        var made = 0;

        await Assert.ThrowsAsync<HubFailureException>(async () => await pipeline.ExecuteAsync(_ =>
        {
            made++;
            throw new HubFailureException(new HubFailure(StatusCode.Unavailable, "", "", TimeSpan.FromMinutes(5)));
        }));

        Assert.Equal(1, made);
    }
}
