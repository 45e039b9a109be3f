using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Server.Hosting;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>A hub in this process, where tests look at what no call shows.</summary>
internal sealed class InProcessHub : IAsyncDisposable
{
    private const string Key = "kafka-tests-key-0123456789abcdef0123456789abcdef";
    private readonly DirectoryInfo? _own;

    private InProcessHub(WebApplication app, GrpcChannel channel, DirectoryInfo? own) => (App, Channel, _own) = (app, channel, own);

    public WebApplication App { get; }

    public GrpcChannel Channel { get; }

    public T Part<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public static async Task<InProcessHub> StartAsync(string bootstrap)
    {
        var own = Directory.CreateTempSubdirectory("orderbridge-kafka-hub-");
        var keys = Path.Combine(own.FullName, "keys.json");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        await File.WriteAllTextAsync(keys, $$"""[{"name":"tests","sha256":"{{hash}}","roles":["ADMIN"]}]""");
        var app = HubApplication.Build([.. Arguments(own.FullName, bootstrap), "--listen", "http://127.0.0.1:0", "--keys", keys]);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new InProcessHub(app, ChannelTo(address), own);
    }

    public static string[] Arguments(string data, string bootstrap) =>
        ["--data", data, "--kafka", bootstrap, "--Kafka:Partitions", "4", "--Kafka:RetryMax", "00:00:00.5", "--Kafka:Patience", "00:00:05"];

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        _own?.Delete(recursive: true);
    }

    private static GrpcChannel ChannelTo(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", $"Bearer {Key}");
            return Task.CompletedTask;
        })),
        UnsafeUseInsecureChannelCallCredentials = true,
    });
}
