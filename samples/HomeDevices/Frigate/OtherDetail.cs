namespace HomeDevices.Frigate;

/// <summary>A last level that no other method of the contract has.</summary>
public readonly record struct OtherDetail(string Name) : IOtherWord<OtherDetail>
{
    public static bool TryCreate(string name, out OtherDetail word)
    {
        word = new(name);
        return name is not ("set" or "state" or "snapshot" or "detect" or "audio" or "record" or "");
    }

    public override string ToString() => Name;
}
