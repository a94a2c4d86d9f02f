using System.Text;
using System.Text.Json;

namespace Topiary.Devices.Tests;

/// <summary>One message of a product.</summary>
public sealed record DeviceMessage(string File, int Line, string Topic, byte[] Payload)
{
    public static string Folder { get; } = Find();

    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>Further messages of the products, in the repository: written after their documentation, with values of our own.</summary>
    public static string FurtherFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Messages");

    /// <summary>The recorded messages of a product.</summary>
    public static IReadOnlyList<DeviceMessage> Read(string product) => Read(Folder, product);

    /// <summary>The further messages of a product.</summary>
    public static IReadOnlyList<DeviceMessage> ReadFurther(string product) => Read(FurtherFolder, product);

    private static List<DeviceMessage> Read(string folder, string product)
    {
        var messages = new List<DeviceMessage>();
        foreach (var (index, line) in System.IO.File.ReadLines(Path.Combine(folder, product + ".jsonl")).Index())
        {
            using var document = JsonDocument.Parse(line);
            var payload = document.RootElement.TryGetProperty("payload", out var text)
                ? Encoding.UTF8.GetBytes(text.GetString()!)
                : document.RootElement.GetProperty("payload_base64").GetBytesFromBase64();
            messages.Add(new DeviceMessage(product, index + 1, document.RootElement.GetProperty("topic").GetString()!, payload));
        }

        return messages;
    }

    public override string ToString() => $"{File}.jsonl:{Line} {Topic} {(Text.Length > 200 ? Text[..200] + "…" : Text)}";

    /// <summary>The folder beside the repository, or beside one of the folders above it.</summary>
    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", "devices");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("There is no folder shared/data/devices above the tests.");
    }
}
