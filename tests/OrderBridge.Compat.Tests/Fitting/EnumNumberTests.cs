using Grpc.Core;

namespace OrderBridge.Compat.Tests.Fitting;

/// <summary>Compilers copy an enum's number into the caller, so a wrong one links well and means something else. Source: grpc.io, gRPC .NET API reference.</summary>
public sealed class EnumNumberTests
{
    [Fact]
    public void Status_codes_are_the_wire_values() =>
        Assert.Equal(
            "OK Cancelled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied ResourceExhausted "
            + "FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable DataLoss Unauthenticated",
            InOrder<StatusCode>(first: 0));

    [Fact]
    public void Method_types_keep_their_numbers() => Assert.Equal("Unary ClientStreaming ServerStreaming DuplexStreaming", InOrder<MethodType>(first: 0));

    [Fact]
    public void Connectivity_states_keep_their_numbers() =>
        Assert.Equal("Idle Connecting Ready TransientFailure Shutdown", InOrder<ConnectivityState>(first: 0));

    [Fact]
    public void Write_flags_keep_their_bits() => Assert.Equal("BufferHint NoCompress", InOrder<WriteFlags>(first: 1));

    /// <summary>The names by number, which must have no gap from <paramref name="first"/> on.</summary>
    private static string InOrder<T>(int first)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>().OrderBy(value => Convert.ToInt32(value)).ToArray();
        Assert.Equal(Enumerable.Range(first, values.Length), values.Select(value => Convert.ToInt32(value)));
        return string.Join(' ', values);
    }
}
