//! Canonical JSON (RFC 8785): one spelling for one value, so that equal events have equal hashes.

use crate::event::{Envelope, Personal};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The canonical bytes of any JSON value. Values from JSON text always have them; empty bytes otherwise.
pub fn canonical(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap_or_default()
}

/// SHA-256(salt‖canonical fields): stands in the audit chain for data that law may have erased.
pub fn personal_digest(personal: &Personal) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(personal.salt.as_bytes());
    hasher.update(canonical(&personal.fields));
    hasher.finalize().into()
}

/// SHA-256 over the canonical envelope with `personal` replaced by its digest: equal for the same event sent twice,
/// different for a known id with another body.
pub fn envelope_digest(envelope: &Envelope) -> [u8; 32] {
    let mut value = serde_json::to_value(envelope).unwrap_or(Value::Null);
    if let (Some(personal), Some(object)) = (&envelope.personal, value.as_object_mut()) {
        object.insert("personal".to_owned(), json!(hex::encode(personal_digest(personal))));
    }
    Sha256::digest(canonical(&value)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        let a: Value = serde_json::from_str(r#"{"b":1.0,"a":"\u00e9\n","c":[1e21,0.000001]}"#).unwrap();
        assert_eq!(String::from_utf8(canonical(&a)).unwrap(), "{\"a\":\"é\\n\",\"b\":1,\"c\":[1e+21,0.000001]}");
    }
}
