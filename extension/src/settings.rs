//! What the person has set: the companion's port, what is paused, which sites are switched on.
//!
//! In: the stored text, or an address. Out: one struct, always usable; broken text reads as the defaults, because a
//! setting that cannot be read must never mean "capture more". Does not touch storage.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use shared::api::COMPANION_PORT;

/// One site, as browsers delimit it: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// The text is not the address of a web page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASite;

impl fmt::Display for NotASite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a web address: expected the form https://chat.example.com")
    }
}

/// Which browser this is; they differ in what a match pattern may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Origin {
    /// The origin of an address of a page; none for pages that are not on the web (`chrome:`, `file:`, `about:`).
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let address = address.trim();
        let (scheme, rest) = address.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return None;
        }
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let authority = rest[..end].rsplit('@').next()?.to_ascii_lowercase();
        let (host, port) = split_port(&authority)?;
        let known = |character: char| character.is_ascii_alphanumeric() || "-._[]:".contains(character);
        if host.is_empty() || !host.chars().all(known) {
            return None;
        }
        let default = if scheme == "http" { "80" } else { "443" };
        Some(match port {
            Some(port) if port != default => Self(format!("{scheme}://{host}:{port}")),
            _ => Self(format!("{scheme}://{host}")),
        })
    }

    /// The name of the host, where it has one: no port, no number of an address of the newer kind.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let (_, authority) = self.0.split_once("://")?;
        let (host, _) = split_port(authority)?;
        Some(host).filter(|host| !host.starts_with('['))
    }

    /// The match pattern for this site's pages. Firefox refuses patterns with a port, so there it covers all ports
    /// of the host, and the background turns away pages whose own origin is not switched on.
    #[must_use]
    pub fn pattern(&self, browser: Browser) -> String {
        match browser {
            Browser::Chromium => format!("{}/*", self.0),
            Browser::Firefox => {
                let (scheme, authority) = self.0.split_once("://").unwrap_or(("https", ""));
                let host = split_port(authority).map_or(authority, |(host, _)| host);
                format!("{scheme}://{host}/*")
            }
        }
    }
}

/// Host and port of an authority; the colons of an IPv6 address are not a port's.
fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let Some((host, port)) = authority.rsplit_once(':') else {
        return Some((authority, None));
    };
    if host.starts_with('[') && !host.ends_with(']') {
        return Some((authority, None));
    }
    port.parse::<u16>().ok().map(|_| (host, Some(port)))
}

impl TryFrom<String> for Origin {
    type Error = NotASite;
    fn try_from(text: String) -> Result<Self, NotASite> {
        match Self::of(&text) {
            Some(origin) if origin.0 == text => Ok(origin),
            _ => Err(NotASite),
        }
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

impl AsRef<str> for Origin {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Everything the person has set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub port: u16,
    /// Whether capture is paused everywhere.
    pub paused: bool,
    /// Whether replies can be rated in the page.
    #[serde(default)]
    pub rating_control: bool,
    /// The sites that are switched on.
    pub sites: BTreeMap<Origin, Site>,
}

/// What is set for one site that is switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    pub paused: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: COMPANION_PORT,
            paused: false,
            rating_control: false,
            sites: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Reads stored settings.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        stored
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// Whether pages of this site may be read, as far as the settings go.
    #[must_use]
    pub fn allow(&self, origin: &Origin) -> bool {
        !self.paused && self.sites.get(origin).is_some_and(|site| !site.paused)
    }
}

/// The file `provision.json`, which developers and tests may put into the package; a released one never holds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    pub port: u16,
    pub pairing_code: String,
    #[serde(default)]
    pub origins: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_reduce_to_origins_and_other_pages_have_none() {
        for (address, expected) in [
            (
                "https://Chat.Example.com/c/1?q=2#x",
                Some("https://chat.example.com"),
            ),
            ("https://chat.example.com:443/", Some("https://chat.example.com")),
            ("http://127.0.0.1:8101/?a=1", Some("http://127.0.0.1:8101")),
            ("http://[::1]:7860/x", Some("http://[::1]:7860")),
            ("http://[::1]/x", Some("http://[::1]")),
            ("https://user:pw@example.com/", Some("https://example.com")),
            ("chrome://settings", None),
            ("about:blank", None),
            ("file:///etc/passwd", None),
            ("https://", None),
            ("https://*/", None),
            ("https://example.com:port/", None),
            ("", None),
        ] {
            let origin = Origin::of(address);
            assert_eq!(origin.as_ref().map(AsRef::as_ref), expected, "{address}");
        }
    }

    #[test]
    fn only_chromium_patterns_name_a_port() {
        let origin = Origin::of("http://127.0.0.1:8101/").unwrap();
        assert_eq!(origin.pattern(Browser::Chromium), "http://127.0.0.1:8101/*");
        assert_eq!(origin.pattern(Browser::Firefox), "http://127.0.0.1/*");
        let origin = Origin::of("http://[::1]:8101/").unwrap();
        assert_eq!(origin.pattern(Browser::Firefox), "http://[::1]/*");
    }

    #[test]
    fn settings_survive_storage_and_broken_settings_switch_nothing_on() {
        let mut settings = Settings::default();
        settings
            .sites
            .insert(Origin::of("https://a.example").unwrap(), Site { paused: true });
        let stored = serde_json::to_string(&settings).unwrap();
        assert_eq!(Settings::parse(Some(&stored)), settings);
        for broken in [
            None,
            Some(""),
            Some("{}"),
            Some("[1]"),
            Some(r#"{"port":7411,"paused":false,"sites":{"javascript:1":{"paused":false}}}"#),
        ] {
            assert_eq!(Settings::parse(broken), Settings::default(), "{broken:?}");
        }
    }

    #[test]
    fn a_pause_holds_for_everything_or_for_one_site() {
        let (on, off) = (
            Origin::of("https://on.example").unwrap(),
            Origin::of("https://off.example").unwrap(),
        );
        let mut settings = Settings::default();
        settings.sites.insert(on.clone(), Site::default());
        assert!(settings.allow(&on));
        assert!(!settings.allow(&off));
        settings.paused = true;
        assert!(!settings.allow(&on));
        settings.paused = false;
        settings.sites.insert(on.clone(), Site { paused: true });
        assert!(!settings.allow(&on));
    }
}
