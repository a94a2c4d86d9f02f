using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport;

/// <summary>Reads certificates, keys and authorities from files, and says what is wrong with them.</summary>
internal static class CertificateStoreFile
{
    /// <summary>The certificate of this end, from an object or a file; null when neither is given.</summary>
    /// <param name="certificate">The object.</param>
    /// <param name="chain">Intermediate certificates of the object.</param>
    /// <param name="certificateFile">The file.</param>
    /// <param name="keyFile">The key's file, if it is another.</param>
    /// <param name="password">Password of the key.</param>
    /// <exception cref="CertificateFileException">The file or the key cannot be used.</exception>
    public static SslStreamCertificateContext? LoadOwn(
        X509Certificate2? certificate, IReadOnlyList<X509Certificate2> chain, string? certificateFile, string? keyFile, string? password)
    {
        var intermediates = new X509Certificate2Collection(chain.ToArray());
        if (certificate is null && certificateFile is null)
        {
            return null;
        }

        if (certificate is not null && certificateFile is not null)
        {
            throw new CertificateFileException("Certificate", "is given beside CertificateFile; give one of them");
        }

        if (certificateFile is not null)
        {
            certificate = Load(certificateFile, keyFile, password, intermediates);
        }

        if (!certificate!.HasPrivateKey)
        {
            throw new CertificateFileException(certificateFile is null ? "Certificate" : "CertificateFile", "holds no private key");
        }

        return SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
    }

    /// <summary>The authorities that are trusted, from objects and a file; empty when none are given.</summary>
    /// <param name="authorities">The objects.</param>
    /// <param name="file">The file.</param>
    /// <param name="option">The file's option.</param>
    /// <exception cref="CertificateFileException">The file cannot be used.</exception>
    public static X509Certificate2Collection LoadAuthorities(IReadOnlyList<X509Certificate2> authorities, string? file, string option)
    {
        var all = new X509Certificate2Collection(authorities.ToArray());
        if (file is not null)
        {
            int before = all.Count;
            byte[] content = Read(file, option);
            try
            {
                if (IsPem(content))
                {
                    all.ImportFromPem(System.Text.Encoding.Latin1.GetString(content));
                }
                else
                {
                    all.Add(X509CertificateLoader.LoadCertificate(content));
                }
            }
            catch (CryptographicException e)
            {
                throw new CertificateFileException(option, $"the file \"{file}\" cannot be read: {e.Message.TrimEnd('.')}", e);
            }

            if (all.Count == before)
            {
                throw new CertificateFileException(option, $"the file \"{file}\" holds no certificate");
            }
        }

        return all;
    }

    private static X509Certificate2 Load(string file, string? keyFile, string? password, X509Certificate2Collection intermediates)
    {
        byte[] content = Read(file, "CertificateFile");
        if (!IsPem(content))
        {
            return LoadPfx(file, content, password, intermediates);
        }

        string text = System.Text.Encoding.Latin1.GetString(content);
        string keyText = keyFile is null ? text : System.Text.Encoding.Latin1.GetString(Read(keyFile, "KeyFile"));
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(text);
            if (all.Count == 0)
            {
                throw new CertificateFileException("CertificateFile", $"the file \"{file}\" holds no certificate");
            }
        }
        catch (CryptographicException e)
        {
            throw new CertificateFileException("CertificateFile", $"the file \"{file}\" cannot be read: {e.Message.TrimEnd('.')}", e);
        }

        intermediates.AddRange(all.Skip(1).ToArray());
        try
        {
            using X509Certificate2 pair = password is null ? X509Certificate2.CreateFromPem(text, keyText) : X509Certificate2.CreateFromEncryptedPem(text, keyText, password);

            // Windows cannot use a key for TLS that was never in a store or a PFX.
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string option = keyFile is null ? "CertificateFile" : "KeyFile";
            throw new CertificateFileException(option, $"the private key in \"{keyFile ?? file}\" cannot be used: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static X509Certificate2 LoadPfx(string file, byte[] content, string? password, X509Certificate2Collection intermediates)
    {
        try
        {
            X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(content, password);
            X509Certificate2 own = all.FirstOrDefault(static c => c.HasPrivateKey)
                ?? throw new CertificateFileException("CertificateFile", $"the file \"{file}\" holds no private key");
            intermediates.AddRange(all.Where(c => !ReferenceEquals(c, own)).ToArray());
            return own;
        }
        catch (CryptographicException e)
        {
            throw new CertificateFileException(
                "CertificateFile", $"the file \"{file}\" is neither PEM nor a PFX that KeyPassword opens: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static byte[] Read(string file, string option)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            bool missing = e is FileNotFoundException or DirectoryNotFoundException;
            throw new CertificateFileException(option, missing ? $"the file \"{file}\" does not exist" : $"the file \"{file}\" cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }
}
