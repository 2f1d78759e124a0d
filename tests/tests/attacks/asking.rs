//! Attacks 1 to 24: pages of other names, ports and origins that ask, write and include.

use serde_json::json;

use super::support::{CANARY, attack};

#[test]
fn attack_01_and_02_a_page_whose_name_points_here_since_a_moment_ago() {
    attack(CANARY, |target, browser| {
        let page = format!("http://evil.test:{}/", target.companion.port);
        let told = target.in_page(
            browser,
            &page,
            "const headers = {authorization: credential, 'content-type': 'application/json'};
             return [location.origin, await ask('/api/records', {headers}), await ask('/api/bulk', {method: 'POST', headers, body: harm})];",
        );
        assert_eq!(
            told[0],
            page.trim_end_matches('/'),
            "it is the same origin: {told}"
        );
        assert_eq!((&told[1][1], &told[2][1]), (&json!(421), &json!(421)), "{told}");
    });
}

#[test]
fn attack_03_a_page_asks_the_address_of_every_interface() {
    attack(CANARY, |target, browser| {
        let told = target.in_neighbours_page(
            browser,
            "const other = url('/api/bulk').replace('127.0.0.1', '0.0.0.0');
             return [await ask(other, {mode: 'no-cors'}), await ask(other, {mode: 'no-cors', method: 'POST', body: harm})];",
        );
        assert_eq!((&told[0][2], &told[1][2]), (&json!(""), &json!("")), "{told}");
    });
}

#[test]
fn attack_15_and_20_a_page_of_another_port_asks_with_a_good_credential() {
    attack(CANARY, |target, browser| {
        let told = target.in_neighbours_page(
            browser,
            "const headers = {authorization: credential, 'content-type': 'application/json'};
             return [await ask(url('/api/records'), {headers}), await ask(url('/api/bulk'), {method: 'POST', headers, body: harm}),
                     await ask(url('/api/bulk'), {method: 'POST', mode: 'no-cors', body: harm})];",
        );
        for answer in told.as_array().unwrap() {
            assert_eq!(answer[2], "", "{told}");
            assert!(answer[1] == 0, "{told}");
        }
    });
}

#[test]
fn attack_18_a_frame_without_an_origin_writes() {
    attack(CANARY, |target, browser| {
        let told = target.in_neighbours_page(
            browser,
            "const frame = document.createElement('iframe');
             frame.sandbox = 'allow-scripts';
             const answer = new Promise((done) => addEventListener('message', ({data}) => done(data)));
             frame.srcdoc = `<script>fetch('${url('/api/bulk')}', {method: 'POST', mode: 'no-cors', body: '${harm}'})
               .then((reply) => parent.postMessage([origin, reply.type], '*'), () => parent.postMessage([origin, 'error'], '*'))<\\/script>`;
             document.body.append(frame);
             return answer;",
        );
        assert_eq!(told[0], "null", "{told}");
    });
}

#[test]
fn attack_24_data_and_page_included_as_image_and_script() {
    attack(CANARY, |target, browser| {
        let told = target.in_neighbours_page(
            browser,
            "const load = (tag, path) => new Promise((done) => {
               const element = Object.assign(document.createElement(tag), {onload: () => done('loaded'), onerror: () => done('refused')});
               element.src = url(path);
               document.body.append(element);
             });
             return Promise.all([load('img', '/api/records'), load('script', '/api/records'), load('img', '/icon.svg'), load('script', '/app.js')]);",
        );
        assert_eq!(told, json!(["refused", "refused", "refused", "refused"]));
    });
}
