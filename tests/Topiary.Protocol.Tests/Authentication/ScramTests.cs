using System.Security.Cryptography;
using System.Text;

namespace Topiary.Protocol.Tests;

public sealed class ScramTests
{
    private const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    /// <summary>RFC 5802, section 5; RFC 7677, section 3; and the latter with SHA-512, worked out with Python's hashlib.</summary>
    public static TheoryData<string, string, string, string, string, string> Vectors => new()
    {
        { "SHA1", "QSXCR+Q6sek8bf92", "fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j", "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
        { "SHA256", Salt, ClientNonce, ServerNonce, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
        {
            "SHA512", Salt, ClientNonce, ServerNonce,
            "gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
            "ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Both_sides_say_what_the_published_vectors_say(string hash, string salt, string clientNonce, string serverNonce, string proof, string verifier)
    {
        ScramMechanism mechanism = Mechanism(hash);
        var client = new ScramClientExchange(mechanism, "user", "pencil", clientNonce);
        ScramCredential credential = ScramCredential.FromSalt(mechanism, "pencil", Convert.FromBase64String(salt), 4096);
        var server = new ScramServerExchange(mechanism, user => user == "user" ? credential : null, new byte[32], serverNonce);

        byte[] clientFirst = client.Start();
        Assert.Equal($"n,,n=user,r={clientNonce}", Encoding.UTF8.GetString(clientFirst));
        byte[] serverFirst = server.Start(clientFirst);
        Assert.Equal($"r={clientNonce}{serverNonce},s={salt},i=4096", Encoding.UTF8.GetString(serverFirst));
        byte[] clientFinal = client.Respond(serverFirst);
        Assert.Equal($"c=biws,r={clientNonce}{serverNonce},p={proof}", Encoding.UTF8.GetString(clientFinal));
        byte[]? serverFinal = server.Finish(clientFinal);
        Assert.Equal($"v={verifier}", Encoding.UTF8.GetString(serverFinal!));
        client.Verify(serverFinal);
        Assert.Equal("user", server.UserName);
    }

    [Fact]
    public void A_wrong_password_an_unknown_user_and_a_wrong_server_are_found_out()
    {
        Assert.NotNull(Run("user", "pencil"));
        Assert.Null(Run("user", "pen"));
        Assert.Null(Run("nobody", "pencil"));
        var client = new ScramClientExchange(ScramMechanism.Sha256, "user", "pencil", "abc");
        client.Respond("r=abcdef,s=QSXCR+Q6sek8bf92,i=4096"u8);
        Assert.Throws<ScramException>(() => client.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8));
        Assert.Throws<ScramException>(() => client.Verify("e=other-error"u8));
    }

    [Fact]
    public void An_unknown_user_is_asked_the_same_question_each_time_as_a_known_one_would_be()
    {
        string first = ServerFirst("nobody");
        Assert.Equal(first, ServerFirst("nobody"));
        Assert.NotEqual(first, ServerFirst("somebody"));
        Assert.Matches("^s=[A-Za-z0-9+/=]{24},i=15000$", first);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n,,")]
    [InlineData("n,,n=user")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,r=abc,n=user")]
    [InlineData("p=tls-unique,,n=user,r=abc")]
    [InlineData("n,a=root,n=user,r=abc")]
    [InlineData("n,x,n=user,r=abc")]
    [InlineData("n,,m=ext,n=user,r=abc")]
    [InlineData("n,,n=us=er,r=abc")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=us\aer,r=abc")]
    public void A_bad_first_message_is_refused(string message)
        => Assert.Throws<ScramException>(() => Server().Start(Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData("c=biws,r=abcxyz,p=AAAA")]
    [InlineData("c=biws,r=abc,p={0}")]
    [InlineData("c=eSws,r=abcxyz,p={0}")]
    [InlineData("r=abcxyz,p={0}")]
    [InlineData("c=biws,r=abcxyz,p=%%")]
    [InlineData("c=biws,r=abcxyz,m=x,p={0}")]
    [InlineData("c=biws,r=abcxyz,p={0},x=y")]
    [InlineData("c=biws,r=abcxyz")]
    public void A_bad_final_message_is_refused(string message)
    {
        ScramServerExchange server = Server();
        server.Start("n,,n=user,r=abc"u8);
        string text = message.Replace("{0}", Convert.ToBase64String(new byte[32]), StringComparison.Ordinal);
        Assert.Throws<ScramException>(() => server.Finish(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("r=other,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=abc,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=abcxyz,s=,i=4096")]
    [InlineData("r=abcxyz,s=QSXCR+Q6sek8bf92,i=4095")]
    [InlineData("r=abcxyz,s=QSXCR+Q6sek8bf92,i=1000001")]
    [InlineData("r=abcxyz,s=QSXCR+Q6sek8bf92,i=99999999999")]
    [InlineData("r=abcxyz,s=QSXCR+Q6sek8bf92")]
    [InlineData("m=x,r=abcxyz,s=QSXCR+Q6sek8bf92,i=4096")]
    public void A_client_refuses_a_server_that_asks_for_too_little_or_too_much(string message)
        => Assert.Throws<ScramException>(() => new ScramClientExchange(ScramMechanism.Sha256, "user", "pencil", "abc").Respond(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void A_replayed_final_message_does_not_let_anybody_in()
    {
        var client = new ScramClientExchange(ScramMechanism.Sha256, "user", "pencil", "abc");
        ScramServerExchange server = Server();
        byte[] final = client.Respond(server.Start(client.Start()));
        Assert.NotNull(server.Finish(final));
        Assert.Throws<ScramException>(() => server.Finish(final));
        ScramServerExchange second = new(ScramMechanism.Sha256, _ => Credential(), new byte[32], "other");
        second.Start("n,,n=user,r=abc"u8);
        Assert.Throws<ScramException>(() => second.Finish(final));
    }

    [Fact]
    public void Names_with_commas_and_equals_signs_go_through()
    {
        var client = new ScramClientExchange(ScramMechanism.Sha512, "a=b,c", "pencil");
        var server = new ScramServerExchange(ScramMechanism.Sha512, _ => null, new byte[32]);
        server.Start(client.Start());
        Assert.Equal("a=b,c", server.UserName);
    }

    /// <summary>Examples of RFC 4013, section 3.</summary>
    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    [InlineData("a\u00A0b", "a b")]
    public void Passwords_are_prepared(string text, string expected)
    {
        Assert.SkipWhen(expected != text && "\u2168".Normalize(NormalizationForm.FormKC) != "IX" && text is "\u00AA" or "\u2168", "This machine has no Unicode normalization.");
        Assert.Equal(expected, SaslText.Prepare(text, "text"));
    }

    [Theory]
    [InlineData("\u0007")]
    [InlineData("\u06271")]
    [InlineData("")]
    [InlineData("\uE000")]
    [InlineData("a\uD800")]
    public void Passwords_that_cannot_be_are_refused(string text) => Assert.Throws<ArgumentException>(() => SaslText.Prepare(text, "text"));

    [Fact]
    public void A_credential_survives_being_written_down_and_holds_no_password()
    {
        ScramCredential made = ScramCredential.Create(ScramMechanism.Sha512, "pencil", 4096);
        Assert.DoesNotContain("pencil", made.ToString(), StringComparison.Ordinal);
        ScramCredential read = ScramCredential.Parse(made.ToString());
        Assert.Equal(made.ToString(), read.ToString());
        Assert.Same(ScramMechanism.Sha512, read.Mechanism);
        Assert.NotEqual(made.ToString(), ScramCredential.Create(ScramMechanism.Sha512, "pencil", 4096).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => ScramCredential.Create(ScramMechanism.Sha256, "pencil", 4095));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SCRAM-SHA-1$4096:AAAA$AAAA:AAAA")]
    [InlineData("SCRAM-SHA-256$1:AAAA$AAAA:AAAA")]
    [InlineData("SCRAM-SHA-256$4096:AAAA$AAAA:AAAA")]
    [InlineData("SCRAM-SHA-256$4096:%$AAAA:AAAA")]
    public void A_text_that_is_no_credential_is_refused(string text) => Assert.Throws<FormatException>(() => ScramCredential.Parse(text));

    private static ScramMechanism Mechanism(string hash) => hash switch
    {
        "SHA1" => new ScramMechanism("SCRAM-SHA-1", HashAlgorithmName.SHA1, 20),
        "SHA256" => ScramMechanism.Sha256,
        _ => ScramMechanism.Sha512,
    };

    private static ScramCredential Credential() => ScramCredential.FromSalt(ScramMechanism.Sha256, "pencil", [1, 2, 3], 4096);

    private static ScramServerExchange Server() => new(ScramMechanism.Sha256, user => user == "user" ? Credential() : null, new byte[32], "xyz");

    private static byte[]? Run(string user, string password)
    {
        var client = new ScramClientExchange(ScramMechanism.Sha256, user, password, "abc");
        ScramServerExchange server = Server();
        return server.Finish(client.Respond(server.Start(client.Start())));
    }

    private static string ServerFirst(string user) => Encoding.UTF8.GetString(Server().Start(Encoding.UTF8.GetBytes($"n,,n={user},r=abc"))).Split(',', 2)[1];
}
