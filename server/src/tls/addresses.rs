//! Under which names a phone in the same network reaches this machine.

use std::net::IpAddr;

/// `localhost`, the loopback addresses, the machine's name (alone and with `.local`) and its network addresses.
///
/// What cannot be found out is left out: a certificate for fewer names is better than none.
pub fn machine_names() -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let host = hostname::get().ok().and_then(|name| name.into_string().ok()).filter(|name| is_host_name(name));
    if let Some(host) = host {
        if !host.contains('.') {
            names.push(format!("{host}.local"));
        }
        names.push(host);
    }
    names.extend(network_addresses().iter().map(IpAddr::to_string));
    names
}

/// The addresses of this machine that another one can reach.
pub(super) fn network_addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.iter().map(|interface| interface.ip()).filter(|address| is_reachable(*address)).collect()
}

fn is_reachable(address: IpAddr) -> bool {
    let is_link_local = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !address.is_loopback() && !address.is_unspecified() && !is_link_local
}

fn is_host_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 253 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_localhost_at_least() {
        let names = machine_names();
        assert!(names.contains(&"localhost".to_owned()) && names.contains(&"127.0.0.1".to_owned()), "{names:?}");
    }

    #[test]
    fn odd_host_names_stay_out_of_a_certificate() {
        for (name, good) in [("pc-7", true), ("a.example.cn", true), ("", false), ("巡格", false), ("a b", false)] {
            assert_eq!(is_host_name(name), good, "{name}");
        }
    }
}
