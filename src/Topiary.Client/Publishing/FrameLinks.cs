namespace Topiary.Client;

/// <summary>Neighbours of a frame in one <see cref="FrameList"/>.</summary>
internal sealed class FrameLinks
{
    public PublishFrame? Previous;
    public PublishFrame? Next;
    public FrameList? List;
}
