using System.Text;
using System.Text.Json;
using Topiary.Protocol;

namespace Topiary.Broker.Server;

/// <summary>Reads <c>users</c> and <c>access</c> of the configuration file.</summary>
internal static class AccessReader
{
    public static bool ReadUsers(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        options.ScramCredentials ??= new ScramCredentials();
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        int index = 0;
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            var entry = new ConfigurationEntry($"users[{index++}]", element, "name", "credential");
            string name = entry.ReadText("name") ?? throw entry.Missing("name");
            string text = entry.ReadText("credential") ?? throw entry.Missing("credential");
            try
            {
                var credential = ScramCredential.Parse(text);
                if (options.ScramCredentials.Find(name, credential.Mechanism) is not null)
                {
                    throw entry.Error("name", $"has a credential for {credential.Mechanism} already");
                }

                options.ScramCredentials.Set(name, credential);
            }
            catch (FormatException)
            {
                throw entry.Error("credential", "must be one that \"hash-password\" has written");
            }
        }

        return true;
    }

    public static bool ReadRules(ref Utf8JsonReader reader, MqttBrokerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        var rules = new List<AccessRule>();
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            rules.Add(ReadRule(new ConfigurationEntry($"access[{rules.Count}]", element, "user", "clientId", "action", "filter", "allow")));
        }

        options.Authorizer = new AccessRules(rules);
        return true;
    }

    private static AccessRule ReadRule(ConfigurationEntry entry)
    {
        string filter = entry.ReadText("filter") ?? throw entry.Missing("filter");
        if (!TopicValidator.IsValidFilter(Encoding.UTF8.GetBytes(filter)) || SharedFilter.IsShared(filter))
        {
            throw entry.Error("filter", "must be a topic filter, and not that of a shared subscription");
        }

        AccessAction action = entry.ReadText("action") switch
        {
            null or "any" => AccessAction.Any,
            "publish" => AccessAction.Publish,
            "subscribe" => AccessAction.Subscribe,
            _ => throw entry.Error("action", "must be \"publish\", \"subscribe\" or \"any\""),
        };
        return new AccessRule(entry.ReadText("user"), entry.ReadText("clientId"), action, filter, entry.ReadFlag("allow") ?? true);
    }
}
