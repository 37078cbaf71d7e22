//! Signatures of reviewers: Ed25519 over the digest of the report and of the decisions up to theirs.
//!
//! What is signed is the text `evenhand sign-off 1`, a line feed, and the SHA-256 in hexadecimal of the report's JSON as
//! [`Report::to_json`] writes it, with the decisions before this one (signatures included) and this one with its public
//! key and an empty signature. So a signature covers every number, the decision it stands with, and every decision given
//! before it: none of them can be changed, moved or left out. That nothing was added after the last cannot be known.
//!
//! Keys are kept as PEM: private ones in PKCS#8, public ones as `SubjectPublicKeyInfo`, as OpenSSL writes and reads them.

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature as Ed25519, Signer, SigningKey, VerifyingKey};

use super::digest::HashWriter;
use super::governance::is_day;
use super::model::{Report, ReviewDecision, SignOff, Signature};
use crate::error::{Error, ErrorKind, Problem, Problems};

/// The algorithm's name in the report.
const ALGORITHM: &str = "ed25519";
/// What stands before the digest that is signed, so that a signature means nothing elsewhere.
const CONTEXT: &str = "evenhand sign-off 1\n";

/// A reviewer's private key.
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Predictions, report::{Report, ReviewDecision, ReviewKey, SignOff}};
///
/// let predictions = Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "web", "web"]).build()?;
/// let report = Audit::new().run(&predictions)?.report().build();
/// assert!(report.is_draft());
///
/// let key = ReviewKey::generate()?;
/// let decision = SignOff::new("Ada Byron", "model risk", ReviewDecision::Approved, "2026-11-22");
/// let signed = report.sign(decision, &key)?;
/// let trusted = [key.public_key().named("Ada Byron")];
/// let text = signed.to_json()?;
/// let verified = Report::verify_json(&text, &trusted)?;
/// assert!(verified.is_trusted() && verified.is_approved());
///
/// assert!(Report::verify_json(&text.replace("approved", "rejected"), &trusted).is_err());
/// # Ok::<(), evenhand::Error>(())
/// ```
pub struct ReviewKey(SigningKey);

/// The public half of a [`ReviewKey`], with the name under which its owner is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Whose key it is, as the one who trusts it says.
    pub name: Option<String>,
    key: VerifyingKey,
}

/// What the signatures of a report say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The digest of the report without its decisions.
    pub sha256: String,
    /// Every decision with a signature, in the order in which they were given; all signatures are good.
    pub signed: Vec<VerifiedSignOff>,
    /// Decisions that are noted without a signature.
    pub unsigned: usize,
}

/// A decision whose signature is good.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedSignOff {
    /// Who decided what, and when, as they say.
    pub sign_off: SignOff,
    /// The key that made the signature; its name is that under which it is trusted.
    pub key: PublicKey,
    /// Whether the key is among the trusted ones.
    pub trusted: bool,
}

impl std::fmt::Debug for ReviewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReviewKey(of {})", self.public_key().fingerprint())
    }
}

impl ReviewKey {
    /// A new key, from the randomness of the operating system.
    ///
    /// # Errors
    ///
    /// An operating system without randomness to give.
    pub fn generate() -> Result<Self, Error> {
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret).map_err(|error| {
            Problem::new(ErrorKind::Io, format!("the operating system gives no randomness: {error}"))
        })?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// Reads a private key in PEM, PKCS#8.
    ///
    /// # Errors
    ///
    /// Text that holds no Ed25519 key.
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        SigningKey::from_pkcs8_pem(text.trim_start()).map(Self).map_err(|error| {
            Problem::new(ErrorKind::Format, format!("is not a private Ed25519 key in PEM, PKCS#8: {error}"))
                .remedy("make one with `evenhand keygen`, or with `openssl genpkey -algorithm ed25519`")
                .into()
        })
    }

    /// The key in PEM, PKCS#8. Whoever has this text can sign in its owner's name.
    ///
    /// # Errors
    ///
    /// Never on a key of this crate; those of the encoder are passed on.
    pub fn to_pem(&self) -> Result<String, Error> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF);
        pem.map(|text| text.to_string()).map_err(|error| Problem::new(ErrorKind::Format, error.to_string()).into())
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        PublicKey { name: None, key: self.0.verifying_key() }
    }
}

