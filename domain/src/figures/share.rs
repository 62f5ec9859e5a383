//! Shares of a whole as people read them.

/// Of `part` in `whole`, in percent, rounded half up; `None` of nothing. What is not all is never shown as all, and what
/// is not nothing never as nothing.
pub fn percent(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part.max(0)), i128::from(whole));
    let rounded = (part * 200 + whole) / (whole * 2);
    let said = if part > 0 && part < whole { rounded.clamp(1, 99) } else { rounded };
    i64::try_from(said).ok()
}

/// [`percent`] of things that were counted, whatever they were counted in.
pub fn percent_of<T: TryInto<i64> + TryFrom<i64>>(part: T, whole: T) -> Option<T> {
    let number = |count: T| count.try_into().unwrap_or(i64::MAX);
    percent(number(part), number(whole)).and_then(|share| T::try_from(share).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_and_only_all_is_all() {
        for (part, whole, expected) in [
            (0, 0, None),
            (0, 7, Some(0)),
            (7, 7, Some(100)),
            (9, 7, Some(129)),
            (-1, 7, Some(0)),
            (8_996, 10_000, Some(90)),
            (5, 8, Some(63)),
            (1, 3, Some(33)),
            (2, 3, Some(67)),
            (9_999, 10_000, Some(99)),
            (1, 10_000, Some(1)),
            (i64::MAX, i64::MAX, Some(100)),
        ] {
            assert_eq!(percent(part, whole), expected, "{part} of {whole}");
        }
        assert_eq!((percent_of(0_usize, 0), percent_of(199_usize, 200)), (None, Some(99)));
        assert_eq!(percent_of(u64::MAX, u64::MAX), Some(100));
    }
}
