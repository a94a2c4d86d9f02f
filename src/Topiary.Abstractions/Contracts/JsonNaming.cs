namespace Topiary;

/// <summary>How members are named in JSON where no <c>[JsonPropertyName]</c> says it.</summary>
public enum JsonNaming
{
    /// <summary>As web defaults do it: <see cref="CamelCase"/>.</summary>
    Default = 0,

    /// <summary><c>batteryLevel</c>.</summary>
    CamelCase = 1,

    /// <summary><c>battery_level</c>.</summary>
    SnakeCaseLower = 2,

    /// <summary><c>BATTERY_LEVEL</c>.</summary>
    SnakeCaseUpper = 3,

    /// <summary><c>battery-level</c>.</summary>
    KebabCaseLower = 4,

    /// <summary><c>BATTERY-LEVEL</c>.</summary>
    KebabCaseUpper = 5,

    /// <summary><c>BatteryLevel</c>: as they are called in C#.</summary>
    None = 6,
}
