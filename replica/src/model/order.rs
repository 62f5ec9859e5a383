//! Which premises, in which order: what is asked of the whole list with every letter typed, in less than a frame.

use super::{DueRule, PremisesBrief};
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::time::Date;
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The blank of Chinese print.
const WIDE_BLANK: char = '\u{3000}';

/// Ways to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 该去的.
    DueFirst,
    /// 离我近.
    Nearest,
    /// 门牌顺序.
    ByDoor,
}

/// What is looked for: words of any length, each of which stands somewhere in the name, the address or the owner's
/// name. Small and capital letters are the same, and blanks in those do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    words: Vec<Word>,
}

impl Sought {
    /// What somebody typed; nothing finds everything.
    pub fn new(text: &str) -> Self {
        Self { words: text.split_whitespace().map(Word::new).collect() }
    }

    /// Whether a word of it stands in the owner's name alone: a list that shows name and address has to say why.
    pub fn needs_owner(&self, one: &PremisesBrief) -> bool {
        let is_shown = |word: &Word| [&one.name, &one.address].iter().any(|text| word.is_in(text));
        self.words.iter().any(|word| !is_shown(word) && word.is_in(&one.owner_name))
    }

    /// Whether these are such premises.
    pub fn finds(&self, one: &PremisesBrief) -> bool {
        self.words.iter().all(|word| [&one.name, &one.address, &one.owner_name].iter().any(|text| word.is_in(text)))
    }
}

/// The texts of a list, one after the other, to look through at once: a list of ten thousand is looked through with every
/// letter typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack {
    text: String,
    // Where each one's texts end.
    ends: Vec<usize>,
}

impl Haystack {
    /// Of a list, to be made anew when it changes.
    pub fn new(all: &[PremisesBrief]) -> Self {
        let mut stack = Self::default();
        for one in all {
            for text in [&one.name, &one.address, &one.owner_name] {
                stack.text.push_str(&plain(text));
                // No word has a blank in it.
                stack.text.push(' ');
            }
            stack.ends.push(stack.text.len());
        }
        stack
    }

    /// Those of an order that are such, in the same order.
    pub fn among(&self, order: &[usize], sought: &Sought) -> Vec<usize> {
        let mut is_hit = vec![true; self.ends.len()];
        sought.words.iter().for_each(|word| self.keep(&word.finder, &mut is_hit));
        order.iter().copied().filter(|&index| is_hit.get(index).is_some_and(|is_hit| *is_hit)).collect()
    }

    // One hit is enough: the search goes on with the next one's texts.
    fn keep(&self, finder: &Finder<'_>, is_hit: &mut [bool]) {
        let (mut row, mut from) = (0, 0);
        while let Some(found) = finder.find(&self.text.as_bytes()[from..]) {
            while self.ends[row] <= from + found {
                is_hit[row] = false;
                row += 1;
            }
            from = self.ends[row];
            row += 1;
        }
        is_hit[row..].fill(false);
    }
}

/// Its finder is made once, not for each of thirty thousand texts.
#[derive(Clone, Debug)]
struct Word {
    small: String,
    finder: Finder<'static>,
}

impl Word {
    fn new(word: &str) -> Self {
        let small = word.to_lowercase();
        let finder = Finder::new(&small).into_owned();
        Self { small, finder }
    }

    fn is_in(&self, text: &str) -> bool {
        self.finder.find(plain(text).as_bytes()).is_some()
    }
}

// As it is looked through: in small letters and without blanks, for 永安街88号 may stand as 永安街 88 号. Most Chinese has
// neither, and ten thousand copies of it are saved.
fn plain(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| !byte.is_ascii_alphabetic() && !byte.is_ascii_whitespace();
    if text.bytes().all(is_plain) && !text.contains(WIDE_BLANK) {
        return Cow::Borrowed(text);
    }
    text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.small == other.small
    }
}

impl Eq for Word {}

