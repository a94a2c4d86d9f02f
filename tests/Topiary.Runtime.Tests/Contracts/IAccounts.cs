namespace Topiary.Runtime.Tests;

[MqttContract("accounts/{account}")]
public interface IAccounts
{
    [Topic("pay", Idempotent = true, TimeoutMilliseconds = 60_000)]
    ValueTask<int> PayAsync(string account, int amount);
}
