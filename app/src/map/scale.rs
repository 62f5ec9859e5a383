//! The bar that says how long a stretch of a map is.

/// A round length and how it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleBar {
    /// Pixels.
    pub long: f64,
    /// 200 m, 1 km.
    pub label: String,
}

impl ScaleBar {
    /// The longest of 1, 2 and 5 times a power of ten that fits into `longest` pixels.
    pub fn within(longest: f64, metres_per_pixel: f64) -> Self {
        let wanted = metres_per_pixel * longest;
        let step = 10_f64.powf(wanted.log10().floor());
        let metres = [5.0, 2.0, 1.0].iter().map(|times| times * step).find(|metres| *metres <= wanted).unwrap_or(step);
        let label = if metres >= 1_000.0 { format!("{} km", metres / 1_000.0) } else { format!("{metres} m") };
        Self { long: metres / metres_per_pixel, label }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_round_and_fits() {
        let told = |metres_per_pixel| {
            let bar = ScaleBar::within(90.0, metres_per_pixel);
            assert!(bar.long <= 90.0 && bar.long > 36.0, "{bar:?}");
            bar.label
        };
        assert_eq!(told(1.0), "50 m");
        assert_eq!(told(2.5), "200 m");
        assert_eq!(told(14.0), "1 km");
    }
}
