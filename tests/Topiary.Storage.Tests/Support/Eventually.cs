namespace Topiary.Storage.Tests;

/// <summary>Waits for what a background task does.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string otherwise)
    {
        var deadline = TimeProvider.System.GetTimestamp() + (20 * TimeProvider.System.TimestampFrequency);
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetTimestamp() < deadline, otherwise);
            await Task.Yield();
        }
    }
}
