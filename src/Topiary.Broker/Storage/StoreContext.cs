using Microsoft.Extensions.Logging;

namespace Topiary.Broker;

/// <summary>What a broker gives to its store.</summary>
/// <param name="TimeProvider">The clock of the broker.</param>
/// <param name="Loggers">Where the store logs.</param>
public sealed record StoreContext(TimeProvider TimeProvider, ILoggerFactory Loggers);
