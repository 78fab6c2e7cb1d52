//! Where librdkafka dials: the profile's address map between a broker's advertised address and the system's resolver.
//!
//! TLS still checks the advertised name, as on the control plane.

use std::ffi::{CStr, CString, c_char, c_int, c_void};

use libc::{EAI_FAIL, addrinfo, freeaddrinfo, getaddrinfo};
use rdkafka::bindings as rd;

use crate::config::profile::AddressMap;
use crate::kafka::dialled;

type Resolve = unsafe extern "C" fn(
    node: *const c_char,
    service: *const c_char,
    hints: *const addrinfo,
    found: *mut *mut addrinfo,
    opaque: *mut c_void,
) -> c_int;

unsafe extern "C" {
    /// librdkafka's, which its bindings leave out.
    fn rd_kafka_conf_set_resolve_cb(conf: *mut rd::rd_kafka_conf_t, resolve: Option<Resolve>);
}

/// What a client carries that knows where to dial.
pub(in super::super) trait Dials {
    /// Whether it is to be asked at all.
    fn redirects(&self) -> bool;

    /// Host and port to dial for an advertised address.
    fn dialled(&self, host: &str, port: &str) -> (String, String);
}

impl Dials for AddressMap {
    fn redirects(&self) -> bool {
        !self.rules.is_empty()
    }

    fn dialled(&self, host: &str, port: &str) -> (String, String) {
        let advertised = format!("{host}:{port}");
        let target = dialled(self, &advertised);
        match target.rsplit_once(':').filter(|_| target != advertised) {
            Some((host, port)) => (host.trim_matches(['[', ']']).to_owned(), port.to_owned()),
            None => (host.to_owned(), port.to_owned()),
        }
    }
}

/// Makes the clients of this configuration ask what they carry, which has to be a `D`.
pub(super) fn install<D: Dials>(conf: *mut rd::rd_kafka_conf_t) {
    // SAFETY: called with a configuration that is alive; only a pointer to a function is stored. The clients made of it
    // are those of `Client<D>`, whose opaque is the D that it keeps until the client is destroyed.
    unsafe { rd_kafka_conf_set_resolve_cb(conf, Some(resolve::<D>)) };
}

/// As `getaddrinfo`; without a node it frees what an earlier call found.
unsafe extern "C" fn resolve<D: Dials>(
    node: *const c_char,
    service: *const c_char,
    hints: *const addrinfo,
    found: *mut *mut addrinfo,
    opaque: *mut c_void,
) -> c_int {
    if node.is_null() {
        // SAFETY: librdkafka gives back what `getaddrinfo` found below, once.
        unsafe { freeaddrinfo(*found) };
        return 0;
    }
    // SAFETY: librdkafka's texts end with a zero and live for the call; the opaque is the client's D, which outlives
    // its threads (see `install`).
    let (host, port, dials) = unsafe {
        let text = |text: *const c_char| CStr::from_ptr(text).to_string_lossy();
        let port = if service.is_null() {
            "9092".into()
        } else {
            text(service)
        };
        (text(node), port, opaque.cast::<D>().as_ref())
    };
    let (host, port) = match dials {
        Some(dials) => dials.dialled(&host, &port),
        None => (host.into_owned(), port.into_owned()),
    };
    let (Ok(host), Ok(port)) = (CString::new(host), CString::new(port)) else {
        return EAI_FAIL;
    };
    // SAFETY: both texts end with a zero; hints and the place for the answer are those of librdkafka's call.
    unsafe { getaddrinfo(host.as_ptr(), port.as_ptr(), hints, found) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::profile::AddressRule;

    #[test]
    fn an_advertised_address_is_dialled_where_the_map_says() {
        let rule = |pattern: &str, target: &str| AddressRule {
            pattern: pattern.into(),
            target: target.into(),
        };
        let map = AddressMap {
            rules: vec![rule("b*.internal:9092", "127.0.0.1:1909*"), rule("v6:9092", "[::1]:9")],
        };
        let dialled = |host, port| Dials::dialled(&map, host, port);
        assert_eq!(dialled("b2.internal", "9092"), ("127.0.0.1".into(), "19092".into()));
        assert_eq!(dialled("v6", "9092"), ("::1".into(), "9".into()));
        assert_eq!(dialled("::1", "9092"), ("::1".into(), "9092".into()));
        assert!(map.redirects() && !AddressMap::default().redirects());
    }
}
