//! Signatures: a report is a draft until one is made, and whatever is changed afterwards is noticed.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod report;

use evenhand::report::{PublicKey, Report, ReviewDecision, ReviewKey, SignOff, sha256};

fn sign_off(name: &str, decision: ReviewDecision) -> SignOff {
    SignOff::new(name, "model risk", decision, "2026-11-22")
}

fn plain() -> Report {
    report::small().report().title("Spring offer").build()
}

/// A report signed by two, and the keys.
fn twice() -> (Report, [ReviewKey; 2], Vec<PublicKey>) {
    let keys = [ReviewKey::generate().unwrap(), ReviewKey::generate().unwrap()];
    let first = plain().sign(sign_off("Ada Byron", ReviewDecision::Rejected).statement("not yet"), &keys[0]).unwrap();
    let second = first.sign(sign_off("Ben Okri", ReviewDecision::Approved), &keys[1]).unwrap();
    let trusted = vec![keys[0].public_key().named("Ada"), keys[1].public_key().named("Ben")];
    (second, keys, trusted)
}

#[test]
fn two_reviewers_sign_and_both_are_known() {
    let (report, _, trusted) = twice();
    let text = report.to_json().unwrap();
    let verified = Report::verify_json(&text, &trusted).unwrap();
    assert!(verified.is_trusted() && !verified.is_approved(), "one rejection outweighs an approval");
    let names: Vec<_> = verified.signed.iter().map(|one| one.key.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["Ada", "Ben"]);
    assert_eq!(verified.signed[0].sign_off.date, "2026-11-22");
    assert_eq!(verified.sha256, sha256(plain().to_json().unwrap().as_bytes()));

    let stranger = Report::verify_json(&text, &trusted[..1]).unwrap();
    assert!(!stranger.is_trusted() && !stranger.signed[1].trusted);
    assert!(!Report::verify_json(&plain().to_json().unwrap(), &trusted).unwrap().is_trusted(), "nobody signed");
    for shown in [report.markdown(), report.html().unwrap()] {
        assert!(shown.contains("Rejected by Ada Byron and 1 other") && !shown.contains("DRAFT"));
        assert!(shown.contains("Ben Okri") && shown.contains(&trusted[1].fingerprint()));
    }
}

/// Bytes all over the file changed in one bit, every third of the signatures; and lines left out and moved.
#[test]
fn every_change_is_noticed() {
    let (report, _, trusted) = twice();
    let text = report.to_json().unwrap();
    let refuses =
        |changed: &str| Report::verify_json(changed, &trusted).map_or(true, |verified| !verified.is_trusted());
    assert!(!refuses(&text));
    let step = text.len() / 150 + 1;
    let tail = text.find("\"sign_offs\"").unwrap();
    for at in (0..tail).step_by(step).chain((tail..text.len()).step_by(3)) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        if let Ok(changed) = String::from_utf8(bytes) {
            assert!(refuses(&changed), "byte {at} was changed: {:?}", &text[at..text.len().min(at + 20)]);
        }
    }
    let lines: Vec<&str> = text.lines().collect();
    for at in (0..lines.len() - 1).step_by(5) {
        let mut fewer = lines.clone();
        fewer.remove(at);
        assert!(refuses(&(fewer.join("\n") + "\n")), "line {at} was left out");
        if lines[at] != lines[at + 1] {
            let mut moved = lines.clone();
            moved.swap(at, at + 1);
            assert!(refuses(&(moved.join("\n") + "\n")), "line {at} was moved");
        }
    }
    assert!(refuses(&text.replacen(": ", ":", 1)) && refuses(&format!(" {text}")) && refuses(text.trim_end()));
}

#[test]
fn decisions_cannot_be_changed_exchanged_or_left_out() {
    let (report, keys, trusted) = twice();
    let refused = |change: fn(&mut Report)| {
        let mut changed = report.clone();
        change(&mut changed);
        changed.verify(&trusted).is_err()
    };
    assert!(refused(|report| report.sign_offs[0].decision = ReviewDecision::Approved));
    assert!(refused(|report| report.sign_offs[0].name = "Ada".into()));
    assert!(refused(|report| report.sign_offs[0].role = "head of model risk".into()));
    assert!(refused(|report| report.sign_offs[0].date = "2026-11-23".into()));
    assert!(refused(|report| report.sign_offs[0].statement = None));
    assert!(refused(|report| report.sign_offs[1].independence = Some("I have no part in it".into())));
    assert!(refused(|report| report.sign_offs.swap(0, 1)), "the order counts");
    assert!(
        refused(|report| {
            report.sign_offs.remove(0);
        }),
        "an earlier rejection cannot be dropped"
    );
    assert!(refused(|report| report.sign_offs[1].signature = report.sign_offs[0].signature.clone()));
    assert!(refused(|report| report.audited.policy.minimum_rows += 1));
    assert!(refused(|report| report.title.push('.')));
    assert!(refused(|report| report.audited.gate.failures.clear()));
    assert!(refused(|report| report.sign_offs[0].signature.as_mut().unwrap().value.make_ascii_uppercase()));
    assert!(refused(|report| report.sign_offs[0].signature.as_mut().unwrap().algorithm = "none".into()));

    // A signature of the same decision on another report is none of this one.
    let mut other = report::small().report().title("Summer offer").build();
    other.sign_offs = plain().sign(sign_off("Ada Byron", ReviewDecision::Approved), &keys[0]).unwrap().sign_offs;
    assert!(other.verify(&trusted).is_err());
    // A stranger's signature under a trusted name is good and not trusted.
    let forged =
        plain().sign(sign_off("Ada Byron", ReviewDecision::Approved), &ReviewKey::generate().unwrap()).unwrap();
    assert!(!forged.verify(&trusted).unwrap().is_trusted());
}

#[test]
fn keys_survive_pem_and_openssl_wrote_this_one() {
    // openssl 3: genpkey -algorithm ed25519; pkey -pubout. RFC 8410, section 10.3, has the same private key.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    let key = ReviewKey::from_pem(PRIVATE).unwrap();
    assert_eq!(key.public_key().to_pem().unwrap(), PUBLIC);
    assert_eq!(PublicKey::all_from_pem(PUBLIC).unwrap(), [key.public_key()]);
    assert_eq!(ReviewKey::from_pem(&key.to_pem().unwrap()).unwrap().public_key(), key.public_key());
    assert!(!format!("{key:?}").contains("d4ee72"), "a private key is not printed");

    assert!(ReviewKey::from_pem(PUBLIC).unwrap_err().to_string().contains("keygen"));
    assert!(PublicKey::all_from_pem(PRIVATE).unwrap_err().to_string().contains("no public key"));
    let broken = PUBLIC.replace("MCow", "MCox");
    assert!(PublicKey::all_from_pem(&format!("{PUBLIC}{broken}")).unwrap_err().to_string().contains("key 2"));
}

#[test]
fn who_signs_is_named_and_dated() {
    let key = ReviewKey::generate().unwrap();
    let nobody = SignOff::new(" ", "", ReviewDecision::Approved, "tomorrow");
    let error = plain().sign(nobody, &key).unwrap_err();
    assert_eq!(error.problems().len(), 3, "{error}");
}
