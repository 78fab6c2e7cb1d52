//! What may help, from the cause and from what else is known of the connection.

use std::borrow::Cow;

use super::cause::Fault;
use crate::config::profile::Profile;
use crate::model::trouble::{Cause, TlsFault};

/// What is known beside the cause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) profile: &'a Profile,
    /// The address as it was advertised or given.
    pub(super) address: &'a str,
    /// The map sent us elsewhere.
    pub(super) mapped: bool,
    /// The address came from a broker's Metadata, not from the user.
    pub(super) advertised: bool,
    /// It has answered before.
    pub(super) answered: bool,
    /// The broker asked us to send nothing for a while.
    pub(super) throttled: bool,
    /// Steps that worked on the latest try: "TCP", …
    pub(super) passed: usize,
}

/// The fault with a hint, unless it brought its own; its words are made fit to the settings.
pub(super) fn add(mut fault: Fault, setting: &Setting<'_>) -> Fault {
    if let Cause::Tls(TlsFault::ClientCertificate(what)) = &mut fault.cause
        && !setting.has_certificate()
    {
        "the broker asks for one, and none is set".clone_into(what);
    }
    if fault.hint.is_none() {
        fault.hint = setting.hint(&fault.cause);
    }
    fault
}

impl Setting<'_> {
    fn has_certificate(&self) -> bool {
        let tls = self.profile.tls.as_ref();
        tls.is_some_and(|tls| tls.certificate.is_some() || tls.certificate_pem.is_some())
    }

    fn hint(&self, cause: &Cause) -> Option<Cow<'static, str>> {
        match cause {
            Cause::TimedOut(_) if self.throttled => Some(
                "the broker throttles this client: its quota (request_percentage, consumer_byte_rate) is used up"
                    .into(),
            ),
            Cause::Dns(_) | Cause::Refused | Cause::TimedOut(_) | Cause::Io(_) if self.is_elsewhere() => {
                Some(self.advertised_listener().into())
            }
            Cause::Dns(_) => Some("check the spelling, and whether this machine's DNS knows the name (VPN?)".into()),
            Cause::Refused if self.answered => Some("the broker is down, or is being restarted".into()),
            Cause::Refused => Some("check the port; if it is right, no broker runs there".into()),
            Cause::TimedOut(_) if self.passed > 0 && !self.answered && !self.greeted() => Some(
                "it accepts connections and says nothing: the process may hang, or the port speak another protocol"
                    .into(),
            ),
            Cause::TimedOut(_) if self.answered || self.greeted() => {
                Some("the broker may hang, be paused or overloaded, or the network is cut".into())
            }
            Cause::TimedOut(_) => {
                Some("a firewall may drop the packets, or the address is not reachable from here".into())
            }
            Cause::Closed => self.closed(),
            Cause::Tls(fault) => Some(self.tls(fault).into()),
            _ => None,
        }
    }

    /// The address is one that a broker told, on a host that the user did not name, and nobody has answered there: what
    /// brokers advertise is meant for somebody else.
    fn is_elsewhere(&self) -> bool {
        let host = |address: &str| {
            address
                .rsplit_once(':')
                .map_or(address.to_owned(), |(host, _)| host.to_owned())
        };
        let ours = host(self.address);
        self.advertised
            && !self.answered
            && !self.mapped
            && !self.profile.bootstrap.iter().any(|given| host(given) == ours)
    }

    fn advertised_listener(&self) -> String {
        format!(
            "the bootstrap address works, but the broker advertises {0}, which does not from here: --address-map '{0}=HOST:PORT', or correct its advertised.listeners",
            self.address
        )
    }

    /// It told its versions on the latest try, so it is a broker. Steps without TLS: TCP, then ApiVersions.
    fn greeted(&self) -> bool {
        self.passed >= if self.profile.tls.is_some() { 3 } else { 2 }
    }

    /// A broker that hangs up without a word.
    fn closed(&self) -> Option<Cow<'static, str>> {
        if self.answered {
            return None;
        }
        Some(match (self.greeted(), &self.profile.tls, &self.profile.sasl) {
            (true, _, None) => "the listener may demand SASL: set security.protocol and sasl.mechanism".into(),
            (false, None, _) => "the listener may speak TLS: set security.protocol to SSL or SASL_SSL".into(),
            (false, Some(_), _) => "the listener may refuse this client (a certificate, an address filter)".into(),
            (true, _, Some(_)) => return None,
        })
    }

    fn tls(&self, fault: &TlsFault) -> &'static str {
        match fault {
            TlsFault::UnknownIssuer => "set ssl.ca.location to the authority's certificate in PEM",
            TlsFault::Expired => "the broker's certificate must be renewed; check this machine's clock as well",
            TlsFault::NotYetValid => "check this machine's clock",
            TlsFault::WrongName(_) => {
                "use a name that the certificate has; ssl.endpoint.identification.algorithm=none switches the check off"
            }
            TlsFault::ClientCertificate(_) if self.has_certificate() => {
                "check ssl.certificate.location: who issued it, until when, and what the broker's truststore holds"
            }
            TlsFault::ClientCertificate(_) => "set ssl.certificate.location and ssl.key.location",
            TlsFault::PlaintextPort if self.profile.sasl.is_some() => {
                "set security.protocol to SASL_PLAINTEXT, or use the TLS port (a proxy with no broker behind it hangs up like this too)"
            }
            TlsFault::PlaintextPort => {
                "set security.protocol to PLAINTEXT, or use the TLS port (a proxy with no broker behind it hangs up like this too)"
            }
            TlsFault::TlsPort if self.profile.sasl.is_some() => "set security.protocol to SASL_SSL",
            TlsFault::TlsPort => "set security.protocol to SSL, or SASL_SSL when a user is to log in",
            TlsFault::Other(_) => "compare with: openssl s_client -connect HOST:PORT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(cause: Cause, change: impl FnOnce(&mut Setting<'_>)) -> String {
        let profile = Profile::plaintext(vec!["bastion.example.com:9092".into()]);
        let mut setting = Setting {
            profile: &profile,
            address: "kafka-1.internal:9092",
            mapped: false,
            advertised: true,
            answered: false,
            throttled: false,
            passed: 0,
        };
        change(&mut setting);
        add(Fault::new(cause), &setting).hint.unwrap_or_default().into_owned()
    }

    #[test]
    fn an_advertised_address_that_nobody_reaches_is_told_as_such() {
        for cause in [
            Cause::Dns("kafka-1.internal".into()),
            Cause::Refused,
            Cause::TimedOut(5000),
        ] {
            let hint = hint(cause, |_| {});
            assert!(hint.contains("advertises kafka-1.internal:9092"), "{hint}");
            assert!(
                hint.contains("--address-map 'kafka-1.internal:9092=HOST:PORT'"),
                "{hint}"
            );
        }
    }

    #[test]
    fn a_broker_that_is_merely_down_is_not_blamed_on_its_listener() {
        let down = |change: fn(&mut Setting<'_>)| !hint(Cause::Refused, change).contains("advertises");
        assert!(down(|setting| setting.answered = true), "it has answered before");
        assert!(down(|setting| setting.mapped = true), "the map sent us elsewhere");
        assert!(down(|setting| setting.advertised = false), "the user gave it");
        assert!(
            down(|setting| setting.address = "bastion.example.com:9093"),
            "a host that the user named"
        );
    }

    #[test]
    fn a_broker_that_hangs_up_is_told_by_how_far_we_came() {
        let words = |passed: usize| hint(Cause::Closed, |setting| setting.passed = passed);
        assert!(words(1).contains("may speak TLS"));
        assert!(words(2).contains("may demand SASL"));
        assert_eq!(hint(Cause::Closed, |setting| setting.answered = true), "");
    }

    #[test]
    fn a_missing_client_certificate_is_not_called_refused() {
        let profile = Profile::plaintext(vec![]);
        let setting = Setting {
            profile: &profile,
            address: "a:1",
            mapped: false,
            advertised: false,
            answered: false,
            throttled: false,
            passed: 1,
        };
        let fault = Fault::new(Cause::Tls(TlsFault::ClientCertificate(
            "the broker refused ours".into(),
        )));
        let fault = add(fault, &setting);
        assert!(
            fault
                .cause
                .to_string()
                .ends_with("the broker asks for one, and none is set")
        );
        assert_eq!(fault.hint.unwrap(), "set ssl.certificate.location and ssl.key.location");
    }
}
