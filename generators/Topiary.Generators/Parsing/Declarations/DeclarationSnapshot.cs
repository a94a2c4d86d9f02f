using System;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Everything that the symbols of a compilation come from, without the compilation itself. Thread-safe.</summary>
internal sealed class DeclarationSnapshot
{
    private static readonly ConditionalWeakTable<Compilation, DeclarationSnapshot> s_snapshots = new();

    private readonly SyntaxTree[] _trees;
    private readonly MetadataReference[] _references;
    private readonly CompilationOptions _options;
    private readonly string? _assemblyName;
    private readonly object _gate = new();

    // Weak: an editor makes a compilation a keystroke, and each would keep the one before.
    private WeakReference<DeclarationSnapshot>? _compared;
    private bool _isSame;

    private DeclarationSnapshot(Compilation compilation)
    {
        _trees = [.. compilation.SyntaxTrees];
        _references = [.. compilation.References];
        _options = compilation.Options;
        _assemblyName = compilation.AssemblyName;
    }

    /// <summary>The compilation's, made once.</summary>
    public static DeclarationSnapshot Of(Compilation compilation) => s_snapshots.GetValue(compilation, static one => new DeclarationSnapshot(one));

    /// <summary>Whether both declare the same; false may be said of some that do.</summary>
    public bool DeclaresSameAs(DeclarationSnapshot other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        lock (_gate)
        {
            // Every contract asks about the same two.
            if (_compared is null || !_compared.TryGetTarget(out var compared) || !ReferenceEquals(compared, other))
            {
                _isSame = Compare(other);
                _compared = new WeakReference<DeclarationSnapshot>(other);
            }

            return _isSame;
        }
    }

    private bool Compare(DeclarationSnapshot other)
    {
        if (_trees.Length != other._trees.Length
            || !string.Equals(_assemblyName, other._assemblyName, StringComparison.Ordinal)
            || !_options.Equals(other._options)
            || !_references.SequenceEqual(other._references))
        {
            return false;
        }

        for (var i = 0; i < _trees.Length; i++)
        {
            if (!DeclaredText.AreSame(_trees[i], other._trees[i]))
            {
                return false;
            }
        }

        return true;
    }
}
