namespace Topiary.Runtime.Tests;

internal sealed class ContextBox
{
    public MessageContext? Context { get; set; }
}
