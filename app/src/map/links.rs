//! Addresses under which other map apps show a point. A record's position is WGS-84; the provider converts it itself, told
//! so by its own parameter, each with its own order of longitude and latitude (dossier 2.9).

use gridwalk_domain::position::Coordinate;

/// Whose map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// 高德: longitude first, `coordinate=wgs84`.
    Amap,
    /// 百度: latitude first, `coord_type=wgs84`.
    Baidu,
    /// 腾讯: latitude first, `coord_type=1`.
    Tencent,
}

/// Shows `at` under a name and an address, which need no escaping by the caller.
pub fn link(provider: Provider, at: Coordinate, name: &str, address: &str) -> String {
    let (lon, lat) = (format!("{:.6}", at.lon), format!("{:.6}", at.lat));
    let (name, address) = (escaped(name), escaped(address));
    match provider {
        Provider::Amap => format!(
            "https://uri.amap.com/marker?position={lon},{lat}&name={name}&src=gridwalk&coordinate=wgs84&callnative=1"
        ),
        Provider::Baidu => format!(
            "https://api.map.baidu.com/marker?location={lat},{lon}&title={name}&content={address}&coord_type=wgs84&output=html&src=webapp.gridwalk.xunge"
        ),
        Provider::Tencent => format!(
            "https://apis.map.qq.com/uri/v1/marker?marker=coord:{lat},{lon};title:{name};addr:{address}&coord_type=1&referer=gridwalk"
        ),
    }
}

// Percent-encoding of all that is not unreserved; also of `;` and `:`, which part Tencent's marker.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            _ => {
                out.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    out.extend(char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_gets_its_datum_and_its_order() {
        let at = Coordinate { lon: 117.13, lat: 34.81 };
        for (provider, expected) in [
            (
                Provider::Amap,
                "https://uri.amap.com/marker?position=117.130000,34.810000&name=%E5%BA%97%3B1&src=gridwalk&coordinate=wgs84&callnative=1",
            ),
            (
                Provider::Baidu,
                "https://api.map.baidu.com/marker?location=34.810000,117.130000&title=%E5%BA%97%3B1&content=a%20b%26c&coord_type=wgs84&output=html&src=webapp.gridwalk.xunge",
            ),
            (
                Provider::Tencent,
                "https://apis.map.qq.com/uri/v1/marker?marker=coord:34.810000,117.130000;title:%E5%BA%97%3B1;addr:a%20b%26c&coord_type=1&referer=gridwalk",
            ),
        ] {
            assert_eq!(link(provider, at, "店;1", "a b&c"), expected);
        }
    }
}
