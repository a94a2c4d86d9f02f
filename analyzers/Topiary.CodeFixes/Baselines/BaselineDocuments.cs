using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Baselines;

namespace Topiary.CodeFixes.Baselines;

/// <summary>The baselines of a project.</summary>
internal static class BaselineDocuments
{
    public static IEnumerable<TextDocument> Of(Project project) => project.AdditionalDocuments
        .Where(static document => (document.FilePath ?? document.Name).EndsWith(BaselineFile.Suffix, StringComparison.OrdinalIgnoreCase))
        .OrderBy(static document => document.Name, StringComparer.Ordinal);
}
