//! Every screen of both entries at both sizes, and the pages of the public, judged by axe-core; and large enough targets
//! on the visit.

mod desk;
mod field;
mod findings;
mod public;

use gridwalk_tests::browser::{Outcome, Size};

/// How the device is set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Light,
    Dark,
    /// 大字.
    Large,
}

#[tokio::test]
async fn the_field_app_on_a_phone() -> Outcome {
    field::audited(Size::Phone, Look::Light).await
}

#[tokio::test]
async fn the_field_app_on_a_phone_in_the_dark() -> Outcome {
    field::audited(Size::Phone, Look::Dark).await
}

#[tokio::test]
async fn the_field_app_in_large_type() -> Outcome {
    field::audited(Size::Phone, Look::Large).await
}

#[tokio::test]
async fn the_field_app_on_a_pc() -> Outcome {
    field::audited(Size::Desk, Look::Light).await
}

#[tokio::test]
async fn the_desk_on_a_phone() -> Outcome {
    desk::audited(Size::Phone, Look::Light).await
}

#[tokio::test]
async fn the_desk_on_a_pc() -> Outcome {
    desk::audited(Size::Desk, Look::Light).await
}

#[tokio::test]
async fn the_desk_on_a_pc_in_the_dark() -> Outcome {
    desk::audited(Size::Desk, Look::Dark).await
}

#[tokio::test]
async fn the_desk_in_english() -> Outcome {
    desk::in_english().await
}

#[tokio::test]
async fn the_desks_of_the_sub_district_and_of_the_administrator() -> Outcome {
    desk::above().await
}

#[tokio::test]
async fn the_pages_of_the_public() -> Outcome {
    public::audited().await
}
