using Topiary.Storage;

namespace Topiary;

/// <summary>Where and how a client keeps messages until they are delivered; see <see cref="MqttClientOptions.UseFileStore"/>. Immutable.</summary>
public sealed record FileStoreOptions
{
    /// <summary>Directory of the store; made if it is not there. One client uses it at a time.</summary>
    public string Directory { get; init; } = "";

    /// <summary>What an accepted message survives.</summary>
    public FileStoreDurability Durability { get; init; } = FileStoreDurability.Disk;

    /// <summary>When a publish of QoS 1 or 2 completes.</summary>
    public PublishCompletion Completion { get; init; } = PublishCompletion.Acknowledged;

    /// <summary>Files in place of those of <see cref="Directory"/>, for tests.</summary>
    internal LogDirectory? Files { get; init; }

    /// <summary>Sizes and times of the log, for tests.</summary>
    internal RecordLogOptions Log { get; init; } = new();
}
