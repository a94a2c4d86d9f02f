namespace Topiary.Broker.Persistence;

/// <summary>Gives a broker a store on disk.</summary>
public static class MqttBrokerOptionsExtensions
{
    /// <summary>
    /// Keeps sessions, their messages and the retained messages in a directory. One broker at a time can use it. What acknowledgements mean is said by
    /// <see cref="MqttBrokerOptions.Durability"/> and the options beside it; without them, that a power cut loses nothing that was acknowledged.
    /// </summary>
    /// <param name="options">The options of the broker.</param>
    /// <param name="directory">The directory; it is made if there is none.</param>
    /// <param name="configure">Changes sizes and times.</param>
    /// <returns>The options of the broker.</returns>
    public static MqttBrokerOptions UseFileStore(
        this MqttBrokerOptions options, string directory, Func<FileStoreOptions, FileStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var store = new FileStoreOptions();
        options.Store = new FileBrokerStore(directory, configure?.Invoke(store) ?? store);
        return options;
    }
}