impl PublicKey {
    /// The same key, known under a name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Reads all public keys of a text in PEM, `SubjectPublicKeyInfo`. The last line of text before a key that starts with
    /// `#` is its owner's name.
    ///
    /// # Errors
    ///
    /// Text without a key, and every key that cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::report::{PublicKey, ReviewKey};
    ///
    /// let (ada, ben) = (ReviewKey::generate()?.public_key(), ReviewKey::generate()?.public_key());
    /// let text = format!("# Ada Byron\n{}\n{}", ada.to_pem()?, ben.to_pem()?);
    /// assert_eq!(PublicKey::all_from_pem(&text)?, [ada.named("Ada Byron"), ben]);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn all_from_pem(text: &str) -> Result<Vec<Self>, Error> {
        const END: &str = "-----END PUBLIC KEY-----";
        let (mut keys, mut problems) = (Vec::new(), Problems::default());
        let mut rest = text;
        while let Some(end) = rest.find(END) {
            let (block, after) = rest.split_at(end + END.len());
            rest = after;
            let begin = block.find("-----BEGIN").unwrap_or(0);
            let name = block[..begin].lines().rev().find_map(|line| line.trim().strip_prefix('#'));
            match VerifyingKey::from_public_key_pem(&block[begin..]) {
                Ok(key) => keys.push(Self { name: name.map(|name| name.trim().to_owned()), key }),
                Err(error) => problems.push(
                    Problem::new(ErrorKind::Format, format!("is not a public Ed25519 key in PEM: {error}"))
                        .place(format!("key {}", keys.len() + 1)),
                ),
            }
        }
        if keys.is_empty() {
            problems.push(
                Problem::new(ErrorKind::Format, "holds no public key in PEM")
                    .remedy("give the file that `evenhand keygen` wrote as the public key"),
            );
        }
        problems.into_result().map(|()| keys)
    }

    /// The key in PEM, `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    ///
    /// Never on a key of this crate; those of the encoder are passed on.
    pub fn to_pem(&self) -> Result<String, Error> {
        self.key
            .to_public_key_pem(LineEnding::LF)
            .map_err(|error| Problem::new(ErrorKind::Format, error.to_string()).into())
    }

    /// The key's 32 bytes in hexadecimal, as they stand in a report.
    pub fn fingerprint(&self) -> String {
        hex(self.key.as_bytes())
    }
}

impl Verified {
    /// Whether somebody signed, and every key that did is trusted.
    pub fn is_trusted(&self) -> bool {
        !self.signed.is_empty() && self.signed.iter().all(|one| one.trusted)
    }

    /// Whether somebody signed, and nobody who did rejected the model.
    pub fn is_approved(&self) -> bool {
        !self.signed.is_empty() && self.signed.iter().all(|one| one.sign_off.decision != ReviewDecision::Rejected)
    }
}

impl Report {
    /// The report with one more decision, signed.
    ///
    /// # Errors
    ///
    /// A name or a role that is empty, a date that is no day, and those of [`Report::to_json`].
    pub fn sign(&self, mut sign_off: SignOff, key: &ReviewKey) -> Result<Self, Error> {
        check(&sign_off)?;
        let public_key = key.public_key().fingerprint();
        sign_off.signature = Some(Signature { algorithm: ALGORITHM.to_owned(), public_key, value: String::new() });
        let mut signed = self.clone();
        signed.sign_offs.push(sign_off);
        let message = message(&signed, signed.sign_offs.len() - 1)?;
        if let Some(signature) = signed.sign_offs.last_mut().and_then(|last| last.signature.as_mut()) {
            signature.value = hex(&key.0.sign(message.as_bytes()).to_bytes());
        }
        Ok(signed)
    }

