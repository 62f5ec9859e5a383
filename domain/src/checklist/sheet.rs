//! The sheet of one visit: which items are asked, in which groups, and which of them stand open to an answer.

use super::answer::is_always_reported;
use super::compose::{Candidate, candidates, roots, without_repeats};
use super::{Answer, Answers, Ask, Catalogue, Condition, Given, Handling, Item, Judgement, Level, Value};
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Name of the group of M items: one a sheet, always last.
pub const MAJOR_GROUP: &str = "重点项";

/// Days of a rectification when the item names none.
const DAYS_DEFAULT: u32 = 7;

/// What a sheet is made for.
#[derive(Clone, Debug)]
pub struct SheetRequest<'a> {
    /// Codes of the templates run together, in the order in which one walks: building, premises.
    pub templates: &'a [String],
    /// The day of the visit, for items with effective dates.
    pub on: Date,
    /// Items off by default that the place has switched on.
    pub items_on: &'a [String],
    /// Items with an open hazard at this place: left out, for they are asked as 上次未改.
    pub open_items: &'a [String],
    /// Items answered for the same site today: those asked once a site are left out.
    pub asked_on_site: &'a [String],
    /// Shows all groups but 重点项 as one of this name: 公共部位 of a house with many rooms.
    pub merge_groups_as: Option<&'a str>,
}

impl<'a> SheetRequest<'a> {
    /// A request for `templates` on a day, with nothing special about the place.
    pub fn new(templates: &'a [String], on: Date) -> Self {
        Self { templates, on, items_on: &[], open_items: &[], asked_on_site: &[], merge_groups_as: None }
    }
}

/// A sheet cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// The catalogue has no such template.
    #[error("no template {code} in catalogue {version}")]
    UnknownTemplate {
        /// What was asked for.
        code: String,
        /// Where it was looked for.
        version: String,
    },
}

/// The items of one visit to one place (the premises, or one room).
///
/// Invariant: M items stand in one group, 重点项, which is last; no item stands twice; of several that repeat one
/// (`same_as`) one is asked, and it is M if any of them is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// As shown, none empty.
    pub groups: Vec<SheetGroup>,
    // Left out for an open hazard or for the site: an answer given before that was known is still kept.
    left_out: Vec<Arc<Item>>,
    // Codes that another item on the sheet stands for.
    replaced_by: BTreeMap<String, String>,
}

/// A group as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetGroup {
    /// Named by where one stands: 厨房用气.
    pub name: String,
    /// Whether it is 重点项.
    pub major: bool,
    /// In the order asked.
    pub items: Vec<Arc<Item>>,
}

impl Sheet {
    /// Puts the templates together: references resolved, repeats asked once, M items last.
    pub fn compose(catalogue: &Catalogue, request: &SheetRequest) -> Result<Self, SheetError> {
        let candidates = candidates(catalogue, request)?;
        let open = roots(catalogue, request.open_items);
        let asked = roots(catalogue, request.asked_on_site);
        let (kept, replaced_by) = without_repeats(candidates);
        let is_left_out = |c: &Candidate| open.contains(&c.root) || (c.item.site && asked.contains(&c.root));
        let (left_out, kept): (Vec<_>, Vec<_>) = kept.into_iter().partition(is_left_out);
        let mut sheet =
            Self { left_out: left_out.into_iter().map(|c| c.item).collect(), replaced_by, ..Self::default() };
        let (major, rest): (Vec<_>, Vec<_>) = kept.into_iter().partition(|c| c.item.level == Level::SuspectedMajor);
        for candidate in rest {
            let name = request.merge_groups_as.map_or(candidate.group, str::to_owned);
            sheet.push(&name, false, candidate.item);
        }
        for candidate in major {
            sheet.push(MAJOR_GROUP, true, candidate.item);
        }
        Ok(sheet)
    }

