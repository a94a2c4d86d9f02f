using Topiary;

namespace Middleware;

[MqttContract("diary/{author}")]
public interface IDiary
{
    [Topic("entries")]
    ValueTask WriteAsync(string author, string text, CancellationToken ct = default);

    [Topic("count")]
    ValueTask<int> CountAsync(string author, CancellationToken ct = default);
}
