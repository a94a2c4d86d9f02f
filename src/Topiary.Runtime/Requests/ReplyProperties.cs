using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Topiary.Protocol;

namespace Topiary.Runtime;

/// <summary>
/// The user properties by which requester and responder understand each other. A plain answer has none of them, so other
/// libraries can ask and answer too.
/// </summary>
/// <remarks>
/// A streamed answer: the responder sends <c>topiary-stream: open</c>, with a response topic on which it hears the
/// requester; the elements, numbered <c>topiary-stream: 1</c> and on; while it lasts, at least three times in the request's
/// deadline, <c>alive</c>; and <c>end n</c>, with <c>topiary-error</c> when it failed. The requester sends to that topic,
/// with the same correlation data, <c>credit n</c> when it has consumed n elements (no more than 64, or what the request says in <c>topiary-window</c>, are sent beyond that), also
/// as its answer to <c>alive</c>, and <c>cancel</c> when it wants no more. Everything goes at QoS 0; counts are totals, so a
/// lost word is made good by the next one, and a lost element is noticed.
/// A request for one answer: its requester sends <c>cancel</c>, with the same correlation data, to the request's topic below
/// <c>topiary/cancel</c> when it does not wait any more; see <see cref="CancelTopics"/>.
/// </remarks>
internal static class ReplyProperties
{
    /// <summary>Code of a refusal.</summary>
    public const string Error = "topiary-error";

    /// <summary>Text of a refusal.</summary>
    public const string ErrorMessage = "topiary-error-message";

    /// <summary>Part of a streamed answer; its values are below, or the number of an element, counted from 1.</summary>
    public const string Stream = "topiary-stream";

    /// <summary>From the responder: the stream begins; the response topic says where the requester's words go.</summary>
    public const string Open = "open";

    /// <summary>From the responder: it is still there. To be answered with <see cref="Credit"/>.</summary>
    public const string Alive = "alive";

    /// <summary>From the responder, followed by a space and the number of elements sent: the stream has ended.</summary>
    public const string End = "end";

    /// <summary>From the requester, followed by a space and the number of elements consumed so far.</summary>
    public const string Credit = "credit";

    /// <summary>From the responder to a request for one answer, followed by a space and a count: the payload is a report of progress, not the answer.</summary>
    public const string Progress = "progress";

    /// <summary>In a request: reports of progress are wanted.</summary>
    public const string WantsProgress = "topiary-progress";

    /// <summary>In a request for a streamed answer: elements that may be sent beyond what has been consumed, if not 64.</summary>
    public const string Window = "topiary-window";

    /// <summary>From the requester: no more is wanted.</summary>
    public const string Cancel = "cancel";

    /// <summary>Reads the stream property of a message.</summary>
    public static StreamWord ReadStream(in PublishProperties properties)
    {
        foreach (var pair in properties.UserProperties)
        {
            if (pair.Name.SequenceEqual("topiary-stream"u8))
            {
                return Parse(pair.Value);
            }
        }

        return default;
    }

    /// <summary>Whether a request wants to hear of progress.</summary>
    public static bool ReadWantsProgress(in PublishProperties properties)
    {
        foreach (var pair in properties.UserProperties)
        {
            if (pair.Name.SequenceEqual("topiary-progress"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Elements that a request allows to be sent beyond what has been consumed.</summary>
    public static int ReadWindow(in PublishProperties properties)
    {
        foreach (var pair in properties.UserProperties)
        {
            if (pair.Name.SequenceEqual("topiary-window"u8)
                && Utf8Parser.TryParse(pair.Value, out int window, out var used) && used == pair.Value.Length && window > 0)
            {
                return Math.Min(window, PendingStream.LargestWindow);
            }
        }

        return PendingStream.DefaultWindow;
    }

    /// <summary>Reads the refusal in an answer, if there is one.</summary>
    public static MqttRequestException? ReadError(in PublishProperties properties)
    {
        string? code = null;
        string? message = null;
        foreach (var pair in properties.UserProperties)
        {
            if (pair.Name.SequenceEqual("topiary-error"u8))
            {
                code = Encoding.UTF8.GetString(pair.Value);
            }
            else if (pair.Name.SequenceEqual("topiary-error-message"u8))
            {
                message = Encoding.UTF8.GetString(pair.Value);
            }
        }

        return string.IsNullOrEmpty(code) ? null : new MqttRequestException(code, message ?? "");
    }

    /// <summary>A word with a number, as <see cref="End"/> and <see cref="Credit"/> carry it.</summary>
    public static string Counted(string word, long count) => string.Create(CultureInfo.InvariantCulture, $"{word} {count}");

    /// <summary>The value that marks an element.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static StreamWord Parse(ReadOnlySpan<byte> value)
    {
        var space = value.IndexOf((byte)' ');
        var word = space < 0 ? value : value[..space];
        var rest = space < 0 ? word : value[(space + 1)..];
        var hasNumber = Utf8Parser.TryParse(rest, out long number, out var used) && used == rest.Length && number >= 0;
        return word switch
        {
            _ when word.SequenceEqual("open"u8) => new(StreamSign.Open, 0),
            _ when word.SequenceEqual("alive"u8) => new(StreamSign.Alive, 0),
            _ when word.SequenceEqual("cancel"u8) => new(StreamSign.Cancel, 0),
            _ when word.SequenceEqual("progress"u8) && hasNumber => new(StreamSign.Progress, number),
            _ when word.SequenceEqual("end"u8) && hasNumber => new(StreamSign.End, number),
            _ when word.SequenceEqual("credit"u8) && hasNumber => new(StreamSign.Credit, number),
            _ when space < 0 && hasNumber => new(StreamSign.Element, number),
            _ => default,
        };
    }
}
