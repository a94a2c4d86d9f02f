using System.Diagnostics.CodeAnalysis;
using System.Text;
using Topiary.Runtime;

namespace Topiary;

/// <summary>Configures the client of an application; see <c>AddTopiary</c>. Later calls win over earlier ones.</summary>
public sealed class TopiaryOptionsBuilder
{
    private readonly TopiaryConfiguration _configuration;

    internal TopiaryOptionsBuilder(TopiaryConfiguration configuration) => _configuration = configuration;

    internal TopiaryConfiguration Configuration => _configuration;

    /// <summary>
    /// Names the brokers in the order in which they are tried. Without it they are read from <c>Topiary:Brokers</c> in the
    /// configuration: an array, or one value separated by commas.
    /// </summary>
    /// <param name="brokers">Addresses, for instance <c>mqtt://localhost:1883</c>; at least one.</param>
    /// <returns>This builder.</returns>
    public TopiaryOptionsBuilder ConnectTo(params string[] brokers)
    {
        ArgumentNullException.ThrowIfNull(brokers);
        ArgumentOutOfRangeException.ThrowIfZero(brokers.Length, nameof(brokers));
        _configuration.Brokers.Clear();
        _configuration.Brokers.AddRange(brokers);
        return this;
    }

    /// <summary>Sets the client identifier; without it a random one is used.</summary>
    /// <param name="clientId">The identifier.</param>
    /// <returns>This builder.</returns>
    public TopiaryOptionsBuilder ClientId(string clientId) => Configure(options => options with { ClientId = clientId });

    /// <summary>Sets user name and password.</summary>
    /// <param name="userName">User name.</param>
    /// <param name="password">Password.</param>
    /// <returns>This builder.</returns>
    public TopiaryOptionsBuilder Credentials(string userName, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return Configure(options => options with { UserName = userName, Password = Encoding.UTF8.GetBytes(password) });
    }

    /// <summary>
    /// Keeps messages of QoS 1 and 2 in files until they are delivered, so that they survive the end of the process; see
    /// <see cref="MqttClientOptions.UseFileStore"/>. Needs a <see cref="ClientId"/>.
    /// </summary>
    /// <param name="directory">Directory of the store, for this client alone.</param>
    /// <param name="completion">When a publish of QoS 1 or 2 completes.</param>
    /// <returns>This builder.</returns>
    public TopiaryOptionsBuilder UseFileStore(string directory, PublishCompletion completion = PublishCompletion.Acknowledged)
        => Configure(options => options.UseFileStore(directory, completion));

    /// <summary>
    /// Publishes messages that handlers could not handle, with cause and origin in user properties. Without it they are
    /// logged and refused.
    /// </summary>
    /// <param name="topicTemplate">Topic in which <c>{topic}</c> stands for the message's own, for instance <c>dead/{topic}</c>.</param>
    /// <returns>This builder.</returns>
    public TopiaryOptionsBuilder DeadLetterTo([StringSyntax("MqttTopicTemplate")] string topicTemplate)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicTemplate);
        if (!TopicLevelRules.IsRest(topicTemplate.Replace(DeadLetters.Placeholder, "x", StringComparison.Ordinal)))
        {
            throw new ArgumentException($"The dead-letter topic '{topicTemplate}' holds '+', '#' or U+0000; it is a topic to publish to.", nameof(topicTemplate));
        }

        if (topicTemplate.StartsWith(DeadLetters.Placeholder, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The dead-letter topic '{topicTemplate}' must begin with text of its own, such as 'dead/{{topic}}': handlers of the original topic would get its dead letters.",
                nameof(topicTemplate));
        }

        _configuration.DeadLetterTemplate = topicTemplate;
        return this;
    }

    /// <summary>Says how long answers to requests of idempotent topics are remembered; see <see cref="IdempotencyOptions"/> for what holds otherwise.</summary>
    /// <param name="options">Number, bytes and time.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not positive.</exception>
    public TopiaryOptionsBuilder Idempotency(IdempotencyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Retention, TimeSpan.Zero);
        _configuration.Idempotency = options;
        return this;
    }

    /// <summary>
    /// Makes the host's start wait until a broker is connected, and fail when every broker refuses. By default the host
    /// starts without a broker, and connecting goes on in the background.
    /// </summary>
    /// <returns>This builder.</returns>
    public TopiaryOptionsBuilder RequireConnection()
    {
        _configuration.RequiresConnection = true;
        return this;
    }

    /// <summary>Changes any option of the client.</summary>
    /// <param name="change">Gives the changed options.</param>
    /// <returns>This builder.</returns>
    public TopiaryOptionsBuilder Configure(Func<MqttClientOptions, MqttClientOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _configuration.Changes.Add(change);
        return this;
    }
}
