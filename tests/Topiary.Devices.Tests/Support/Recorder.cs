using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Devices.Tests;

/// <summary>Base of the handlers: notes what arrived, and how a program would send it.</summary>
public abstract class Recorder<TContract>(Arrivals arrivals)
    where TContract : class
{
    protected ValueTask Seen(object? payload, Func<TContract, ValueTask> again, [CallerMemberName] string member = "")
    {
        arrivals.Add(new Arrival($"{typeof(TContract).Name}.{member}", payload, services => again(services.GetRequiredService<TContract>())));
        return default;
    }
}
