//! One event from JSON text: each is read by itself, so that a bad one spoils nothing but itself.

use super::verdict::Verdict;
use super::{EVENT_BYTES_MAX, EVENT_DEPTH_MAX};
use gridwalk_domain::canonical::envelope_digest;
use gridwalk_domain::event::{Body, DecodeError, Envelope};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

const ENVELOPE_FIELDS: [&str; 13] = [
    "id",
    "subject",
    "kind",
    "version",
    "base",
    "at",
    "clock_offset_ms",
    "actor",
    "device",
    "area",
    "body",
    "personal",
    "sig",
];

/// An event that could be read.
#[derive(Clone, Debug)]
pub struct Offered {
    pub envelope: Envelope,
    pub body: Body,
    pub digest: [u8; 32],
}

/// Reads one event, or says why it cannot be.
pub fn parse(raw: &RawValue) -> Result<Offered, Verdict> {
    let text = raw.get();
    let refuse = |reason, detail: String| Err(Verdict::refused(echo_id(text), reason, detail));
    if text.len() > EVENT_BYTES_MAX {
        return refuse("too-large", format!("{} bytes, at most {EVENT_BYTES_MAX}", text.len()));
    }
    let depth = depth(text);
    if depth > EVENT_DEPTH_MAX {
        return refuse("too-deep", format!("{depth} levels, at most {EVENT_DEPTH_MAX}"));
    }
    let envelope = match envelope(text) {
        Ok(envelope) => envelope,
        Err(detail) => return refuse("malformed", detail),
    };
    match Body::decode(&envelope) {
        Ok(body) => Ok(Offered { digest: envelope_digest(&envelope), body, envelope }),
        Err(error @ DecodeError::UnknownKind { .. }) => refuse("unknown-kind", error.to_string()),
        Err(error @ DecodeError::UnknownVersion { .. }) => refuse("unknown-version", error.to_string()),
        Err(error @ DecodeError::Body { .. }) => refuse("malformed", error.to_string()),
    }
}

fn envelope(text: &str) -> Result<Envelope, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let object = value.as_object().ok_or("an event is an object")?;
    // A field that is not kept would not come back, and no digest would cover it.
    if let Some(unknown) = object.keys().find(|key| !ENVELOPE_FIELDS.contains(&key.as_str())) {
        return Err(format!("unknown field {}", unknown.chars().take(40).collect::<String>()));
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

// Arrays and objects within each other, counted without recursion so that no depth can exhaust the stack.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

// What there is of an id, so that the sender can tell which event was meant. Skipping the rest needs no recursion.
fn echo_id(text: &str) -> Value {
    #[derive(Deserialize)]
    struct Peek<'a> {
        #[serde(borrow)]
        id: Option<&'a RawValue>,
    }
    let peeked: Option<Peek<'_>> = serde_json::from_str(text).ok();
    let id = peeked.and_then(|peek| peek.id).and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
    id.map_or(Value::Null, |id| Value::String(id.chars().take(64).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(text: &str) -> (&'static str, Value) {
        let raw = RawValue::from_string(text.to_owned()).unwrap();
        let verdict = parse(&raw).expect_err("bad");
        (verdict.reason.unwrap(), verdict.id)
    }

    fn good() -> Value {
        let id = "019a0000-0000-7000-8000-000000000001";
        let body = json!({"name": "楼", "address": "路"});
        json!({"id": id, "subject": id, "kind": "SiteRegistered", "version": 1, "at": 1, "actor": id, "device": id,
            "area": id, "body": body})
    }

    #[test]
    fn says_what_is_wrong_and_echoes_the_id() {
        let mut unknown_kind = good();
        unknown_kind["kind"] = json!("SiteMoved");
        let mut newer = good();
        newer["version"] = json!(2);
        let mut extra = good();
        extra["mood"] = json!("fine");
        let mut no_name = good();
        no_name["body"] = json!({"address": "路"});
        let id = good()["id"].clone();
        for (value, reason) in
            [(unknown_kind, "unknown-kind"), (newer, "unknown-version"), (extra, "malformed"), (no_name, "malformed")]
        {
            assert_eq!(check(&value.to_string()), (reason, id.clone()), "{value}");
        }
        assert_eq!(check("7"), ("malformed", Value::Null));
        assert_eq!(check(r#"{"id": 7}"#), ("malformed", Value::Null));
        assert_eq!(check(r#"{"id": "x", "kind": "\ud800"}"#), ("malformed", json!("x")));
    }

    #[test]
    fn size_and_depth_are_bounded_before_anything_is_built() {
        let deep = format!(r#"{{"id":"d","body":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(check(&deep), ("too-deep", json!("d")));
        let large = format!(r#"{{"id":"l","body":"{}"}}"#, "长".repeat(EVENT_BYTES_MAX / 3));
        assert_eq!(check(&large), ("too-large", json!("l")));
        assert_eq!(depth(r#"{"a":"[[[\"[","b":[{}]}"#), 3);
    }

    #[test]
    fn a_good_one_is_read() {
        let raw = RawValue::from_string(good().to_string()).unwrap();
        assert_eq!(parse(&raw).unwrap().body.kind(), "SiteRegistered");
    }
}
