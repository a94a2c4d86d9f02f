namespace HomeDevices.Tasmota;

/// <summary>An answer without a method of its own: <c>STATUS2</c>, <c>SHUTTER1</c>.</summary>
public readonly record struct OtherAnswer(string Name) : IOtherWord<OtherAnswer>
{
    public static bool TryCreate(string name, out OtherAnswer word)
    {
        word = new(name);
        return name is not ("RESULT" or "COMMAND" or "PCF8574_INP" or "POWER1" or "DPTYPE1ID1" or "STATUS6" or "STATUS8" or "DEEPSLEEP" or "");
    }

    public override string ToString() => Name;
}
