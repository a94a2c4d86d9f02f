namespace Topiary.Generators.Model;

/// <summary>A derived type that a polymorphic type may stand for.</summary>
/// <param name="Type">Full name of the derived type.</param>
/// <param name="Serializer">Name of the serializer class that writes and reads it, discriminator included.</param>
/// <param name="Discriminator">Its discriminator; null where it is only written.</param>
internal sealed record JsonDerivedModel(string Type, string Serializer, JsonDiscriminatorModel? Discriminator);