    fn push(&mut self, name: &str, major: bool, item: Arc<Item>) {
        match self.groups.iter_mut().find(|group| group.name == name && group.major == major) {
            Some(group) => group.items.push(item),
            None => self.groups.push(SheetGroup { name: name.to_owned(), major, items: vec![item] }),
        }
    }

    /// Every item asked, visible or not, in order.
    pub fn items(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.groups.iter().flat_map(|group| &group.items)
    }

    /// The sheet as it was asked when `recorded` were its answers: what stood open then without an answer was not asked
    /// (for another hazard open at the time, or for the site), so it is left out now.
    pub fn as_asked(mut self, recorded: &Answers) -> Self {
        let was_asked = |item: &Item| item.ask != Ask::Judge || recorded.contains_key(&item.code);
        loop {
            let visible = self.visible(recorded).filter(|item| !was_asked(item));
            let unasked: BTreeSet<String> = visible.map(|item| item.code.clone()).collect();
            if unasked.is_empty() {
                return self;
            }
            for group in &mut self.groups {
                self.left_out.extend(group.items.extract_if(.., |item| unasked.contains(&item.code)));
            }
            self.groups.retain(|group| !group.items.is_empty());
        }
    }

    /// [`Self::items`], then those left out for an open hazard or for the site.
    pub fn items_with_left_out(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items().chain(&self.left_out)
    }

    /// The item of that code, also one left out for an open hazard or for the site.
    pub fn item(&self, code: &str) -> Option<&Arc<Item>> {
        self.items_with_left_out().find(|item| item.code == code)
    }

    /// Whether the item is asked here (visible or not).
    pub fn asks(&self, code: &str) -> bool {
        self.items().any(|item| item.code == code)
    }

    /// Whether the item stands open to an answer.
    ///
    /// A condition on a choice not made yet shows the item, so that nothing is missed; a condition on a judgement hides
    /// it until that judgement falls; what hangs on a hidden item is hidden; what hangs on an item not asked is shown.
    pub fn is_visible(&self, item: &Item, answers: &Answers) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = item;
        while let Some(condition) = &next.opens_if {
            let code = self.replaced_by.get(&condition.item).unwrap_or(&condition.item);
            let Some(target) = self.items().find(|item| item.code == *code) else {
                return true;
            };
            if !seen.insert(&target.code) {
                return true;
            }
            if !is_met(condition, answers.get(code)) {
                return false;
            }
            next = target;
        }
        true
    }

    /// The visible items in order.
    pub fn visible<'a>(&'a self, answers: &'a Answers) -> impl Iterator<Item = &'a Arc<Item>> {
        self.items().filter(move |item| self.is_visible(item, answers))
    }

    /// The visible items of one group in order.
    pub fn visible_in<'a>(
        &'a self,
        group: &'a SheetGroup,
        answers: &'a Answers,
    ) -> impl Iterator<Item = &'a Arc<Item>> {
        group.items.iter().filter(move |item| self.is_visible(item, answers))
    }

    /// 全部合格 of one group: passes each visible judged item not yet answered, and nothing else. 重点项 passes only by
    /// its own call. Returns how many were passed; 0 for an unknown group.
    pub fn pass_group(&self, name: &str, answers: &mut Answers, given: Given) -> usize {
        let Some(group) = self.groups.iter().find(|group| group.name == name) else {
            return 0;
        };
        let open: Vec<String> = self
            .visible_in(group, answers)
            .filter(|item| item.ask == Ask::Judge && !is_judged(answers.get(&item.code)))
            .map(|item| item.code.clone())
            .collect();
        let count = open.len();
        for code in open {
            answers.insert(code, Answer::judged(Judgement::Pass, given));
        }
        count
    }

    /// Answered and all, over the visible judged items: the progress of the whole sheet.
    pub fn progress(&self, answers: &Answers) -> (usize, usize) {
        count(self.visible(answers), answers)
    }

    /// Answered and all, over the visible judged items of one group. A group with nothing left needs no 全部合格.
    pub fn group_progress(&self, group: &SheetGroup, answers: &Answers) -> (usize, usize) {
        count(self.visible_in(group, answers), answers)
    }

    /// 与上次一样: takes over what was answered last, but never an M item, never a 不合格, no photos, and nothing that
    /// was already answered now. Returns how many were taken over.
    pub fn as_last(&self, last: &Answers, answers: &mut Answers) -> usize {
        let mut taken = 0;
        for item in self.items().filter(|item| item.level != Level::SuspectedMajor) {
            let Some(value) = suggest(item, last).filter(|value| **value != Value::Judged(Judgement::Fail)) else {
                continue;
            };
            if !answers.contains_key(&item.code) {
                answers.insert(item.code.clone(), Answer::new(value.clone(), Given::AsLast));
                taken += 1;
            }
        }
        taken
    }

    /// A fresh 不合格 with the catalogue's handling and suggested day; M and L items are always 上报.
    pub fn fail_defaults(item: &Item, today: Date) -> Answer {
        let handling = if is_always_reported(item.level) { Handling::Report } else { item.handling };
        let mut answer = Answer::judged(Judgement::Fail, Given::Each);
        answer.handling = Some(handling);
        answer.due_on = (handling == Handling::Rectification).then(|| due_on(item, today));
        answer
    }
}

