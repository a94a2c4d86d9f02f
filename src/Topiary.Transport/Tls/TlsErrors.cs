namespace Topiary.Transport;

/// <summary>Finds the telling part of what SslStream throws.</summary>
internal static class TlsErrors
{
    public static string Reason(Exception e)
    {
        Exception innermost = e;
        while (innermost.InnerException is not null)
        {
            innermost = innermost.InnerException;
        }

        return ReferenceEquals(innermost, e) ? e.Message.TrimEnd('.') : $"{e.Message.TrimEnd('.', ' ')}: {innermost.Message.TrimEnd('.')}";
    }
}
