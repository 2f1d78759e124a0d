//! The options: pairing with the companion, its port, the sites that are switched on, and the consent in force.
//!
//! In: the background's picture. Out: the page, and the person's wishes.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::browser;
use crate::message::{Answer, Ask, Overview, Scope, SiteView};
use crate::page::{self, append, make, say, show};
use crate::settings::Origin;

thread_local! {
    static HOSTS: RefCell<Vec<String>> = const { RefCell::new(vec![]) };
}

/// Where chat programs that run on one's own computer listen, unless told otherwise.
const OWN_COMPUTER: [(&str, &str); 6] = [
    ("Open WebUI", "http://localhost:8080"),
    ("LibreChat", "http://localhost:3080"),
    ("llama.cpp", "http://127.0.0.1:8080"),
    ("Gradio", "http://127.0.0.1:7860"),
    ("Chainlit", "http://localhost:8000"),
    ("Streamlit", "http://localhost:8501"),
];

/// Opens the options.
#[wasm_bindgen]
pub async fn options() {
    page::localise();
    page::on(&page::element("pair"), "submit", || pair("code", "port"));
    page::on_click(&page::element("unpair"), || wish(Ask::Unpair));
    page::on_click(&page::element("pause-all"), || {
        wish(Ask::Pause {
            scope: Scope::Everything,
        })
    });
    page::on_click(&page::element("resume-all"), || {
        wish(Ask::Resume {
            scope: Scope::Everything,
        })
    });
    page::on_click(&page::element("withdraw"), || wish(Ask::Withdraw));
    page::on(&page::element("rating-control"), "change", || {
        let on = page::input("rating-control").checked();
        wish(Ask::RatingControl { on })
    });
    page::on_click(&page::element("terms"), || browser::open_page("onboarding.html"));
    page::on_click(&page::element("log"), || browser::open_page("sent.html"));
    page::on(&page::element("add"), "submit", || {
        let origin = Origin::of(&page::input("address").value());
        let granted = origin.as_ref().map(browser::request_permission);
        async move {
            match (origin, granted) {
                (Some(origin), Some(granted)) => {
                    if granted.await {
                        wish(Ask::SwitchOn { origin }).await;
                        page::input("address").set_value("");
                    }
                }
                _ => say("result", &browser::text("notAnAddress", &[])),
            }
        }
    });
    wish(Ask::Glance).await;
    let hosts = page::ask(Ask::KnownSites, None).await.map(|answer| answer.hosts);
    HOSTS.set(hosts.unwrap_or_default());
    wish(Ask::Look).await;
}

/// Pairs with the code and port that these two fields hold.
pub(crate) async fn pair(code: &str, port: &str) {
    let code = page::input(code).value();
    match page::input(port).value().trim().parse() {
        Ok(port) => wish(Ask::Pair { code, port }).await,
        Err(_) => say("result", &browser::text("notAPort", &[])),
    }
}

async fn wish(wish: Ask) {
    let asked_to_pair = matches!(wish, Ask::Pair { .. });
    let Some(Answer {
        failure, overview, ..
    }) = page::ask(wish, None).await
    else {
        return;
    };
    let result = match failure {
        Some(failure) if asked_to_pair => page::explain_pairing(&failure),
        Some(failure) => page::explain(&failure),
        None if asked_to_pair => browser::text("pairedNow", &[]),
        None => String::new(),
    };
    say("result", &result);
    render(&overview);
}

fn render(overview: &Overview) {
    say(
        "paired",
        &browser::text(
            if overview.paired { "pairedYes" } else { "pairedNo" },
            &[&overview.port.to_string()],
        ),
    );
    // Nobody is interrupted in typing.
    if !page::is_focused("port") {
        page::input("port").set_value(&overview.port.to_string());
    }
    show("unpair", overview.paired);
    let consent = match &overview.consent {
        Some(consent) => page::consent_line(consent),
        None => browser::text("consentNone", &[]),
    };
    show("terms-changed", overview.terms_changed);
    say("consent", &consent);
    show("withdraw", overview.consent.is_some());
    show("pause-all", !overview.paused);
    show("resume-all", overview.paused);
    page::input("rating-control").set_checked(overview.rating_control);
    let trouble = overview
        .trouble
        .as_ref()
        .filter(|_| overview.paired)
        .map(page::explain);
    say("trouble", trouble.as_deref().unwrap_or_default());
    let list = page::empty("sites");
    for site in &overview.sites {
        append(&list, &site_element(site));
    }
    show("no-sites", overview.sites.is_empty());
    render_known(overview);
}

/// The sites that an adapter knows and addresses of one's own computer, as far as they are not switched on: one click each.
fn render_known(overview: &Overview) {
    let on = |origin: &Origin| overview.sites.iter().any(|site| &site.origin == origin);
    HOSTS.with_borrow(|hosts| {
        let list = page::empty("known");
        for host in hosts {
            if let Some(origin) = Origin::of(&format!("https://{host}")).filter(|origin| !on(origin)) {
                append(&list, &known_element(host, origin));
            }
        }
        let list = page::empty("own");
        for (name, address) in OWN_COMPUTER {
            if let Some(origin) = Origin::of(address).filter(|origin| !on(origin)) {
                let address = address.trim_start_matches("http://");
                append(&list, &known_element(&format!("{name} · {address}"), origin));
            }
        }
        show("known-sites", !hosts.is_empty());
    });
}

fn known_element(name: &str, origin: Origin) -> Element {
    let item = make("li", "", "");
    let button = make("button", "small", name);
    _ = button.set_attribute("type", "button");
    _ = button.set_attribute("aria-label", &browser::text("switchOnNamed", &[name]));
    page::name_for_focus(&button, origin.as_ref());
    page::on_click(&button, move || {
        let (granted, origin) = (browser::request_permission(&origin), origin.clone());
        async move {
            if granted.await {
                wish(Ask::SwitchOn { origin }).await;
            }
        }
    });
    append(&item, &button);
    item
}

fn site_element(site: &SiteView) -> Element {
    let item = make("li", "", "");
    append(&item, &make("span", "origin", site.origin.as_ref()));
    let button = |key: &str| {
        let button = make("button", "quiet", &browser::text(key, &[]));
        // One that says the opposite once it was pressed is the same one.
        let place = key.replace("resume", "pause");
        page::name_for_focus(&button, &format!("{place} {}", site.origin.as_ref()));
        _ = button.set_attribute("type", "button");
        _ = button.set_attribute(
            "aria-label",
            &format!("{}: {}", browser::text(key, &[]), site.origin.as_ref()),
        );
        button
    };
    if !site.granted {
        let grant = button("grant");
        let origin = site.origin.clone();
        page::on_click(&grant, move || {
            let (granted, origin) = (browser::request_permission(&origin), origin.clone());
            async move {
                if granted.await {
                    wish(Ask::SwitchOn { origin }).await;
                }
            }
        });
        append(&item, &grant);
    }
    let pause = button(if site.paused { "resumeSite" } else { "pauseSite" });
    let (scope, paused) = (
        Scope::Site {
            origin: site.origin.clone(),
        },
        site.paused,
    );
    page::on_click(&pause, move || {
        let scope = scope.clone();
        wish(if paused {
            Ask::Resume { scope }
        } else {
            Ask::Pause { scope }
        })
    });
    append(&item, &pause);
    let off = button("switchOff");
    let origin = site.origin.clone();
    page::on_click(&off, move || {
        wish(Ask::SwitchOff {
            origin: origin.clone(),
        })
    });
    append(&item, &off);
    item
}
