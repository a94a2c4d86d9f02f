namespace Topiary.Transport;

/// <summary>Whether a TLS listener wants a certificate from its clients.</summary>
public enum ClientCertificateMode
{
    /// <summary>It asks for none.</summary>
    None,

    /// <summary>A client may send one; a client whose certificate is not valid is refused, not taken for one without.</summary>
    Optional,

    /// <summary>A client without a valid certificate is refused.</summary>
    Required,
}
