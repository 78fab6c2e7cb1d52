//! What went wrong in TLS, in the kinds that call for different remedies.

use std::io;

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use crate::model::trouble::TlsFault;

/// No more of a certificate's names than this are told.
const MOST_NAMES: usize = 4;

/// The fault inside an I/O error, when it came from TLS.
pub(in crate::kafka) fn fault(error: &io::Error) -> Option<TlsFault> {
    Some(kind(error.get_ref()?.downcast_ref::<Error>()?))
}

fn kind(error: &Error) -> TlsFault {
    match error {
        Error::InvalidCertificate(certificate) => certificate_kind(certificate),
        Error::AlertReceived(alert) => alert_kind(*alert),
        Error::InvalidMessage(InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion) => {
            TlsFault::PlaintextPort
        }
        other => TlsFault::Other(other.to_string()),
    }
}

fn certificate_kind(error: &CertificateError) -> TlsFault {
    match error {
        // A bad signature is that of another authority of the same name: made anew, or copied from elsewhere.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsFault::UnknownIssuer,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFault::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsFault::NotYetValid,
        CertificateError::NotValidForName => TlsFault::WrongName(String::new()),
        CertificateError::NotValidForNameContext { expected, presented } => {
            TlsFault::WrongName(names(&expected.to_str(), presented))
        }
        other => TlsFault::Other(format!("the broker's certificate is not good: {other}")),
    }
}

/// The names a certificate has, and the one it should have had, to follow "for another name".
fn names(expected: &str, presented: &[String]) -> String {
    let mut listed: Vec<&str> = presented.iter().take(MOST_NAMES).map(|name| bare(name)).collect();
    if presented.len() > MOST_NAMES {
        listed.push("…");
    }
    match listed.is_empty() {
        true => format!(": it has none, `{expected}` is needed"),
        false => format!(": it has {}, `{expected}` is needed", listed.join(", ")),
    }
}

/// `DnsName("kafka-1")` as the verifier writes it → `kafka-1`.
fn bare(name: &str) -> &str {
    name.split_once('(')
        .map_or(name, |(_, rest)| rest.trim_end_matches(')').trim_matches('"'))
}

/// What a broker's alert says of us.
fn alert_kind(alert: AlertDescription) -> TlsFault {
    let refused = |why: &str| TlsFault::ClientCertificate(format!("the broker refused ours: {why}"));
    match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
            TlsFault::ClientCertificate("the broker asks for one".into())
        }
        // Java says this as well when it asked for a certificate and got none.
        AlertDescription::BadCertificate => {
            TlsFault::ClientCertificate("the broker refused ours, or asks for one".into())
        }
        AlertDescription::UnknownCA | AlertDescription::DecryptError => refused("its issuer is not trusted there"),
        AlertDescription::CertificateExpired => refused("it has expired"),
        AlertDescription::CertificateRevoked => refused("it is revoked"),
        AlertDescription::CertificateUnknown => refused("it is not accepted there"),
        AlertDescription::UnsupportedCertificate => refused("its kind is not supported there"),
        AlertDescription::AccessDenied => refused("access denied"),
        AlertDescription::ProtocolVersion => TlsFault::Other("the broker speaks neither TLS 1.2 nor 1.3".into()),
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => {
            TlsFault::Other("no cipher suite that both sides accept".into())
        }
        other => TlsFault::Other(format!("the broker ended the handshake: {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_without_their_wrapping() {
        let presented = ["DnsName(\"kafka-1\")", "IpAddress(127.0.0.1)", "c", "d", "e"].map(String::from);
        assert_eq!(
            TlsFault::WrongName(names("kafka-2", &presented)).to_string(),
            "the broker's certificate is for another name: it has kafka-1, 127.0.0.1, c, d, …, `kafka-2` is needed"
        );
    }

    #[test]
    fn what_is_not_tls_is_not_called_tls() {
        assert_eq!(fault(&io::Error::from(io::ErrorKind::ConnectionReset)), None);
        let error = io::Error::other(Error::InvalidMessage(InvalidMessage::InvalidContentType));
        assert_eq!(fault(&error), Some(TlsFault::PlaintextPort));
    }
}
