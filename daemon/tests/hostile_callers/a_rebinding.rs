//! Attacks 1 to 14: names that resolve to this machine, and other protocols than HTTP/1.1.

use crate::support::{attack, refused};

/// As each of these hosts, with and without the dashboard's credential.
#[track_caller]
fn misdirected(hosts: fn(u16) -> Vec<String>) {
    attack(|target| {
        for host in hosts(target.port) {
            target.as_host(&host, "", &[421]);
        }
    });
}

#[test]
fn attack_01_a_rebound_name_reads() {
    attack(|target| {
        let host = format!("evil.test:{}", target.port);
        for path in crate::support::READS {
            let plain = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            refused(&target.bytes(plain), &[421]);
        }
        refused(
            &target.bytes(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")),
            &[421],
        );
    });
}

#[test]
fn attack_02_a_rebound_name_writes_with_its_own_origin_and_a_good_credential() {
    misdirected(|port| vec![format!("evil.test:{port}"), "evil.test".into()]);
}

#[test]
fn attack_03_the_address_of_every_interface() {
    misdirected(|port| vec![format!("0.0.0.0:{port}"), format!("[::]:{port}")]);
}

#[test]
fn attack_04_no_port_or_another_one() {
    misdirected(|port| {
        vec![
            "127.0.0.1".into(),
            "localhost".into(),
            format!("127.0.0.1:{}", port ^ 1),
            format!("127.0.0.1:0{port}"),
            "127.0.0.1:".into(),
        ]
    });
}

#[test]
fn attack_05_names_that_begin_like_this_machine() {
    misdirected(|port| {
        vec![
            format!("localhost.evil.test:{port}"),
            format!("127.0.0.1.nip.io:{port}"),
        ]
    });
}

#[test]
fn attack_06_a_dot_at_the_end_subdomains_and_names_of_the_local_network() {
    misdirected(|port| {
        vec![
            format!("localhost.:{port}"),
            format!("foo.localhost:{port}"),
            format!("box.local:{port}"),
        ]
    });
}

#[test]
fn attack_07_other_spellings_of_the_address() {
    misdirected(|port| {
        vec![
            format!("[::ffff:127.0.0.1]:{port}"),
            format!("2130706433:{port}"),
            format!("0x7f.1:{port}"),
            format!("127.1:{port}"),
            format!("[0:0:0:0:0:0:0:1]:{port}"),
        ]
    });
}

#[test]
fn attack_08_two_hosts_in_one_request() {
    attack(|target| {
        let (good, evil) = (
            format!("127.0.0.1:{}", target.port),
            format!("evil.test:{}", target.port),
        );
        target.as_host(&good, &format!("Host: {evil}\r\n"), &[400]);
        target.as_host(&evil, &format!("Host: {good}\r\n"), &[400]);
        target.as_host(&good, &format!("Host: {good}\r\n"), &[400]);
    });
}

#[test]
fn attack_09_no_host_and_the_protocol_that_needs_none() {
    attack(|target| {
        let (bearer, port) = (target.bearer(), target.port);
        for head in [
            "GET / HTTP/1.1\r\n".to_owned(),
            "GET / HTTP/1.0\r\n".to_owned(),
            format!("GET /api/records HTTP/1.1\r\nAuthorization: {bearer}\r\n"),
            format!("GET /api/records HTTP/1.0\r\nAuthorization: {bearer}\r\n"),
            format!("GET /api/records HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {bearer}\r\n"),
        ] {
            refused(&target.bytes(format!("{head}\r\n")), &[400]);
        }
    });
}

#[test]
fn attack_10_an_absolute_target() {
    attack(|target| {
        let (bearer, port) = (target.bearer(), target.port);
        for (asked, host) in [
            ("http://evil.test".to_owned(), format!("127.0.0.1:{port}")),
            (format!("http://evil.test:{port}"), format!("127.0.0.1:{port}")),
            (format!("http://127.0.0.1:{port}"), format!("evil.test:{port}")),
            (format!("http://127.0.0.1:{port}"), format!("127.0.0.1:{port}")),
        ] {
            let request = format!(
                "GET {asked}/api/records HTTP/1.1\r\nHost: {host}\r\nAuthorization: {bearer}\r\n\r\n"
            );
            refused(&target.bytes(request), &[400]);
        }
    });
}

#[test]
fn attack_11_a_user_name_or_a_second_host_behind_an_at_sign() {
    attack(|target| {
        let port = target.port;
        for host in [
            format!("user@127.0.0.1:{port}"),
            format!("127.0.0.1:{port}@evil.test"),
        ] {
            target.as_host(&host, "", &[421, 400]);
        }
    });
}

#[test]
fn attack_12_the_second_version_of_the_protocol() {
    attack(|target| {
        let knowing = target.bytes(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
        assert!(matches!(knowing.status, 0 | 400), "{knowing:?}");
        let bearer = target.bearer();
        let upgrade = [
            ("Authorization", bearer.as_str()),
            ("Connection", "Upgrade, HTTP2-Settings"),
            ("Upgrade", "h2c"),
            ("HTTP2-Settings", "AAMAAABkAAQAAP__"),
        ];
        refused(&target.get("/api/records", &upgrade), &[400]);
    });
}

#[test]
fn attack_13_methods_that_tunnel_or_echo() {
    attack(|target| {
        let (port, bearer) = (target.port, target.bearer());
        let tunnel = format!(
            "CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {bearer}\r\n\r\n"
        );
        refused(&target.bytes(tunnel), &[405]);
        for method in ["TRACE", "TRACK", "PUT", "PATCH", "PROPFIND", "HEAD"] {
            let answer = target.send(method, "/api/records", &[("Authorization", &bearer)], "");
            refused(&answer, &[405]);
            assert!(!answer.text().contains(&bearer), "{}", answer.text());
        }
    });
}

#[test]
fn attack_14_a_forwarded_host_is_not_believed() {
    attack(|target| {
        let port = target.port;
        let forwarded = format!(
            "X-Forwarded-Host: 127.0.0.1:{port}\r\nX-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\n\
             Forwarded: for=127.0.0.1;host=127.0.0.1:{port}\r\nX-Original-Host: 127.0.0.1:{port}\r\n"
        );
        target.as_host(&format!("evil.test:{port}"), &forwarded, &[421]);
        // Nor does it open a door where the host is good: who is not known stays unknown.
        let unknown = [("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1")];
        refused(&target.get("/api/records", &unknown), &[401]);
    });
}
