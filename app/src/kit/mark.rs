//! The watermark of time, place, cell and worker. It is drawn when a photo is viewed or shared and never burned into
//! what is kept, so that a clock that was wrong can be set right.

use super::clock;
use crate::text::common as words;
use gridwalk_domain::photo::PhotoRef;
use std::sync::Arc;

/// What a watermark says of a record's photos besides their time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// 老街面馆.
    pub premises: String,
    /// 第3网格.
    pub cell: String,
    /// Real name.
    pub worker: String,
    /// Of the phone that took them.
    pub clock_offset_ms: i64,
}

impl Mark {
    /// 2026-03-12 14:36 / 老街面馆 · 第3网格 · 张三 / 117.13000, 34.81000 ±12 m; a line each.
    pub fn over(&self, photo: &PhotoRef) -> Arc<str> {
        let at = photo.taken_at.plus_millis(self.clock_offset_ms);
        let accuracy = photo.position.map(|position| words::ACCURACY.with(&[&format!("{:.0}", position.accuracy_m)]));
        let place = photo.position.map(|position| format!("{:.5}, {:.5}", position.at.lon, position.at.lat));
        let first = format!("{} {}", at.date_in_shanghai(), clock(at));
        let position = [place, accuracy].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let who = [self.premises.as_str(), &self.cell, &self.worker].into_iter().filter(|part| !part.is_empty());
        let lines = [first, who.collect::<Vec<_>>().join(" · "), position];
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n").into()
    }
}
