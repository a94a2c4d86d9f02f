namespace Topiary.Storage;

/// <summary>Tells a full disk from other errors.</summary>
internal static class DiskFull
{
    /// <summary>ENOSPC and EDQUOT of Linux, and the code of Windows for a full disk.</summary>
    private static readonly int[] s_codes = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static bool Caused(Exception exception) => exception is IOException && s_codes.Contains(exception.HResult);
}
