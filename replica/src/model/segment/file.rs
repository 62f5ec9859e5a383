//! The columns of the file: standing, verification, supervising body, tags, and what grades look at.

use super::{PremisesBrief, Reader, Writer};
use gridwalk_domain::ledger::Standing;
use gridwalk_domain::time::Timestamp;

const TEXTS: [fn(&mut PremisesBrief) -> &mut String; 2] = [|b| &mut b.body, |b| &mut b.tags];
const NUMBERS: [fn(&mut PremisesBrief) -> &mut u32; 4] =
    [|b| &mut b.open_major, |b| &mut b.open_general, |b| &mut b.lodgers, |b| &mut b.signals];
const TIMES: [fn(&mut PremisesBrief) -> &mut Option<Timestamp>; 2] = [|b| &mut b.standing_at, |b| &mut b.verified_at];

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
    for text in TEXTS {
        let column = read.dictionary(briefs.len(), Reader::text)?;
        briefs.iter_mut().zip(column).for_each(|(brief, value)| *text(brief) = value);
    }
    for brief in briefs {
        brief.open_items = read.text()?;
        brief.standing = *Standing::ALL.get(usize::from(read.byte()?))?;
        let flags = read.byte()?;
        (brief.rechecked, brief.body_unclear) = (flags & RECHECKED != 0, flags & BODY_UNCLEAR != 0);
        brief.unchecked = flags & UNCHECKED != 0;
        for number in NUMBERS {
            *number(brief) = read.number()?.try_into().ok()?;
        }
        for time in TIMES {
            let millis = read.long()?;
            *time(brief) = (millis != i64::MIN).then(|| Timestamp::from_millis(millis));
        }
    }
    Some(())
}
