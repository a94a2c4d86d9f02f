using Topiary.Broker.Server;

SocketCompletions.RunInline();
return await ServerCommand.RunAsync(args).ConfigureAwait(false);
