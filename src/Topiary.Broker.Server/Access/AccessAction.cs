namespace Topiary.Broker.Server;

/// <summary>What an access rule is about.</summary>
internal enum AccessAction
{
    Any,
    Publish,
    Subscribe,
}
