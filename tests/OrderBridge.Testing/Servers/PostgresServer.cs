using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Testing.Servers;

/// <summary>
/// A PostgreSQL server on a free port of loopback, with its files in a temporary folder. PostgreSQL refuses to run as root, so root starts it as
/// <c>postgres</c>, the user of Debian's package.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string ServerUser = "postgres";
    private const int PortTries = 5;

    private readonly DirectoryInfo _folder;
    private readonly string[] _settings;
    private bool _isRunning;

    private PostgresServer(string[] settings)
    {
        _folder = Directory.CreateTempSubdirectory("orderbridge-postgres-");
        _settings = settings;
    }

    /// <summary>Null when tests with PostgreSQL can run, or have to (<c>ORDERBRIDGE_REQUIRE=postgres</c>).</summary>
    public static string? ReasonToSkip => FindPrograms() is not null || IsRequired ? null : "initdb not installed; tests with postgres need Debian's package postgresql.";

    public int Port { get; private set; }

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Log => Path.Combine(_folder.FullName, "log");

    private static bool IsRequired => (Environment.GetEnvironmentVariable("ORDERBRIDGE_REQUIRE") ?? "")
        .Split(',', StringSplitOptions.TrimEntries).Contains("postgres", StringComparer.Ordinal);

    /// <param name="settings">As in postgresql.conf: <c>fsync=off</c>. A crash of the server alone loses nothing even then; the kernel keeps what was written.</param>
    public static PostgresServer Start(params string[] settings)
    {
        var server = new PostgresServer(settings);
        try
        {
            server.Create();
            server.StartOnFreePort();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={ServerUser};Database={database}");

    /// <summary>Ends it without a word to anybody, as a crash does.</summary>
    public void Crash() => Stop("immediate");

    /// <summary>Starts it again where it was, with the files that it left.</summary>
    public void Restart()
    {
        var output = TryStart();
        Assert.True(_isRunning, output);
    }

    public void Dispose()
    {
        if (_isRunning)
        {
            Stop("immediate");
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Folder of initdb and pg_ctl: on the PATH, or where Debian keeps its newest version.</summary>
    private static string? FindPrograms()
    {
        if (Environment.GetEnvironmentVariable("ORDERBRIDGE_HIDE")?.Contains("initdb", StringComparison.Ordinal) == true)
        {
            return null;
        }

        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian).OrderByDescending(VersionOf).Select(v => Path.Combine(v, "bin")) : [];
        return versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int VersionOf(string folder) => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Create()
    {
        if (Environment.UserName == "root")
        {
            Assert.Equal(string.Empty, Run("chown", ServerUser, _folder.FullName).Failure);
        }

        var made = RunServerProgram("initdb", "-D", Data, "-U", ServerUser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Assert.True(made.Failure.Length == 0, made.Failure);
    }

    private void StartOnFreePort()
    {
        for (var attempt = 1; !_isRunning; attempt++)
        {
            Port = FreePort();
            var output = TryStart();
            Assert.True(_isRunning || attempt < PortTries, $"postgres does not start:\n{output}"); // Somebody may have taken the port since it was found free.
        }
    }

    private string TryStart()
    {
        var options = string.Create(CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder.FullName}");
        options += string.Concat(_settings.Select(s => $" -c {s}"));
        var started = RunServerProgram("pg_ctl", "start", "-w", "-t", "180", "-D", Data, "-l", Log, "-o", options);
        _isRunning = started.Failure.Length == 0;
        return _isRunning ? string.Empty : started.Failure + (File.Exists(Log) ? File.ReadAllText(Log) : string.Empty);
    }

    private void Stop(string mode)
    {
        _isRunning = false;
        RunServerProgram("pg_ctl", "stop", "-w", "-t", "180", "-D", Data, "-m", mode);
    }

    private (string Output, string Failure) RunServerProgram(string program, params string[] arguments)
    {
        var path = Path.Combine(FindPrograms() ?? throw new FileNotFoundException("initdb is not installed (Debian: postgresql)."), program);
        return Environment.UserName == "root" ? Run("runuser", ["-u", ServerUser, "--", path, .. arguments]) : Run(path, arguments);
    }

    private (string Output, string Failure) Run(string program, params string[] arguments)
    {
        // pg_ctl leaves its output to the server that it starts, so it goes to a file: a pipe would never end.
        var output = Path.Combine(_folder.FullName, "output");
        var start = new ProcessStartInfo("sh", ["-c", "\"$@\" >\"$0\" 2>&1 </dev/null", output, program, .. arguments]) { WorkingDirectory = _folder.FullName };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        var text = File.ReadAllText(output);
        return (text, process.ExitCode == 0 ? string.Empty : $"{program} ended with {process.ExitCode}: {text}");
    }
}
