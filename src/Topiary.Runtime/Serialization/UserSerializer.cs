using System.ComponentModel;

namespace Topiary.Runtime;

/// <summary>Keeps one instance of each serializer of the user's.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class UserSerializer
{
    /// <summary>The one instance of a serializer.</summary>
    /// <typeparam name="T">The serializer.</typeparam>
    /// <returns>The instance.</returns>
    public static T Get<T>()
        where T : class, new()
        => One<T>.Instance;

    private static class One<T>
        where T : class, new()
    {
        public static readonly T Instance = new();
    }
}
