using System.Diagnostics;
using System.Globalization;

namespace OrderBridge.Cli.RunningProcesses;

/// <summary>
/// A shell beside the demo that learns of each process it starts and waits at the other end of a pipe. When the demo is killed the pipe ends, and the shell ends what is
/// left; when the demo ends by itself it says so first. Processes are ended by id and only while they are the ones that were named: an id may be given again.
/// </summary>
internal sealed class Guardian : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        begin() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
        ids= files=
        while read -r kind value; do
          case $kind in
            done) exit 0 ;;
            id) ids="$value:$(begin "$value") $ids" ;;
            file) files="$files $value" ;;
          esac
        done
        for id in $ids; do
          [ "$(begin "${id%%:*}")" != "${id#*:}" ] || kill -9 "${id%%:*}" 2>/dev/null
        done
        for file in $files; do
          id=$(cat "$file" 2>/dev/null) || continue
          ! grep -q "${file%/*}" "/proc/$id/cmdline" 2>/dev/null || kill -9 "$id" 2>/dev/null
        done
        """;

    /// <summary>Nobody's child and in nobody's terminal, so that what ends the demo with its children spares it.</summary>
    private const string Detached = "exec 3<&0; sh -c \"$1\" guardian <&3 3<&- >/dev/null 2>&1 &";

    private readonly Process _shell = Process.Start(new ProcessStartInfo("sh", ["-c", Detached, "sh", Script]) { RedirectStandardInput = true, UseShellExecute = false })!;
    private readonly Lock _gate = new();

    /// <summary>A process that must not outlive the demo.</summary>
    public void Watch(int processId) => Say(string.Create(CultureInfo.InvariantCulture, $"id {processId}"));

    /// <summary>A file that will hold such a process's id; the file's folder stands in that process's command line. Without blanks in its path.</summary>
    public void WatchFile(string path) => Say($"file {path}");

    /// <summary>Nothing is left to end.</summary>
    public void Dispose()
    {
        Say("done");
        _shell.StandardInput.Dispose();
        _shell.Dispose();
    }

    private void Say(string line)
    {
        try
        {
            lock (_gate)
            {
                _shell.StandardInput.WriteLine(line);
                _shell.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            // Somebody ended the shell; the demo ends its programs all the same.
        }
    }
}
