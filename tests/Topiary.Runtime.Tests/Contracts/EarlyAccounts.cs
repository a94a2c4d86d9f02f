namespace Topiary.Runtime.Tests;

/// <summary>Acknowledges before it answers, so that the broker does not deliver a request again.</summary>
[MqttHandler]
internal sealed class EarlyAccounts(Recorder recorder)
{
    [Handles<IAccounts>(nameof(IAccounts.PayAsync), Ack = AckMode.OnReceipt)]
    public async Task<int> OnPay(int amount)
    {
        recorder.Add($"pay {amount}");
        await recorder.Gate.Task;
        return amount + 1;
    }
}