    /// Holds every signature against the report.
    ///
    /// # Errors
    ///
    /// Every signature that is not one of this report, or not one at all; and those of [`Report::to_json`].
    pub fn verify(&self, trusted: &[PublicKey]) -> Result<Verified, Error> {
        let (mut signed, mut problems) = (Vec::new(), Problems::default());
        for (at, sign_off) in self.sign_offs.iter().enumerate() {
            let Some(signature) = &sign_off.signature else { continue };
            match self.good(at, signature)? {
                Some(key) => {
                    let known = trusted.iter().find(|own| own.key == key);
                    signed.push(VerifiedSignOff {
                        sign_off: sign_off.clone(),
                        key: known.cloned().unwrap_or(PublicKey { name: None, key }),
                        trusted: known.is_some(),
                    });
                }
                None => problems.push(
                    Problem::new(ErrorKind::Incompatible, "is not a signature of this report and this decision")
                        .place(format!("signature {} of {}", at + 1, self.sign_offs.len()))
                        .value(format!("{} ({})", sign_off.name, sign_off.role))
                        .remedy(
                            "the report, the decision or the signature was changed after signing: ask for the original",
                        ),
                ),
            }
        }
        problems.into_result()?;
        let unsigned = self.sign_offs.len() - signed.len();
        Ok(Verified { sha256: self.digest()?, signed, unsigned })
    }

    /// Reads a report and holds every signature against it. The text must be what [`Report::to_json`] writes, byte for
    /// byte: not even a space can be changed.
    ///
    /// # Errors
    ///
    /// Those of [`Report::from_json`] and [`Report::verify`]; text that was changed after it was written.
    pub fn verify_json(text: &str, trusted: &[PublicKey]) -> Result<Verified, Error> {
        let report = Self::from_json(text)?;
        let written = report.to_json()?;
        if written != text {
            let line = written.lines().zip(text.lines()).take_while(|(own, other)| own == other).count() + 1;
            return Err(Problem::new(ErrorKind::Incompatible, "is not byte for byte what was written")
                .line(line as u64)
                .remedy("the file was changed after it was written, if only in its layout: ask for the original")
                .into());
        }
        report.verify(trusted)
    }

    /// The key of a signature that is good.
    fn good(&self, at: usize, signature: &Signature) -> Result<Option<VerifyingKey>, Error> {
        let (Some(key), Some(value)) = (bytes::<32>(&signature.public_key), bytes::<64>(&signature.value)) else {
            return Ok(None);
        };
        let Ok(key) = VerifyingKey::from_bytes(&key) else { return Ok(None) };
        if signature.algorithm != ALGORITHM {
            return Ok(None);
        }
        let message = message(self, at)?;
        Ok(key.verify_strict(message.as_bytes(), &Ed25519::from_bytes(&value)).is_ok().then_some(key))
    }
}

/// What is signed with the decision at a place.
fn message(report: &Report, at: usize) -> Result<String, Error> {
    let mut covered = report.clone();
    covered.sign_offs.truncate(at + 1);
    if let Some(signature) = covered.sign_offs.last_mut().and_then(|last| last.signature.as_mut()) {
        signature.value.clear();
    }
    let mut digest = HashWriter::default();
    covered.write_json(&mut digest)?;
    Ok(format!("{CONTEXT}{}", digest.finish()))
}

fn check(sign_off: &SignOff) -> Result<(), Error> {
    let mut problems = Problems::default();
    for (what, text) in [("name", &sign_off.name), ("role", &sign_off.role)] {
        if text.trim().is_empty() {
            problems
                .push(Problem::new(ErrorKind::Value, "is empty").place(what).remedy("say who signs, in which role"));
        }
    }
    if !is_day(&sign_off.date) {
        let problem = Problem::new(ErrorKind::Value, "is not a day").place("date").value(&sign_off.date);
        problems.push(problem.remedy("write it as YYYY-MM-DD"));
    }
    problems.into_result()
}

fn hex(bytes: &[u8]) -> String {
    crate::report::digest::hex(bytes)
}

/// So many bytes from lower-case hexadecimal, and no other form of them.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
