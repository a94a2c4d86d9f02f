namespace Topiary.Broker;

/// <summary>What became of a message.</summary>
/// <param name="Receivers">Number of receivers that match.</param>
/// <param name="IsRecorded">Whether the store was told of anything, so that an acknowledgement has to wait for it.</param>
internal readonly record struct PublishOutcome(int Receivers, bool IsRecorded);