/// 建议整改期限 by the catalogue.
pub fn due_on(item: &Item, today: Date) -> Date {
    today.plus_days(i64::from(item.days.unwrap_or(DAYS_DEFAULT)))
}

/// What was answered to `item` last time, where it still is an answer to it: shown as a suggestion, never applied unseen.
pub fn suggest<'a>(item: &Item, last: &'a Answers) -> Option<&'a Value> {
    let value = &last.get(&item.code)?.value;
    let fits = match (item.ask, value) {
        (Ask::Judge, Value::Judged(_)) => true,
        (Ask::Number, Value::Number(number)) => number.is_finite(),
        (Ask::Choice, Value::Choice(choice)) => item.choices.contains(choice),
        (Ask::Info, Value::Info(text)) => !text.trim().is_empty(),
        _ => false,
    };
    fits.then_some(value)
}

fn is_judged(answer: Option<&Answer>) -> bool {
    answer.is_some_and(|answer| answer.judgement().is_some())
}

fn count<'a>(items: impl Iterator<Item = &'a Arc<Item>>, answers: &Answers) -> (usize, usize) {
    items
        .filter(|item| item.ask == Ask::Judge)
        .fold((0, 0), |(answered, all), item| (answered + usize::from(is_judged(answers.get(&item.code))), all + 1))
}

