//! Credentials by the place they stand in: HTTP headers and cookies, command lines, connection strings, webhooks.
//!
//! What a value must be: no stand-in (`<token>`, `$TOKEN`, `xxxx`), and not a word about credentials.

use super::secret::is_placeholder;
use super::{Cue, Hit, Rule};
use crate::scrub::PiiType;
use crate::scrub::checks::random_looking;

/// A literal value: no variable, no template, no stand-in.
fn is_literal(hit: &Hit<'_>) -> bool {
    let value = hit.value();
    !is_placeholder(value) && !value.starts_with(['$', '%', '{', '<', '-']) && !hit.after(1).starts_with('(')
}

/// A literal with a digit or a mark in it, as passwords on command lines have.
fn is_password(hit: &Hit<'_>) -> bool {
    let value = hit.value();
    is_literal(hit)
        && value.len() >= 5
        && (value.bytes().any(|byte| byte.is_ascii_digit())
            || value.contains(|letter: char| {
                letter.is_ascii_punctuation() && !matches!(letter, '.' | '/' | '_' | '-')
            }))
}

fn is_drawn(hit: &Hit<'_>) -> bool {
    is_literal(hit) && hit.value().bytes().any(|byte| byte.is_ascii_digit()) && random_looking(hit.value())
}

macro_rules! secrets {
    ($($id:literal, $cue:expr, $pattern:expr, $check:expr, $confidence:literal, $matches:expr, $ignores:expr;)*) => {
        &[$(Rule {
            id: $id,
            kind: PiiType::Secret,
            cue: $cue,
            pattern: $pattern,
            check: $check,
            confidence: $confidence,
            #[cfg(test)]
            matches: &$matches,
            #[cfg(test)]
            ignores: &$ignores,
        }),*]
    };
}

