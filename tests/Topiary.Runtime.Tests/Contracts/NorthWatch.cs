namespace Topiary.Runtime.Tests;

[MqttHandler]
internal sealed class NorthWatch(Recorder recorder)
{
    [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), "house=north")]
    public void OnClimate(int zone, MessageContext context) =>
        recorder.Add($"north {zone} {context.Topic} {context.QoS} retain={context.Retain} {context.ContentType} {context.UserProperties.Count}");
}
