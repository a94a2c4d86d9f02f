using System.Diagnostics;

namespace Topiary.Client;

/// <summary>Trace context in user properties, as <see cref="DistributedContextPropagator.Current"/> writes and reads it: W3C unless the application says otherwise.</summary>
internal static class TraceContext
{
    private const int LongestField = 8192;

    /// <summary>
    /// Writes the context of an activity, or of the caller's when there is none, into a frame whose topic is complete. A field that
    /// the message has already is left alone.
    /// </summary>
    public static void Inject(PublishFrame frame, Activity? activity, UserProperties? own)
    {
        if ((activity ?? Activity.Current) is { } source)
        {
            DistributedContextPropagator.Current.Inject(source, (frame, own), static (carrier, name, value) =>
            {
                var (frame, own) = ((PublishFrame, UserProperties?))carrier!;
                if (own?[name] is null && IsSafe(value))
                {
                    frame.AddUserProperty(name, value);
                }
            });
        }
    }

    /// <summary>Adds the context of an activity, or of the caller's when there is none, to properties that can be added to.</summary>
    public static void Inject(UserProperties properties, Activity? activity)
    {
        if ((activity ?? Activity.Current) is { } source)
        {
            DistributedContextPropagator.Current.Inject(source, properties, static (carrier, name, value) =>
            {
                var properties = (UserProperties)carrier!;
                if (properties[name] is null && IsSafe(value))
                {
                    properties.Add(name, value);
                }
            });
        }
    }

    /// <summary>The context that a message carries; default when it carries none, or one that cannot be read.</summary>
    public static ActivityContext Extract(UserProperties properties)
    {
        if (properties.Count == 0)
        {
            return default;
        }

        DistributedContextPropagator.Current.ExtractTraceIdAndState(properties, Get, out string? parent, out string? state);
        return ActivityContext.TryParse(parent, state, isRemote: true, out ActivityContext context) ? context : default;
    }

    /// <summary>Gives an activity the baggage that a message carries.</summary>
    public static void TakeBaggage(UserProperties properties, Activity activity)
    {
        if (DistributedContextPropagator.Current.ExtractBaggage(properties, Get) is { } baggage)
        {
            foreach (var (name, value) in baggage)
            {
                activity.AddBaggage(name, value);
            }
        }
    }

    // Trace state may come from anywhere; a message must not fail because of it.
    private static bool IsSafe(string value) => value.Length <= LongestField && !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        value = ((UserProperties)carrier!)[name];
        values = null;
    }
}
