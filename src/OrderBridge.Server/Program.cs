using OrderBridge.Server.Hosting;

return args switch
{
    ["prove", .. var rest] => await ProveCommand.RunAsync(rest).ConfigureAwait(false),
    ["serve", .. var rest] => await ServeCommand.RunAsync(rest).ConfigureAwait(false),
    ["health", .. var rest] => await HealthCommand.RunAsync(rest).ConfigureAwait(false),
    ["replay-dead-letters", .. var rest] => await ReplayCommand.RunAsync(rest).ConfigureAwait(false),
    [] => await ServeCommand.RunAsync([]).ConfigureAwait(false),
    [['-', '-', ..], ..] => await ServeCommand.RunAsync(args).ConfigureAwait(false),
    _ => Help(),
};

static int Help()
{
    Console.Error.WriteLine("""
        orderbridge-server serve [--data DIR | --postgres CONNECTION] [--listen http://127.0.0.1:5080] [--keys FILE] [--kafka HOST:PORT] [--Section:Option VALUE ...]
        orderbridge-server prove [--data DIR | --postgres CONNECTION]
        orderbridge-server health --hub URL
        orderbridge-server replay-dead-letters --kafka HOST:PORT --topic TOPIC [--limit N] [--dry-run true]
        docs/operations.md says more.
        """);
    return 2;
}
