//! The bench: what must be quick, beside a floor that does the same work by hand, in one run and in turns.
//!
//! Ratios are what counts; absolute times are those of the machine, which is named.

mod disk;
mod field;
mod figures;
mod machine;
mod place;
mod server;
mod signed;

pub use figures::{Figure, Figures};

use crate::browser::Failure;

/// How much to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Saves of each contender.
    pub saves: usize,
    /// Photos of each contender.
    pub photos: usize,
    /// Cold starts of each contender.
    pub starts: usize,
    /// Premises of the large ledger.
    pub premises: u32,
    /// Visits counted under strace.
    pub counted: usize,
    /// How many times over the demo place is the large place.
    pub copies: u32,
}

impl Default for Effort {
    fn default() -> Self {
        Self { saves: 60, photos: 12, starts: 40, premises: 10_000, counted: 10, copies: 165 }
    }
}

/// What can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Saves, photos, starts, search in a browser.
    Phone,
    /// Events taken in.
    Server,
    /// Lists, pivots and a workbook of a large place.
    Place,
}

/// Measures and prints it.
///
/// # Errors
/// Something is not built, or a contender fails.
pub async fn run(effort: Effort, parts: &[Part]) -> Result<(), Failure> {
    println!("{}", machine::describe());
    let mut figures = Figures::default();
    let measured = measure(effort, parts, &mut figures).await;
    // What was measured before a failure is worth reading too.
    println!("{figures}");
    measured
}

async fn measure(effort: Effort, parts: &[Part], figures: &mut Figures) -> Result<(), Failure> {
    for part in parts {
        match part {
            Part::Phone => field::measure(effort, figures).await?,
            Part::Server => server::measure(figures).await?,
            Part::Place => place::measure(effort.copies, figures).await?,
        }
    }
    Ok(())
}
