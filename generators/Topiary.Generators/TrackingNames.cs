namespace Topiary.Generators;

/// <summary>Names of the pipeline's steps, for the tests that prove its caching.</summary>
internal static class TrackingNames
{
    public const string Contracts = "Contracts";
    public const string Handlers = "Handlers";
    public const string Serializers = "Serializers";
    public const string SerializerPlaces = "SerializerPlaces";
    public const string Registration = "Registration";
    public const string Runtime = "Runtime";
    public const string Notes = "Notes";
    public const string AsyncApi = "AsyncApi";
    public const string Baseline = "Baseline";
}
