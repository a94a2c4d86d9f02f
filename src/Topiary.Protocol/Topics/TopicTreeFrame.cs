namespace Topiary.Protocol;

/// <summary>A step of a match still to be made: a node, and where its next level begins in the topic.</summary>
internal readonly struct TopicTreeFrame<T>(TopicTreeNode<T> node, int start)
{
    public TopicTreeNode<T> Node { get; } = node;

    /// <summary>Where the level below the node begins; -1 when the topic ends with the node.</summary>
    public int Start { get; } = start;
}
