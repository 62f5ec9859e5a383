//! The columns of the file: standing, verification, supervising body, tags, and what grades look at.

use super::{PremisesBrief, Reader, Writer};
use gridwalk_domain::ledger::Standing;
use gridwalk_domain::time::Timestamp;

const RECHECKED: u8 = 1;
const BODY_UNCLEAR: u8 = 2;
const UNCHECKED: u8 = 4;

/// Bodies and tags repeat: each text stands once, and the rows name it by number.
pub(super) fn write(out: &mut Writer, briefs: &[PremisesBrief]) {
    out.dictionary(briefs.iter().map(|brief| brief.body.as_str()), |out, text| out.text(text));
    out.dictionary(briefs.iter().map(|brief| brief.tags.as_str()), |out, text| out.text(text));
    for brief in briefs {
        out.text(&brief.open_items);
        out.0.push(Standing::ALL.iter().position(|one| *one == brief.standing).unwrap_or_default() as u8);
        let flag = |on: bool, bit: u8| if on { bit } else { 0 };
        let flags = [(brief.rechecked, RECHECKED), (brief.body_unclear, BODY_UNCLEAR), (brief.unchecked, UNCHECKED)];
        out.0.push(flags.into_iter().fold(0, |all, (on, bit)| all | flag(on, bit)));
        for number in [brief.open_major, brief.open_general, brief.lodgers, brief.signals] {
            out.number(number as usize);
        }
        for time in [brief.standing_at, brief.verified_at] {
            out.0.extend_from_slice(&time.map_or(i64::MIN, Timestamp::millis).to_le_bytes());
        }
    }
}

pub(super) fn read(read: &mut Reader<'_>, briefs: &mut [PremisesBrief]) -> Option<()> {
    let bodies = read.values(briefs.len(), Reader::text)?;
    for brief in &mut *briefs {
        brief.body = read.one_of(&bodies)?;
    }
    let tags = read.values(briefs.len(), Reader::text)?;
    for brief in &mut *briefs {
        brief.tags = read.one_of(&tags)?;
    }
    for brief in briefs {
        brief.open_items = read.text()?;
        brief.standing = *Standing::ALL.get(usize::from(read.byte()?))?;
        let flags = read.byte()?;
        (brief.rechecked, brief.body_unclear) = (flags & RECHECKED != 0, flags & BODY_UNCLEAR != 0);
        brief.unchecked = flags & UNCHECKED != 0;
        brief.open_major = read.count()?;
        brief.open_general = read.count()?;
        brief.lodgers = read.count()?;
        brief.signals = read.count()?;
        brief.standing_at = read.time()?;
        brief.verified_at = read.time()?;
    }
    Some(())
}
