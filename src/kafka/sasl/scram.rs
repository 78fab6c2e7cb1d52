//! SCRAM (RFC 5802, RFC 7677): neither side shows the password, and the broker proves that it knows it too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};

use super::super::cause::Fault;
use super::Step;
use crate::config::profile::{Sasl, Secret};
use crate::model::trouble::Cause;

/// "no channel binding", as the first message says and the last repeats.
const NO_BINDING: &str = "n,,";
/// RFC 7677's least, which Kafka demands as well: fewer would make a stolen proof cheap to guess from.
const LEAST_ITERATIONS: u32 = 4096;
/// About a second of CPU: a broker that asks for more is not believed.
const MOST_ITERATIONS: u32 = 1_000_000;
/// The longest message taken from a broker, in bytes.
const LONGEST: usize = 4096;

/// The hash function of the mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha512,
}

/// One run of the mechanism.
pub(super) struct Scram {
    hash: Hash,
    username: String,
    password: Secret,
    nonce: String,
    state: State,
}

enum State {
    Start,
    /// The first message is out; without its header it is part of what is signed.
    First {
        bare: String,
    },
    /// The proof is out; the broker is to sign the same.
    Last {
        signature: Vec<u8>,
    },
}

/// A nonce of 24 printable characters.
pub(super) fn nonce() -> String {
    BASE64.encode(rand::random::<[u8; 18]>())
}

impl Scram {
    pub(super) fn new(sasl: &Sasl, hash: Hash, nonce: String) -> Self {
        Self {
            hash,
            username: sasl.username.clone(),
            password: sasl.password.clone(),
            nonce,
            state: State::Start,
        }
    }

    /// What to say to the broker's last message.
    pub(super) fn step(&mut self, heard: &[u8]) -> Result<Step, Fault> {
        let heard = std::str::from_utf8(heard)
            .ok()
            .filter(|text| text.len() <= LONGEST)
            .ok_or_else(|| broken("its message is no text of a sane length"))?;
        match std::mem::replace(&mut self.state, State::Start) {
            State::Start => {
                let name = self.username.replace('=', "=3D").replace(',', "=2C");
                let bare = format!("n={name},r={}", self.nonce);
                let said = format!("{NO_BINDING}{bare}");
                self.state = State::First { bare };
                Ok(Step::Send(said.into_bytes()))
            }
            State::First { bare } => self.prove(&bare, heard),
            State::Last { signature } => verify(&signature, heard),
        }
    }

    fn prove(&mut self, bare: &str, heard: &str) -> Result<Step, Fault> {
        let challenge = Challenge::read(heard, &self.nonce)?;
        let hash = self.hash;
        let salted = hash.salted(self.password.reveal().as_bytes(), &challenge.salt, challenge.iterations);
        let unproved = format!("c={},r={}", BASE64.encode(NO_BINDING), challenge.nonce);
        let signed = format!("{bare},{heard},{unproved}");
        let client_key = hash.hmac(&salted, b"Client Key");
        let signature = hash.hmac(&hash.digest(&client_key), signed.as_bytes());
        let proof: Vec<u8> = client_key.iter().zip(signature).map(|(key, sign)| key ^ sign).collect();
        self.state = State::Last {
            signature: hash.hmac(&hash.hmac(&salted, b"Server Key"), signed.as_bytes()),
        };
        Ok(Step::Send(
            format!("{unproved},p={}", BASE64.encode(proof)).into_bytes(),
        ))
    }
}

/// The broker's first message.
struct Challenge<'a> {
    nonce: &'a str,
    salt: Vec<u8>,
    iterations: u32,
}

impl<'a> Challenge<'a> {
    fn read(text: &'a str, ours: &str) -> Result<Self, Fault> {
        let mut parts = text.split(',');
        let mut part = |key: &str| parts.next().and_then(|part| part.strip_prefix(key));
        let (nonce, salt, iterations) = match (part("r="), part("s="), part("i=")) {
            (Some(nonce), Some(salt), Some(iterations)) => (nonce, salt, iterations),
            _ => return Err(broken("its challenge lacks a part")),
        };
        if !nonce.starts_with(ours) || nonce.len() == ours.len() {
            return Err(broken("its nonce does not go on from ours"));
        }
        let salt = BASE64.decode(salt).map_err(|_error| broken("its salt is not base64"))?;
        match iterations.parse() {
            Ok(iterations @ LEAST_ITERATIONS..=MOST_ITERATIONS) => Ok(Self {
                nonce,
                salt,
                iterations,
            }),
            _ => Err(broken("its iteration count is out of bounds")),
        }
    }
}

/// Whether the broker knows the password too.
fn verify(signature: &[u8], heard: &str) -> Result<Step, Fault> {
    if let Some(error) = heard.strip_prefix("e=") {
        return Err(Fault::new(Cause::Sasl(error.to_owned())));
    }
    let theirs = heard
        .split(',')
        .next()
        .and_then(|part| part.strip_prefix("v="))
        .and_then(|text| BASE64.decode(text).ok());
    match theirs {
        Some(theirs) if same(&theirs, signature) => Ok(Step::Done),
        _ => Err(broken(
            "it does not know the password itself: this may not be your broker",
        )),
    }
}

