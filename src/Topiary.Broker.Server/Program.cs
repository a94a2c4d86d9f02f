using Topiary.Broker.Server;

return await ServerCommand.RunAsync(args).ConfigureAwait(false);
