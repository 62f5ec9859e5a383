//! The sheet of one visit.
use super::Item;
/// Placeholder shape while the engine is written.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Groups.
    pub groups: Vec<SheetGroup>,
}
/// A group as shown.
#[derive(Clone, Debug)]
pub struct SheetGroup {
    /// Name.
    pub name: String,
    /// 重点项.
    pub major: bool,
    /// Items.
    pub items: Vec<Item>,
}
/// What a sheet is made for.
#[derive(Clone, Debug)]
pub struct SheetRequest {}
