//! The opaque cursor: one `seq` per stream, as URL-safe text. `0` starts.

use crate::store::Cursor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gridwalk_domain::id::AreaId;
use uuid::Uuid;

const ENTRY_BYTES: usize = 24;
const STREAMS_MAX: usize = 4096;

/// The text is no cursor of this server's making.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a cursor")]
pub struct NotACursor;

/// For the wire.
pub fn write(cursor: &Cursor) -> String {
    if cursor.is_empty() {
        return "0".to_owned();
    }
    let mut bytes = Vec::with_capacity(cursor.len() * ENTRY_BYTES);
    for (stream, seq) in cursor {
        bytes.extend(stream.0.as_bytes());
        bytes.extend(seq.to_be_bytes());
    }
    format!("1{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// From the wire.
pub fn read(text: &str) -> Result<Cursor, NotACursor> {
    if text == "0" {
        return Ok(Cursor::new());
    }
    let encoded = text.strip_prefix('1').ok_or(NotACursor)?;
    if encoded.len() > STREAMS_MAX * ENTRY_BYTES * 4 / 3 {
        return Err(NotACursor);
    }
    let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| NotACursor)?;
    let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    if entries.is_empty() || !rest.is_empty() {
        return Err(NotACursor);
    }
    let mut cursor = Cursor::new();
    for entry in entries {
        let (stream, seq) = entry.split_at(16);
        let stream = Uuid::from_slice(stream).map_err(|_| NotACursor)?;
        let seq = seq.iter().fold(0u64, |seq, byte| seq << 8 | u64::from(*byte));
        // Stores count in signed 64 bits.
        cursor.insert(AreaId(stream), seq.min(i64::MAX as u64));
    }
    Ok(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_as_written_and_refuses_the_rest() {
        let id = |n| AreaId(Uuid::from_u128(n));
        let cursor = Cursor::from([(id(1), 7), (id(2), i64::MAX as u64)]);
        assert_eq!(read(&write(&cursor)), Ok(cursor));
        assert_eq!(read("0"), Ok(Cursor::new()));
        for text in ["", "1", "2", "-1", "1AAAA", "1////", "00", "1\u{20BB7}", "9999999999999999999999"] {
            assert_eq!(read(text), Err(NotACursor), "{text}");
        }
        let huge = format!("1{}", URL_SAFE_NO_PAD.encode([0xff; ENTRY_BYTES]));
        assert_eq!(read(&huge).unwrap().into_values().collect::<Vec<_>>(), [i64::MAX as u64]);
    }
}
