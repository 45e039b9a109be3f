using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;

namespace OrderBridge.EndToEnd.Running;

/// <summary>A hub as its own process on a free port of loopback, with a data directory that outlives it where a test gives one. Ended by its pid.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private const string Key = "end-to-end-key-0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    /// <summary>For a process that does not end: the test fails instead of standing still.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly StringBuilder _output;
    private readonly GrpcChannel _channel;
    private readonly bool _isDirectoryOurs;

    private HubProcess(Process process, StringBuilder output, string address, string dataDirectory, bool isDirectoryOurs)
    {
        (_process, _output, Address, DataDirectory, _isDirectoryOurs) = (process, output, address, dataDirectory, isDirectoryOurs);
        _channel = ChannelTo(address);
    }

    public string Address { get; }

    public string DataDirectory { get; }

    public int ProcessId => _process.Id;

    public static string AdminKey => Key;

    public GrpcChannel Channel => _channel;

    /// <summary>Everything it has printed.</summary>
    public string Output => TextOf(_output);

    /// <summary>A channel to a hub that was started here, over its own address or one that leads there.</summary>
    public static GrpcChannel ChannelTo(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", $"Bearer {Key}");
            return Task.CompletedTask;
        })),
        UnsafeUseInsecureChannelCallCredentials = true,
    });

    public static string NewDirectory() => Directory.CreateTempSubdirectory("orderbridge-e2e-").FullName;

    public static async Task<HubProcess> StartAsync(string? dataDirectory = null, params string[] more)
    {
        var data = dataDirectory ?? NewDirectory();
        var keys = Path.Combine(data, "keys.json");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        await File.WriteAllTextAsync(keys, $$"""[{"name":"tests","sha256":"{{hash}}","roles":["ADMIN"]}]""");
        var process = Start(["serve", "--data", data, "--listen", "http://127.0.0.1:0", "--keys", keys, .. more]);
        var output = new StringBuilder();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, e) => Take(e.Data, output, ready);
        process.ErrorDataReceived += (_, e) => Take(e.Data, output, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The hub ended with {process.ExitCode}: {TextOf(output)}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new HubProcess(process, output, await ready.Task.WaitAsync(StartPatience), data, isDirectoryOurs: dataDirectory is null);
        }
        catch
        {
            process.Kill(); // One that only was too slow would outlive its test.
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it without a chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(EndPatience);
    }

    /// <summary>SIGTERM; returns the exit code after it has drained.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(EndPatience);
        return _process.ExitCode;
    }

    /// <summary>Runs <c>prove</c> on a data directory.</summary>
    public static Task<(int ExitCode, string Output)> ProveAsync(string dataDirectory) => RunAsync("prove", "--data", dataDirectory);

    /// <summary>Runs the program until it ends by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(EndPatience);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        if (_isDirectoryOurs && Directory.Exists(DataDirectory))
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private static string TextOf(StringBuilder output)
    {
        lock (output)
        {
            return output.ToString();
        }
    }

    private static void Take(string? line, StringBuilder output, TaskCompletionSource<string> ready)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.AppendLine(line);
        }

        if (line.StartsWith("orderbridge-ready hub ", StringComparison.Ordinal))
        {
            ready.TrySetResult(line.Split(' ')[2]);
        }
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrderBridge.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TC_QuickJit"] = "1"; // It lives for seconds; compiling fully would be most of its work.
        return Process.Start(start)!;
    }
}
