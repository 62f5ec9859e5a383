//! Pins: a colour and a shape by 风险等级, and a second mark for hazards and for what is due.

use crate::file::grade_text;
use crate::map::{Pins, world};
use crate::text::figures as texts;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::register::Grade;

/// What a pin says beside its grade, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// 疑似重大 open.
    Major,
    /// Any hazard open.
    Hazard,
    /// Due today or overdue.
    Due,
    /// Neither.
    Fine,
}

/// One pin.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Where.
    pub at: Coordinate,
    /// 招牌名.
    pub name: String,
    /// With 门牌.
    pub address: String,
    /// Its page.
    pub href: String,
    /// Its colour and shape.
    pub grade: Option<Grade>,
    /// The mark at its shoulder.
    pub mark: Mark,
}

/// The pins of a moment.
#[derive(Debug, Default)]
pub struct Pinned {
    /// In any order.
    pub pins: Vec<Pin>,
    pub(super) tree: Pins,
}

impl Pinned {
    /// Sorts them by place.
    pub fn new(pins: Vec<Pin>) -> Self {
        let tree = Pins::new((0_u32..).zip(&pins).map(|(number, pin)| (number, world(pin.at))));
        Self { pins, tree }
    }
}

/// 红, 橙, 黄, 蓝, 未定级.
pub fn grade_name(grade: Option<Grade>) -> &'static str {
    grade.map_or(texts::NO_GRADE, |grade| grade_text(grade).0).get()
}

/// 疑似重大, 有隐患, 该去的, 正常.
pub fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Major => texts::MARK_MAJOR.get(),
        Mark::Hazard => texts::MARK_HAZARD.get(),
        Mark::Due => texts::MARK_DUE.get(),
        Mark::Fine => texts::MARK_FINE.get(),
    }
}