/// Indexes in order: all premises by their doors, or those on the round. What a campaign awaits is due by its last day,
/// if not before. It changes with the rows, the day and the way, not with what is looked for.
pub fn arrange(
    all: &[PremisesBrief],
    order: Order,
    here: Option<Coordinate>,
    rule: &DueRule,
    awaited: &BTreeMap<PremisesId, Date>,
) -> Vec<usize> {
    let mut found: Vec<usize> = (0..all.len()).collect();
    // 注销 and 换业态 are off the round, but for the one look that is owed.
    if order != Order::ByDoor {
        found.retain(|&index| rule.is_on_round(&all[index]));
    }
    match (order, here) {
        (Order::Nearest, Some(here)) => {
            // Whole metres are near enough; each distance is reckoned once.
            found.sort_by_cached_key(|&index| all[index].at.map_or(u64::MAX, |at| here.distance_m(at) as u64));
        }
        (Order::ByDoor, _) => found.sort_by_cached_key(|&index| door_key(&all[index].address)),
        (Order::DueFirst | Order::Nearest, _) => found.sort_by_cached_key(|&index| {
            let due_on = rule.due_on(&all[index]);
            awaited.get(&all[index].id).map_or(due_on, |until| due_on.min(*until))
        }),
    }
    found
}

// 9号 before 10号: runs of digits compare as numbers.
fn door_key(address: &str) -> Vec<(String, u64)> {
    let mut key = Vec::new();
    let (mut text, mut digits) = (String::new(), String::new());
    for character in address.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else {
            if !digits.is_empty() {
                key.push((std::mem::take(&mut text), std::mem::take(&mut digits).parse().unwrap_or(u64::MAX)));
            }
            text.push(character);
        }
    }
    key.push((text, digits.parse().unwrap_or(0)));
    key
}

#[cfg(test)]
mod tests {
    use super::{Haystack, PremisesBrief, Sought, door_key};

    fn brief(name: &str, address: &str, owner_name: &str) -> PremisesBrief {
        let (name, address, owner_name) = (name.to_owned(), address.to_owned(), owner_name.to_owned());
        PremisesBrief { name, address, owner_name, ..PremisesBrief::empty() }
    }

    #[test]
    fn a_list_is_looked_through_at_once_as_one_by_one() {
        let all = [
            brief("老街面馆", "和平街3号", "王磊"),
            brief("KTV 夜光", "幸福路9号", ""),
            brief("", "", ""),
            brief("面馆面馆", "老街 12 号", "面"),
            brief("CAFÉ 拾光", "榆钱路5号", ""),
            brief("禛记", "𠮷祥里1号", "李面"),
        ];
        let order = [5, 4, 3, 2, 1, 0];
        let stack = Haystack::new(&all);
        for text in [
            "",
            "面",
            "面馆",
            "老街 面",
            "馆 和平",
            "ktv",
            "Ktv 夜",
            "café",
            "𠮷",
            "没有这家",
            "号王",
            "馆和",
            "老街12号",
        ] {
            let sought = Sought::new(text);
            let one_by_one: Vec<usize> = order.into_iter().filter(|&index| sought.finds(&all[index])).collect();
            assert_eq!(stack.among(&order, &sought), one_by_one, "{text}");
        }
        assert_eq!(stack.among(&order, &Sought::new("café")), [4], "letters with marks are small and capital too");
        assert_eq!(stack.among(&order, &Sought::new("老街12号")), [3], "blanks of an address do not count");
        assert_eq!(Haystack::default().among(&[], &Sought::new("面")), Vec::<usize>::new());
    }

    #[test]
    fn doors_come_in_the_order_of_their_numbers() {
        let mut doors = ["幸福路27号", "幸福路9号", "和平街3号", "幸福路102号", "幸福路27号2楼"];
        doors.sort_by_cached_key(|door| door_key(door));
        assert_eq!(doors, ["和平街3号", "幸福路9号", "幸福路27号", "幸福路27号2楼", "幸福路102号"]);
    }

    #[test]
    fn a_number_too_long_is_no_matter() {
        assert_eq!(door_key("99999999999999999999999号").len(), 2);
    }
}
