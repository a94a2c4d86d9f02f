namespace Topiary.Client;

/// <summary>A doubly linked list through the frames themselves: nothing is allocated, anything can be taken out of the middle.</summary>
/// <remarks>Threading: guarded by its owner's lock.</remarks>
internal sealed class FrameList(Func<PublishFrame, FrameLinks> links)
{
    public PublishFrame? First { get; private set; }

    public PublishFrame? Last { get; private set; }

    public int Count { get; private set; }

    /// <summary>Sum of the lengths of the frames.</summary>
    public long Bytes { get; private set; }

    public bool Contains(PublishFrame frame) => links(frame).List == this;

    public PublishFrame? After(PublishFrame frame) => links(frame).Next;

    public void AddLast(PublishFrame frame)
    {
        FrameLinks own = Enter(frame);
        own.Previous = Last;
        if (Last is null)
        {
            First = frame;
        }
        else
        {
            links(Last).Next = frame;
        }

        Last = frame;
    }

    public void AddFirst(PublishFrame frame)
    {
        FrameLinks own = Enter(frame);
        own.Next = First;
        if (First is null)
        {
            Last = frame;
        }
        else
        {
            links(First).Previous = frame;
        }

        First = frame;
    }

    public void Remove(PublishFrame frame)
    {
        FrameLinks own = links(frame);
        if (own.List != this)
        {
            throw new InvalidOperationException("The frame is not in this list.");
        }

        if (own.Previous is null)
        {
            First = own.Next;
        }
        else
        {
            links(own.Previous).Next = own.Next;
        }

        if (own.Next is null)
        {
            Last = own.Previous;
        }
        else
        {
            links(own.Next).Previous = own.Previous;
        }

        own.Previous = own.Next = null;
        own.List = null;
        Count--;
        Bytes -= frame.Length;
    }

    private FrameLinks Enter(PublishFrame frame)
    {
        FrameLinks own = links(frame);
        if (own.List is not null)
        {
            throw new InvalidOperationException("The frame is in a list already.");
        }

        own.List = this;
        Count++;
        Bytes += frame.Length;
        return own;
    }
}
