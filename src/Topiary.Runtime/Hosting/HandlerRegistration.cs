namespace Topiary.Runtime;

/// <summary>A handler class that the application has added.</summary>
internal abstract class HandlerRegistration
{
    /// <summary>Makes what runs it.</summary>
    public abstract IHandlerDispatcher CreateDispatcher(TopiaryRuntime runtime);
}
