using Grpc.Core;
using OrderBridge.Contracts.Grpc.Reflection.V1Alpha;
using OrderBridge.Server.Streaming;

namespace OrderBridge.Server.Standard;

/// <summary>gRPC server reflection, version 1 alpha: older tools speak only this.</summary>
public sealed class ReflectionV1AlphaService(ReflectionIndex index, IHostApplicationLifetime lifetime) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in DrainedReading.AllAsync(requestStream, lifetime, context.CancellationToken).ConfigureAwait(false))
        {
            await responseStream.WriteAsync(Answer(request), context.CancellationToken).ConfigureAwait(false);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse { Service = { index.Services.Select(s => new ServiceResponse { Name = s }) } };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                response.AllExtensionNumbersResponse = new ExtensionNumberResponse
                {
                    BaseTypeName = request.AllExtensionNumbersOfType, ExtensionNumber = { index.ExtensionNumbers(request.AllExtensionNumbersOfType) },
                };
                break;
            default:
                AnswerFiles(request, response);
                break;
        }

        return response;
    }

    private void AnswerFiles(ServerReflectionRequest request, ServerReflectionResponse response)
    {
        var files = request.MessageRequestCase switch
        {
            ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => index.ByName(request.FileByFilename),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol => index.BySymbol(request.FileContainingSymbol),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension =>
                index.ByExtension(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber),
            _ => [],
        };
        if (files.Count > 0)
        {
            response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { files } };
        }
        else
        {
            response.ErrorResponse = new ErrorResponse { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = "There is no such file, symbol or extension." };
        }
    }
}
