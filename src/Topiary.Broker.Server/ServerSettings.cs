using Microsoft.Extensions.Logging;

namespace Topiary.Broker.Server;

/// <summary>What the command line says.</summary>
/// <param name="Listeners">Addresses to listen at.</param>
/// <param name="ConfigurationFile">JSON file with more options, or null.</param>
/// <param name="AllowAnonymous">Whether clients without credentials are let in.</param>
/// <param name="DataDirectory">Where durable state goes, or null.</param>
/// <param name="Durability">What acknowledgements survive, or null for what the configuration file says.</param>
/// <param name="LogLevel">Least level that is logged.</param>
internal sealed record ServerSettings(
    IReadOnlyList<string> Listeners, string? ConfigurationFile, bool AllowAnonymous, string? DataDirectory, DurabilityLevel? Durability, LogLevel LogLevel);
