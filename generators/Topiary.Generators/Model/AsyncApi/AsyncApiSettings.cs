namespace Topiary.Generators.Model;

/// <summary>What the project says about its AsyncAPI document.</summary>
/// <param name="Title">Title of the document.</param>
/// <param name="Version">Version of the application.</param>
internal sealed record AsyncApiSettings(string Title, string Version);
