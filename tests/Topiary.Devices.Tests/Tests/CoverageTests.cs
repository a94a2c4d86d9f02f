namespace Topiary.Devices.Tests;

/// <summary>No file of messages, and none of their lines, is left out.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void Every_product_has_its_tests()
    {
        var files = Directory.GetFiles(DeviceMessage.Folder, "*.jsonl").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        var tested = typeof(ProductTests).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ProductTests)))
            .Select(type => ((ProductTests)Activator.CreateInstance(type)!).Product)
            .Order(StringComparer.Ordinal);

        Assert.Equal(files, tested);
        Assert.Equal(files, Directory.GetFiles(DeviceMessage.FurtherFolder, "*.jsonl").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_are_all_the_messages()
    {
        var counted = Directory.GetFiles(DeviceMessage.Folder, "*.jsonl").Sum(file => DeviceMessage.Read(Path.GetFileNameWithoutExtension(file)).Count);

        Assert.True(counted >= 301, $"{counted} messages");
    }
}
