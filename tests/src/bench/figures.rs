//! What was measured, and how it stands to its goal.

use std::fmt;

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was done.
    pub name: String,
    /// Times of Gridwalk in milliseconds.
    pub product_ms: Vec<f64>,
    /// Times of the floor in milliseconds.
    pub floor_ms: Vec<f64>,
    /// Most that the ratio may be; none where nothing is promised.
    pub goal: Option<f64>,
}

impl Figure {
    /// The median of the ratios of each time to its neighbour's. They are taken in turns: what a machine does in the
    /// meanwhile, as a virtual one that is half as fast again or not from second to second, mostly meets both of a pair.
    pub fn ratio(&self) -> f64 {
        let pairs = self.product_ms.iter().zip(&self.floor_ms);
        median(&pairs.map(|(product, floor)| product / floor.max(0.001)).collect::<Vec<_>>())
    }
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Beside a floor.
    pub compared: Vec<Figure>,
    /// Beside nothing: counts and rates.
    pub told: Vec<String>,
}

/// The middle one; 0 of none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

/// What so large a part of them stays below.
pub fn share(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() as f64 * part) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<58} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7}",
            "", "Gridwalk", "p95", "floor", "p95", "ratio", "goal"
        )?;
        for figure in &self.compared {
            let verdict = match figure.goal {
                Some(goal) if figure.ratio() <= goal => format!("{goal:>7.2}  reached"),
                Some(goal) => format!("{goal:>7.2}  MISSED"),
                None => String::new(),
            };
            writeln!(
                f,
                "{:<58} {:>6.1} ms {:>6.1} ms {:>6.1} ms {:>6.1} ms {:>7.2} {verdict}",
                figure.name,
                median(&figure.product_ms),
                share(&figure.product_ms, 0.95),
                median(&figure.floor_ms),
                share(&figure.floor_ms, 0.95),
                figure.ratio(),
            )?;
        }
        for line in &self.told {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_neighbours() {
        let figure = Figure {
            name: String::new(),
            product_ms: vec![1.0, 20.0, 3.0],
            floor_ms: vec![2.0, 40.0, 3.0],
            goal: None,
        };
        assert_eq!(figure.ratio(), 0.5);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn a_missed_goal_is_said() {
        let figure = Figure { name: "save".into(), product_ms: vec![3.0], floor_ms: vec![2.0], goal: Some(1.2) };
        let figures = Figures { compared: vec![figure], told: vec!["told".into()] };
        let text = figures.to_string();
        assert!(text.contains("MISSED") && text.contains("told"), "{text}");
    }
}
