using Topiary;

namespace Requests;

/// <summary>A contract that nobody handles.</summary>
[MqttContract("vault")]
public interface IVault
{
    [Topic("open")]
    Task<bool> OpenAsync(string code, CancellationToken ct = default);
}
