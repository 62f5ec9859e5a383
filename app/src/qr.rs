//! QR codes as SVG, drawn here.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// Of an address; medium correction, for what hangs on a wall is scratched and greasy. Empty for what is too long.
pub fn picture(address: &str) -> String {
    let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M);
    code.map(|code| code.render::<svg::Color<'_>>().min_dimensions(120, 120).quiet_zone(true).build())
        .unwrap_or_default()
}
