using Microsoft.CodeAnalysis.Text;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>A diagnostic that a test waits for.</summary>
internal readonly record struct ExpectedDiagnostic(string Id, TextSpan Span) : IComparable<ExpectedDiagnostic>
{
    public int CompareTo(ExpectedDiagnostic other)
    {
        var bySpan = Span.CompareTo(other.Span);
        return bySpan != 0 ? bySpan : string.CompareOrdinal(Id, other.Id);
    }
}
