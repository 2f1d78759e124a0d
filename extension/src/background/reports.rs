//! Reports of how a page is built: made for the person to look at, sent when they say so.
//!
//! In: a tab, or the text that the person saw. Out: the report, or its way to the companion. Nothing is kept here.

use shared::api::{ExtensionReply, ExtensionRequest};
use shared::site_report::SiteReport;

use super::{Background, with};
use crate::browser::{self, Area};
use crate::daemon_client::{self, Failure};
use crate::log::{Entry, Fate};

/// Sends exactly the report that the person saw.
pub(super) async fn send(report: &str) -> Result<(), Failure> {
    let unreadable = |_| Failure::Refused {
        reason: "the report cannot be read".to_owned(),
    };
    let bytes = report;
    let report = Box::new(serde_json::from_str(report).map_err(unreadable)?);
    let pairing = with(|background| background.pairing.clone()).ok_or(Failure::NotPaired)?;
    let answer = daemon_client::ask(&pairing, &ExtensionRequest::ReportSite { report }).await;
    let outcome = match &answer {
        Ok(ExtensionReply::Done) => Fate::Taken,
        Ok(ExtensionReply::Refused { .. }) => Fate::Refused,
        Err(Failure::Unreachable) => Fate::NotReached,
        _ => Fate::NotTheCompanion,
    };
    let entry = Entry::of_report(bytes, pairing.port, outcome, browser::now());
    let noted = with(|background| background.log.note(entry));
    browser::write(Area::Disk, vec![noted]).await;
    match answer? {
        ExtensionReply::Done => Ok(()),
        ExtensionReply::Refused { reason, .. } => Err(Failure::Refused { reason }),
        _ => Err(Failure::NotAuthentic),
    }
}

impl Background {
    /// How the page in this tab is built, without anything it says.
    pub(super) fn report(&self, tab: i32, name_site: bool) -> Option<String> {
        let page = self.best_page(tab).filter(|page| self.allows(&page.origin))?;
        let host = page.origin.host().filter(|_| name_site);
        Some(readable(page.session.report(env!("CARGO_PKG_VERSION"), host)))
    }
}

/// The report as JSON that can be read: one element in each line.
fn readable(mut report: SiteReport) -> String {
    let elements: Vec<String> = std::mem::take(&mut report.elements)
        .iter()
        .map(|element| serde_json::to_string(element).expect("an element has string keys"))
        .collect();
    let head = serde_json::to_string_pretty(&report).expect("a report has string keys and finite numbers");
    let lines = format!("\"elements\": [\n{}\n]", elements.join(",\n"));
    head.replacen("\"elements\": []", &lines, 1)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::capture::{LensMessage, Session, Sites};
    use shared::time::Timestamp;

    #[test]
    fn the_readable_form_is_the_report() {
        let mut session = Session::new(Rc::new(Sites::none()));
        let page = r#"{"seq":1,"full":true,"root":1,"nodes":[{"i":1,"t":"main","c":[2]},{"i":2,"t":"p","c":["x"]}]}"#;
        let page: LensMessage = serde_json::from_str(page).unwrap();
        session.receive(page, Timestamp(0));
        let report = session.report("0.1.0", None);
        let text = readable(report.clone());
        assert_eq!(serde_json::from_str::<SiteReport>(&text).unwrap(), report);
        assert!(text.lines().count() > report.elements.len());
    }
}
