//! Where librdkafka dials: the profile's address map between a broker's advertised address and the system's resolver.
//!
//! TLS still checks the advertised name, as on the control plane.

use std::ffi::{CStr, CString, c_char, c_int, c_void};

use libc::{EAI_FAIL, addrinfo, freeaddrinfo, getaddrinfo};
use rdkafka::bindings as rd;

use super::super::watcher::Watcher;

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

/// Makes the clients of this configuration ask the [`Watcher`] that they carry.
pub(super) fn install(conf: *mut rd::rd_kafka_conf_t) {
    // SAFETY: called with a configuration that is alive; only a pointer to a function is stored. The clients made of it
    // are those of `Client<Watcher>`, whose opaque is the Watcher that it keeps until the client is destroyed.
    unsafe { rd_kafka_conf_set_resolve_cb(conf, Some(resolve)) };
}

/// As `getaddrinfo`; without a node it frees what an earlier call found.
unsafe extern "C" fn resolve(
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
    // SAFETY: librdkafka's texts end with a zero and live for the call; the opaque is the client's Watcher, which
    // outlives its threads (see `install`).
    let (host, port, watcher) = unsafe {
        let text = |text: *const c_char| CStr::from_ptr(text).to_string_lossy();
        let port = if service.is_null() {
            "9092".into()
        } else {
            text(service)
        };
        (text(node), port, opaque.cast::<Watcher>().as_ref())
    };
    let (host, port) = match watcher {
        Some(watcher) => watcher.dialled(&host, &port),
        None => (host.into_owned(), port.into_owned()),
    };
    let (Ok(host), Ok(port)) = (CString::new(host), CString::new(port)) else {
        return EAI_FAIL;
    };
    // SAFETY: both texts end with a zero; hints and the place for the answer are those of librdkafka's call.
    unsafe { getaddrinfo(host.as_ptr(), port.as_ptr(), hints, found) }
}
