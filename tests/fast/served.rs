//! The demo's schema registry on loopback, with what a test puts there.

use std::sync::Arc;

use kconsole::demo::{http, registry};
use tokio::sync::oneshot;

/// A registry, as long as it is held.
pub struct Served {
    pub url: String,
    _stop: oneshot::Sender<()>,
}

pub fn serve(state: registry::Shared) -> Served {
    let (tell, told) = std::sync::mpsc::channel();
    let (stop, stopped) = oneshot::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let server = http::Server::start(0, Arc::new(state)).await.unwrap();
            tell.send(format!("http://{}", server.address())).unwrap();
            let _ = stopped.await;
        });
    });
    Served {
        url: told.recv().unwrap(),
        _stop: stop,
    }
}

pub fn put(state: &registry::Shared, subject: &str, kind: registry::Kind, text: &str, on: &[(&str, &str)]) -> i32 {
    let references = on.iter().map(|(name, subject)| registry::Reference {
        name: (*name).to_owned(),
        subject: (*subject).to_owned(),
        version: 1,
    });
    let schema = registry::Schema::new(kind, text, references.collect()).unwrap();
    state.lock().register(subject, schema).unwrap()
}
