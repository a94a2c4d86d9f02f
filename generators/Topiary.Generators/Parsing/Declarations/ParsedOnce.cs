using System;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>
/// The models of declarations while nothing declared anywhere changes. The compiler asks for every contract again with each
/// compilation, that is at each keystroke, since a type may change its meaning by an edit elsewhere; but most keystrokes are in the
/// body of a method, in a comment or in white space, and for these all that it would cost to bind the contracts again is saved.
/// </summary>
internal static class ParsedOnce<TModel>
    where TModel : class
{
    private static readonly ConditionalWeakTable<SyntaxNode, Entry> s_entries = new();

    /// <summary>The model of a declaration: the one that is known when it still holds, else parsed.</summary>
    public static TModel? Get(SyntaxNode declaration, Compilation compilation, Func<TModel?> parse)
    {
        var entry = s_entries.GetValue(declaration, static _ => new Entry());
        var now = DeclarationSnapshot.Of(compilation);
        if (entry.Known is { } known && now.DeclaresSameAs(known.Declarations))
        {
            // The later snapshot, so that only what changes from now on needs to be compared, and the earlier one can go.
            entry.Known = new Parsed(now, known.Model);
            return known.Model;
        }

        var model = parse();
        entry.Known = new Parsed(now, model);
        return model;
    }

    private sealed class Entry
    {
        /// <summary>One reference, so that two threads see a model with its own declarations.</summary>
        public volatile Parsed? Known;
    }

    private sealed class Parsed(DeclarationSnapshot declarations, TModel? model)
    {
        public DeclarationSnapshot Declarations { get; } = declarations;

        public TModel? Model { get; } = model;
    }
}