fn is_met(condition: &Condition, answer: Option<&Answer>) -> bool {
    if let Some(wanted) = &condition.judged {
        let said = answer.and_then(Answer::judgement).map(|judgement| match judgement {
            Judgement::Pass => "合格",
            Judgement::Fail => "不合格",
            Judgement::NotApplicable => "不涉及",
        });
        return said == Some(wanted.as_str());
    }
    match answer.map(|answer| &answer.value) {
        Some(Value::Choice(choice)) => condition.among.contains(choice),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::{Group, GroupEntry, Kind, PhotoRule, Template};

    fn item(code: &str, level: Level) -> Item {
        Item {
            code: code.into(),
            text: code.into(),
            ask: Ask::Judge,
            unit: None,
            choices: Vec::new(),
            min: None,
            max: None,
            defects: Vec::new(),
            level,
            handling: Handling::FixedOnSite,
            days: None,
            basis: Vec::new(),
            why: String::new(),
            opens_if: None,
            same_as: None,
            site: false,
            photo: PhotoRule::OnFail,
            off_by_default: false,
            effective_from: None,
            effective_to: None,
        }
    }

    fn general(code: &str) -> Item {
        item(code, Level::General)
    }

    fn repeats(mut item: Item, other: &str) -> Item {
        item.same_as = Some(other.into());
        item
    }

    fn hangs_on(mut item: Item, other: &str, judged: &str) -> Item {
        item.opens_if = Some(Condition { item: other.into(), among: Vec::new(), judged: Some(judged.into()) });
        item
    }

    /// One template, `T`, of one group.
    fn sheet(items: Vec<Item>) -> Sheet {
        let group = Group { name: "门口".into(), items: items.into_iter().map(GroupEntry::Item).collect() };
        let template = Template { code: "T".into(), name: "T".into(), kinds: vec![], note: None, groups: vec![group] };
        let catalogue = Catalogue {
            schema: 1,
            version: "1".into(),
            effective_from: Date::from_days(0),
            effective_to: None,
            basis: BTreeMap::new(),
            common: Vec::new(),
            templates: vec![template],
            kinds: Vec::<Kind>::new(),
        };
        Sheet::compose(&catalogue, &SheetRequest::new(&["T".to_owned()], Date::from_days(0))).unwrap()
    }

    fn asked(sheet: &Sheet) -> Vec<&str> {
        sheet.items().map(|item| item.code.as_str()).collect()
    }

    #[test]
    fn of_repeats_the_major_one_stays_wherever_it_stands() {
        for items in [
            vec![general("A"), repeats(item("B", Level::SuspectedMajor), "A")],
            vec![repeats(item("B", Level::SuspectedMajor), "A"), general("A")],
            vec![general("A"), repeats(general("C"), "A"), repeats(item("B", Level::SuspectedMajor), "C")],
        ] {
            assert_eq!(asked(&sheet(items)), ["B"]);
        }
    }

    #[test]
    fn repeats_that_may_hide_each_other_both_stay() {
        let major = hangs_on(repeats(item("B", Level::SuspectedMajor), "A"), "X", "不合格");
        assert_eq!(asked(&sheet(vec![general("X"), general("A"), major])), ["X", "A", "B"]);
        let other = hangs_on(repeats(general("B"), "A"), "X", "不合格");
        assert_eq!(asked(&sheet(vec![general("X"), general("A"), other])), ["X", "A"]);
    }

    #[test]
    fn a_condition_on_a_repeat_looks_at_the_one_that_stays() {
        let child = hangs_on(general("C"), "A", "不合格");
        let sheet = sheet(vec![general("A"), repeats(item("B", Level::SuspectedMajor), "A"), child]);
        let child = sheet.item("C").unwrap();
        let mut answers = Answers::new();
        assert!(!sheet.is_visible(child, &answers));
        answers.insert("B".into(), Answer::judged(Judgement::Fail, Given::Each));
        assert!(sheet.is_visible(child, &answers));
    }

    #[test]
    fn what_hangs_on_a_hidden_item_is_hidden_even_by_an_old_answer() {
        let sheet = sheet(vec![
            general("A"),
            hangs_on(general("B"), "A", "不合格"),
            hangs_on(general("C"), "B", "不合格"),
            hangs_on(general("D"), "elsewhere", "不合格"),
        ]);
        let failed = || Answer::judged(Judgement::Fail, Given::Each);
        let mut answers = Answers::from([("A".to_owned(), failed()), ("B".to_owned(), failed())]);
        let visible = |answers: &Answers| sheet.visible(answers).map(|item| item.code.clone()).collect::<Vec<_>>();
        assert_eq!(visible(&answers), ["A", "B", "C", "D"]);
        answers.insert("A".into(), Answer::judged(Judgement::Pass, Given::Each));
        assert_eq!(visible(&answers), ["A", "D"]);
    }

    #[test]
    fn circles_in_the_data_end() {
        let a = hangs_on(repeats(general("A"), "B"), "B", "不合格");
        let b = hangs_on(repeats(general("B"), "A"), "A", "不合格");
        let sheet = sheet(vec![a, b, hangs_on(general("C"), "C", "合格")]);
        let answers = Answers::from([("C".to_owned(), Answer::judged(Judgement::Pass, Given::Each))]);
        assert!(sheet.visible(&answers).any(|item| item.code == "C"));
    }
}
