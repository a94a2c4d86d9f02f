using System.Globalization;
using Topiary.OldestCompiler;

// The C# compiler that came with the first SDK 8, as a program that MSBuild can call in place of its own: the package of the compiler
// has no executable.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (succeeded, messages) = await OldCompiler.CompileAsync(args);
foreach (var message in messages)
{
    Console.WriteLine(message);
}

return succeeded ? 0 : 1;
