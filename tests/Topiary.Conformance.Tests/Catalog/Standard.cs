namespace Topiary.Conformance.Tests;

internal enum Standard
{
    Mqtt5,
    Mqtt311,
}
