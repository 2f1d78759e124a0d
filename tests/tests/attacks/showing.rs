//! Attacks 25 to 60: navigation, forms, beacons, sockets and frames; what leaves the dashboard, and what it shows.

use serde_json::json;
use tests::scenario::text_of;

use super::support::{CANARY, address, attack};

#[test]
fn attack_25_somebody_navigates_to_data() {
    attack(CANARY, |target, browser| {
        for path in ["/api/records", "/api/overview", "/api/bulk"] {
            let told = target.in_page(browser, &target.url(path), "return document.body.innerText;");
            assert!(text_of(&told).contains("forbidden"), "{path}: {told}");
        }
    });
}

#[test]
fn attack_26_a_form_posts_json_as_text() {
    attack(CANARY, |target, browser| {
        let told = target.in_neighbours_page(
            browser,
            "const frame = Object.assign(document.createElement('iframe'), {name: 'target'});
             document.body.append(frame);
             const form = Object.assign(document.createElement('form'), {method: 'post', enctype: 'text/plain', action: url('/api/bulk'), target: 'target'});
             const field = Object.assign(document.createElement('input'), {name: harm.slice(0, -1) + ',\"x\":\"', value: '\"}'});
             form.append(field);
             document.body.append(form);
             const answered = new Promise((done) => { frame.onload = () => done('answered'); setTimeout(() => done('nothing'), 5000); });
             form.submit();
             return answered;",
        );
        assert_eq!(told, "answered");
    });
}

#[test]
fn attack_27_and_29_a_body_without_a_type_and_a_beacon() {
    attack(CANARY, |target, browser| {
        let told = target.in_neighbours_page(
            browser,
            "return [await ask(url('/api/bulk'), {method: 'POST', mode: 'no-cors', body: new Blob([harm])}),
                     await ask(url('/api/session'), {method: 'POST', mode: 'no-cors', body: new Blob(['{}'])}),
                     navigator.sendBeacon(url('/api/bulk'), harm), navigator.sendBeacon(url('/api/bulk'), new Blob([harm]))];",
        );
        assert_eq!(
            (&told[2], &told[3]),
            (&json!(true), &json!(true)),
            "the beacons were sent: {told}"
        );
        // Beacons have no answer: one that can be read is asked for after them.
        let after = target.in_neighbours_page(browser, "return ask(url('/'), {mode: 'no-cors'});");
        assert_eq!(after[2], "", "{after}");
    });
}

#[test]
fn attack_31_a_page_opens_a_web_socket() {
    attack(CANARY, |target, browser| {
        let told = target.in_neighbours_page(
            browser,
            "const open = (path) => new Promise((done) => {
               const socket = new WebSocket(url(path).replace('http', 'ws'));
               socket.onopen = () => done('open');
               socket.onerror = () => done('refused');
             });
             return Promise.all([open('/'), open('/api/records'), open('/v1/extension')]);",
        );
        assert_eq!(told, json!(["refused", "refused", "refused"]));
    });
}

#[test]
fn attack_32_a_page_frames_the_dashboard() {
    attack(CANARY, |target, browser| {
        target.in_neighbours_page(
            browser,
            "const frame = Object.assign(document.createElement('iframe'), {src: url('/')});
             const loaded = new Promise((done) => { frame.onload = done; });
             document.body.append(frame);
             await loaded;",
        );
        let _ = browser.order(&json!({"frame": "iframe"}));
        let shown = browser.order(&json!({"tell": "location.protocol"}));
        assert_eq!(shown["told"], "chrome-error:", "{shown}");
    });
}

#[test]
fn attack_35_and_36_nothing_of_the_dashboard_reaches_another_port_of_this_machine() {
    attack(CANARY, |target, browser| {
        browser.go(&address(&target.companion));
        let _ = browser.order(&json!({"await": "!document.getElementById('top').hidden"}));
        let kept = browser.order(&json!({"tell": "[document.cookie, location.href, sessionStorage.length]"}));
        let kept = &kept["told"];
        assert_eq!(kept[0], "");
        assert!(
            !text_of(&kept[1]).contains("t="),
            "the code is out of the address: {kept}"
        );
        assert_eq!(kept[2], 1, "{kept}");
        target.in_neighbours_page(
            browser,
            "return [document.cookie, sessionStorage.length, document.referrer];",
        );
        let heard = target.neighbour.heard.lock().unwrap().to_lowercase();
        assert!(heard.contains("get / http/1.1"), "{heard}");
        let from_here = format!("referer: {}", target.url(""));
        for secret in ["cookie:", "authorization:", &from_here, &target.token] {
            assert!(!heard.contains(secret), "{secret} in {heard}");
        }
    });
}

#[test]
fn attack_60_a_chat_that_is_a_page_is_shown_as_text() {
    let hostile = "canary of a private chat <script>window.harmed = 1</script> <img src=x onerror=\"window.harmed = 2\"> \
                   [link](javascript:window.harmed=3) <a href=\"javascript:window.harmed=4\">link</a> <style>*{display:none}</style> \
                   \u{202e}reversed <iframe srcdoc=\"<script>parent.harmed=5</script>\"></iframe>";
    attack(hostile, |target, browser| {
        browser.go(&address(&target.companion));
        let _ = browser.order(&json!({"await": "!document.getElementById('top').hidden"}));
        for view in [
            "#/",
            &format!("#/record/{}", target.id),
            &format!("#/records/{}", target.id),
        ] {
            let _ = browser.order(&json!({"tell": format!("location.hash = '{view}'")}));
            let _ = browser.order(&json!({"tell": "new Promise((done) => setTimeout(done, 300))"}));
            let seen = browser.order(&json!({"tell":
                "{ const links = [...document.querySelectorAll('main a')].map((link) => { link.click(); return link.href; });
                 [window.harmed ?? 0, document.querySelectorAll('main script, main img[src=x], main iframe, main style').length,
                  links.filter((href) => href.startsWith('javascript:')).length, document.querySelector('main').checkVisibility()] }"}));
            assert_eq!(seen["told"], json!([0, 0, 0, true]), "{view}");
        }
    });
}