/// Compares without telling by its time where the first difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    !a.is_empty() && a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

fn broken(what: &str) -> Fault {
    Fault::new(Cause::Sasl(format!("the broker breaks off the rules of SCRAM: {what}")))
}

impl Hash {
    fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha512 => Sha512::digest(data).to_vec(),
        }
    }

    fn hmac(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        // A key of any length is taken, so there is no error to speak of.
        match self {
            Self::Sha256 => {
                Hmac::<Sha256>::new_from_slice(key).map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec())
            }
            Self::Sha512 => {
                Hmac::<Sha512>::new_from_slice(key).map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec())
            }
        }
        .unwrap_or_default()
    }

    fn salted(self, password: &[u8], salt: &[u8], iterations: u32) -> Vec<u8> {
        match self {
            Self::Sha256 => pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password, salt, iterations).to_vec(),
            Self::Sha512 => pbkdf2::pbkdf2_hmac_array::<Sha512, 64>(password, salt, iterations).to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::profile::Mechanism;

    /// RFC 7677 §3.
    const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
    const CHALLENGE: &str = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    fn run(hash: Hash, username: &str) -> Scram {
        let sasl = Sasl {
            mechanism: Mechanism::ScramSha256,
            username: username.into(),
            password: Secret::new("pencil"),
        };
        Scram::new(&sasl, hash, NONCE.into())
    }

    fn said(step: Result<Step, Fault>) -> String {
        match step.unwrap() {
            Step::Send(bytes) => String::from_utf8(bytes).unwrap(),
            Step::Done => "done".into(),
        }
    }

    fn refused(challenge: &str) -> String {
        let mut scram = run(Hash::Sha256, "user");
        scram.step(b"").unwrap();
        let Err(fault) = scram.step(challenge.as_bytes()) else {
            panic!("taken: {challenge}")
        };
        fault.cause.to_string()
    }

    #[test]
    fn the_example_of_rfc_7677() {
        let mut scram = run(Hash::Sha256, "user");
        assert_eq!(said(scram.step(b"")), format!("n,,n=user,r={NONCE}"));
        assert_eq!(
            said(scram.step(CHALLENGE.as_bytes())),
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        assert_eq!(
            said(scram.step(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")),
            "done"
        );
    }

    #[test]
    fn the_same_example_with_sha_512() {
        // Computed apart from this program, with Python's hashlib and hmac.
        let mut scram = run(Hash::Sha512, "user");
        scram.step(b"").unwrap();
        let proof = said(scram.step(CHALLENGE.as_bytes()));
        assert!(
            proof.ends_with(
                ",p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ=="
            )
        );
        let signature = "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw==";
        assert_eq!(said(scram.step(signature.as_bytes())), "done");
    }

    #[test]
    fn a_broker_that_does_not_know_the_password_is_found_out() {
        for last in ["v=AAAA", "v=", "", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="] {
            let mut scram = run(Hash::Sha256, "user");
            scram.step(b"").unwrap();
            scram.step(CHALLENGE.as_bytes()).unwrap();
            assert!(scram.step(last.as_bytes()).is_err(), "{last}");
        }
    }

    #[test]
    fn challenges_out_of_bounds_are_refused() {
        assert!(refused("s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096").contains("lacks a part"));
        assert!(refused("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096").contains("nonce"));
        assert!(refused(&format!("r={NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")).contains("nonce"));
        assert!(refused(&format!("r={NONCE}x,s=!,i=4096")).contains("salt"));
        for iterations in ["0", "4095", "1000001", "-1", "99999999999999", ""] {
            assert!(refused(&format!("r={NONCE}x,s=W22Z,i={iterations}")).contains("iteration"));
        }
        assert!(refused(&"r".repeat(LONGEST + 1)).contains("sane length"));
    }

    #[test]
    fn bent_messages_are_never_believed() {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand::rngs::StdRng::seed_from_u64(7);
        for _ in 0..100 {
            let mut heard = [
                CHALLENGE.as_bytes().to_vec(),
                b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".to_vec(),
            ];
            let message = &mut heard[usize::from(rng.random::<bool>())];
            let at = rng.random_range(0..message.len());
            match rng.random_range(0..3) {
                0 => message[at] ^= 1 << rng.random_range(0..8),
                1 => message.truncate(at),
                _ => drop(message.splice(at..at, (0..9).map(|_| rng.random()).collect::<Vec<u8>>())),
            }
            // more rounds only cost time
            if heard[0]
                .rsplit(|byte| *byte == b'=')
                .next()
                .is_some_and(|digits| digits.len() > 4)
            {
                continue;
            }
            let mut scram = run(Hash::Sha256, "user");
            scram.step(b"").unwrap();
            let last = scram.step(&heard[0]).and_then(|_proof| scram.step(&heard[1]));
            assert!(!matches!(last, Ok(Step::Done)), "{heard:?}");
        }
    }

    #[test]
    fn names_are_escaped_and_nonces_differ() {
        assert_eq!(
            said(run(Hash::Sha256, "a=b,c").step(b"")),
            format!("n,,n=a=3Db=2Cc,r={NONCE}")
        );
        assert_ne!(nonce(), nonce());
        assert!(!nonce().contains(','));
    }
}
