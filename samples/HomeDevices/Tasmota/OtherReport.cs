namespace HomeDevices.Tasmota;

/// <summary>What a device says by itself, without a method of its own: <c>INFO2</c>, <c>UPTIME</c>.</summary>
public readonly record struct OtherReport(string Name) : IOtherWord<OtherReport>
{
    public static bool TryCreate(string name, out OtherReport word)
    {
        word = new(name);
        return name is not ("LWT" or "INFO1" or "STATE" or "SENSOR" or "RESULT" or "SSERIALRECEIVED" or "");
    }

    public override string ToString() => Name;
}
