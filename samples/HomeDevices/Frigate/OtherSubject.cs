namespace HomeDevices.Frigate;

/// <summary>A topic that no other method of the contract has. What a level's type does not parse is not for its method.</summary>
public readonly record struct OtherSubject(string Name) : IOtherWord<OtherSubject>
{
    public static bool TryCreate(string name, out OtherSubject word)
    {
        word = new(name);
        return name is not ("available" or "events" or "reviews" or "tracked_object_update" or "triggers" or "");
    }

    public override string ToString() => Name;
}
