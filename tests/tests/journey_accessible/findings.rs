//! What axe-core complains of, screen by screen.

use gridwalk_tests::browser::{Outcome, Page, audit, small_targets};
use std::fmt::Write;

const TARGET_PX: u32 = 48;

/// What was found wrong.
#[derive(Default)]
pub struct Findings(String);

impl Findings {
    /// Judges what stands there.
    pub async fn look(&mut self, page: &Page, screen: &str) -> Outcome {
        for line in audit(page).await? {
            // Writing into a string cannot fail.
            let _ = writeln!(self.0, "{screen}: {line}");
        }
        Ok(())
    }

    /// Goes somewhere and judges it.
    pub async fn look_at(&mut self, page: &Page, path: &str) -> Outcome {
        page.go(path).await?;
        stands(page, path).await?;
        self.look(page, path).await
    }

    /// Opens the first thing of the list that stands there whose address begins so, and judges it.
    pub async fn look_at_first(&mut self, page: &Page, begins: &str) -> Outcome {
        let first = format!(
            "const first = document.querySelector('a[href^=\"{begins}\"]:not([href$=\"/new\"])'); \
             if (first) first.click(); return !!first"
        );
        page.holds(begins, &first).await?;
        stands(page, begins).await?;
        self.look(page, begins).await
    }

    /// Targets that are too small for a thumb.
    pub async fn measure(&mut self, page: &Page, screen: &str) -> Outcome {
        for line in small_targets(page, TARGET_PX).await? {
            let _ = writeln!(self.0, "{screen}: {line}");
        }
        Ok(())
    }

    /// Fails with all of it.
    pub fn none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0);
    }
}

// A page shows something of its own, under an address that begins so.
async fn stands(page: &Page, begins: &str) -> Outcome {
    let shown = format!(
        "const parts = Array.from(document.querySelectorAll('main, .page')); \
         return location.pathname.startsWith('{begins}') && parts.some((part) => part.innerText.trim().length > 3)"
    );
    page.holds(begins, &shown).await
}
