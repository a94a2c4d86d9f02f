namespace Topiary.Runtime.Tests;

/// <summary>Counts what is paid.</summary>
[MqttHandler]
internal sealed class Accounts(Recorder recorder) : IAccounts
{
    public async ValueTask<int> PayAsync(string account, int amount)
    {
        recorder.Add($"pay {account} {amount}");
        if (account == "gated")
        {
            await recorder.Gate.Task;
        }

        return amount switch
        {
            13 => throw new MqttRequestException("poor", "No money."),
            14 => throw new InvalidOperationException("bug"),
            _ => amount + 1,
        };
    }
}
