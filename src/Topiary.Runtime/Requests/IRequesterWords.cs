namespace Topiary.Runtime;

/// <summary>A request that is being answered, and hears what its requester says meanwhile. Called on the read loop.</summary>
internal interface IRequesterWords
{
    /// <summary>Takes the requester's words.</summary>
    void OnWord(StreamWord word);
}
