namespace Topiary.Client;

/// <summary>Texts about reason codes.</summary>
internal static class ReasonText
{
    public static string Of(ReasonCode code) => $"0x{(byte)code:X2} {code}";

    public static string Refused(string what, ReasonCode code, string? reasonString)
        => $"{what} was refused by the broker: {Of(code)}{(string.IsNullOrEmpty(reasonString) ? "" : $" (\"{reasonString}\")")}.";
}
