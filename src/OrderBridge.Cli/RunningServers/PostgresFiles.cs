using System.Globalization;
using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.RunningServers;

/// <summary>
/// A PostgreSQL server's own files in the run's folder. PostgreSQL refuses to run as root, so root starts it as <c>postgres</c>, the user of Debian's
/// package, whose group may then pass through the run's folder and see nothing else of it.
/// </summary>
internal sealed class PostgresFiles(RunDirectory run, Launcher launcher)
{
    private const string ServerUser = "postgres";
    private const string Role = "orderbridge";
    private const int FastShutdown = 2; // SIGINT: SIGTERM would wait for its clients.

    private readonly string _password = RunKeys.RandomText();

    private string Folder => run.At("postgres");

    private string Data => Path.Combine(Folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Patient: on a machine whose every core is busy, opening and migrating may take long.</summary>
    public string ConnectionString(int port) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={Role};Password={_password};Database=postgres;Timeout=60;Command Timeout=120");

    /// <exception cref="ChildFailedException">initdb says no.</exception>
    public async Task CreateAsync()
    {
        Directory.CreateDirectory(Folder);
        var password = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(password, _password);
        if (IsRoot)
        {
            await launcher.RunAsync(new ProgramStart("chown", "chown", ["-R", $"{ServerUser}:{ServerUser}", Folder]));
            await launcher.RunAsync(new ProgramStart("chown", "chown", [$":{ServerUser}", run.Root]));
            await launcher.RunAsync(new ProgramStart("chmod", "chmod", ["g+x", run.Root]));
        }

        await launcher.RunAsync(AsServerUser("initdb", "initdb", ["-D", Data, "-U", Role, "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C", "--no-sync"]));
        File.Delete(password);
    }

    public ProgramStart StartOn(int port) => AsServerUser(
        "postgres", "postgres",
        ["-D", Data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={Folder}"]) with
    {
        Ready = ProgramStart.ReadyAt("database system is ready to accept connections"),
        StopSignal = FastShutdown,
    };

    private static ProgramStart AsServerUser(string name, string program, string[] arguments)
    {
        var path = ServerPrograms.Find(program) ?? program;
        return IsRoot
            ? ProgramStart.OfSystem(name, "setpriv", [$"--reuid={ServerUser}", $"--regid={ServerUser}", "--init-groups", "--", path, .. arguments])
            : ProgramStart.OfSystem(name, path, arguments);
    }
}
