using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>
/// The payloads of a compilation that have been parsed: most are those of several methods, and of handlers beside their contract.
/// Only what has no problem is kept, so each place of use reports its own. Thread-safe.
/// </summary>
internal sealed class KnownPayloads
{
    private static readonly ConditionalWeakTable<Compilation, KnownPayloads> s_known = new();

    private readonly Dictionary<PayloadOptions, Dictionary<ITypeSymbol, PayloadModel>> _models = [];

    public static KnownPayloads Of(Compilation compilation) => s_known.GetOrCreateValue(compilation);

    public PayloadModel? Find(ITypeSymbol type, PayloadOptions options)
    {
        lock (_models)
        {
            return _models.TryGetValue(options, out var models) && models.TryGetValue(type, out var model) ? model : null;
        }
    }

    public void Add(ITypeSymbol type, PayloadOptions options, PayloadModel model)
    {
        lock (_models)
        {
            if (!_models.TryGetValue(options, out var models))
            {
                // A model tells what may be null.
                _models.Add(options, models = new Dictionary<ITypeSymbol, PayloadModel>(SymbolEqualityComparer.IncludeNullability));
            }

            models[type] = model;
        }
    }
}