pub(super) const RULES: &[Rule] = secrets! {
    "secret.header", Cue::Any(&[&["bearer ", "basic ", "-key", "-token", "authorization", "digest "]]),
        r#"(?i)\b(?:bearer |basic |authorization["']?:\s?["']?(?:token |bearer |basic |apikey )?|x-[a-z]{2,12}-(?:key|token|secret)["']?:\s?["']?|(?:api|auth|access|private|gitlab|vault|csrf)-(?:key|token)["']?:\s?["']?)([\w+/=.~:-]{16,})"#,
        is_drawn, 0.92,
        ["Authorization: Bearer abc1§23DEF456ghi789JKL", "curl -H 'X-API-Key: 9fKd82LmQ0§sX71ZpWw'", "x-api-key: e3cd17c7e890§fd1f25beb45f36f6f90b"],
        ["Bearer YOUR_ACCESS_TOKEN_HERE", "basic understanding of things", "Authorization: Bearer <token>"];
    "secret.cookie", Cue::Far(&[&["cookie:", "sessionid", "session_id", "sessid", "connect.sid", "jsessionid", "csrftoken", "remember_"]]),
        r"(?i)\b(?:[\w.-]{0,20}sess(?:ion)?(?:_?id)?|connect\.sid|[\w-]{0,16}sid|[\w-]{0,16}csrf\w{0,10}|xsrf-token|remember_\w{2,12}|[\w-]{0,16}(?:auth|token|jwt)\w{0,8})=((?:s%3A|s:)?[\w%+/=.~-]{12,})",
        is_drawn, 0.9,
        ["Cookie: sessionid=1evf6961b5§gfdjdiczoie7hiy2j9nfl2; theme=dark", "Set-Cookie: connect.sid=s%3ABNIfxyFAC6Jv§Z8Iv9RBrff; Path=/", "JSESSIONID=0A1B2C3D4E5F§60718293A4B5C6D7E8F9"],
        ["Cookie: theme=dark; lang=en", "sessionid=None", "Cookie: sessionid=your-session-id-here"];
    "secret.command-line", Cue::Any(&[&["sshpass", "mysql", "--password", "--pass", "--token", "--api-key", "--secret", "-p ", "pgpassword", "ldapsearch", "smbclient", "-w ", "openssl", "@tcp(", "@unix("]]),
        r#"(?i)\bsshpass -p ?["']?([^\s"']{4,})|\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]*? -(p[^\s"'-][^\s"']{3,})|\bopenssl\b[^\n]*? (?:-k |pass:)([^\s"']{5,})|\b[\w.-]{2,32}:([^\s@:/]{4,})@(?:tcp|unix)\(|--(?:password|passwd|pass|token|api-?key|secret|auth-token)(?:=| )["']?([^\s"']{5,})|\b(?:redis-cli|docker login|ldapsearch|smbclient|winexe)\b[^\n]*? -[apwWP] ?["']?([^\s"'-][^\s"']{4,})"#,
        is_password, 0.9,
        ["sshpass -p 'falcon-§amber-95' ssh root@vm7", "mysql -u ada -pMz§juniper81 shop", "tool --password=wint§er-Monkey46", "docker login -u ada -p hun§ter22x registry.acme.io"],
        ["mysql -u root -p shop", "--password FILE", "--token <token>", "sshpass -p $PW ssh x", "mkdir -p a/b1"];
    "secret.basic-user", Cue::Any(&[&["-u ", "--user ", "--user="]]),
        r#"(?i)(?:\bcurl|\bwget|\bhttp|\bhttpie|^|\s)[^\n]*? (?:-u|--user)(?: |=)["']?[\w.@+-]{1,60}:([^\s"']{4,})"#,
        is_password, 0.9,
        ["curl -u ada:Velv§et99k https://api.acme.org", "curl --user 'ada:hun§ter22x' https://x.org"],
        ["docker run -u 1000:1000 image", "curl -u user:password https://x.org", "install -u root:root"];
    "secret.netrc", Cue::Far(&[&["machine ", "login "]]),
        r"\blogin \S{1,60} password (\S{4,})",
        is_password, 0.92,
        ["machine api.acme.io login ada password hun§ter22x"], ["login and password fields"];
    "secret.connection-field", Cue::Any(&[&["password=", "pwd=", "accountkey=", "sharedaccesskey=", "accesskey=", "sharedsecret="]]),
        r#"(?i)[;"'\s](?:password|pwd|accountkey|sharedaccesskey|accesskey|sharedsecret)=([^;"'\s]{5,})[;"']"#,
        |hit| is_literal(hit) && (hit.value().bytes().any(|byte| byte.is_ascii_digit()) || hit.value().contains(['!', '#', '@', '*', '?'])), 0.93,
        ["Server=tcp:s1;User ID=ada;Password=hun§ter22x;Encrypt=True"], ["Server=x;Password={pw};", "Server=x;Password=password;"];
    "secret.webhook", Cue::Any(&[&["hooks.slack", "/api/webhooks", "webhook.office", "api.telegram.org/bot", "/webhookb2/", "hook.eu", "hook.us", "hooks.zapier", "chat.googleapis"]]),
        r"(?i)hooks\.slack\.com/(?:services|workflows|triggers)/([\w/]{20,})|/api/webhooks/(\d+/[\w-]{20,})|api\.telegram\.org/bot(\d+:[\w-]{20,60})|/webhookb2/([\w@/-]{60,})|hook\.(?:eu|us)\d\.make\.com/(\w{20,})|hooks\.zapier\.com/hooks/catch/([\w/]{8,})|chat\.googleapis\.com/v1/spaces/[\w/]{4,40}\?(key=[\w%=&-]{20,})",
        |_| true, 0.96,
        ["https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D4E/§AbCdEfGhIjKlMnOpQrStUvWx", "https://discord.com/api/webhooks/123456789012345678/§AbCdEfGhIjKlMnOpQrStUv-0"],
        ["hooks.slack.com is a host", "/api/webhooks/create"];
    "secret.recovery-phrase", Cue::Far(&[&["seed phrase", "recovery phrase", "seed words", "mnemonic", "seed-phrase", "backup phrase", "助记词", "сид-фраза", "phrase de récupération", "frase semilla", "frase seme", "wiederherstellungsphrase"]]),
        r#"(?i)(?:seed[ -](?:phrase|words)|(?:recovery|backup) phrase|mnemonic(?: phrase)?|助记词|сид-фраза|phrase de récupération|frase semilla|frase seme|wiederherstellungsphrase)(?: (?:is|ist|est|es|è))?\s?[:=：]?\s?["'`]?((?:[a-z]{3,8} ){11,23}[a-z]{3,8})\b"#,
        |hit| !hit.value().split(' ').any(|word| matches!(word, "the" | "and" | "you" | "your" | "that" | "for" | "with" | "are" | "not" | "should")), 0.95,
        ["my seed phrase is abandon ability able about above absent absorb abstract absurd abuse access accident"],
        ["the seed phrase is a list of words that you should never share with anyone at all because of thieves"];
    "secret.uri-user", Cue::Far(&[&["://"]]),
        // A key in the place of the user: https://ghp_…@github.com.
        r"://([\w.~-]{20,120})@[\p{L}\d]",
        is_drawn, 0.94,
        ["git clone https://x9Kq2LmN7pR4§sT6vW8yZ0a@github.com/acme/infra.git"], ["https://user@host.org"];
};
