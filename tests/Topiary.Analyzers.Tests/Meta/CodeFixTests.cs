using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Topiary.Analyzers.Catalog;
using Topiary.CodeFixes;

namespace Topiary.Analyzers.Tests.Meta;

/// <summary>What every code fix must have besides its code.</summary>
public class CodeFixTests
{
    private static readonly Type[] s_fixes =
        [.. typeof(TopiaryFix).Assembly.GetTypes().Where(type => typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)];

    [Fact]
    public void Every_fix_is_exported_and_mends_rules_of_the_catalog() => Assert.All(s_fixes, type =>
    {
        Assert.Contains(LanguageNames.CSharp, Assert.Single(type.GetCustomAttributes<ExportCodeFixProviderAttribute>()).Languages);
        var fix = (CodeFixProvider)Activator.CreateInstance(type)!;
        Assert.NotEmpty(fix.FixableDiagnosticIds);
        Assert.All(fix.FixableDiagnosticIds, id => Assert.Contains(RuleCatalog.All, rule => rule.Id == id));
    });

    [Theory]
    [InlineData("mends_one")]
    [InlineData("mends_all")]
    public void Every_fix_is_tested_once_and_for_all(string kind)
    {
        var tests = typeof(CodeFixTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.Name)
            .ToHashSet();
        Assert.All(s_fixes, type => Assert.Contains(tests, test => test.StartsWith($"{type.Name}_{kind}", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_analyzers_do_not_need_what_only_an_editor_has()
    {
        var references = typeof(RuleCatalog).Assembly.GetReferencedAssemblies().Select(name => name.Name);
        Assert.DoesNotContain(references, name => name!.Contains("Workspaces", StringComparison.Ordinal));
    }
}
