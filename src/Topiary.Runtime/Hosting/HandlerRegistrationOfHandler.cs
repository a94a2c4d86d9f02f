namespace Topiary.Runtime;

/// <summary>A handler class with its generated description.</summary>
internal sealed class HandlerRegistration<THandler>(HandlerDescription<THandler> description) : HandlerRegistration
    where THandler : class
{
    public override IHandlerDispatcher CreateDispatcher(TopiaryRuntime runtime) => new HandlerDispatcher<THandler>(description, runtime);
}
