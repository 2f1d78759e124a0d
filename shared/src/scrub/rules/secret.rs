//! Credentials: provider keys, tokens, key blocks, passwords by context. Invented keys are broken with `§`.

use super::{Cue, Hit, Rule, always, is_common_word};
use crate::scrub::PiiType;
use crate::scrub::checks::random_looking;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret.key-block",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&["-----begin"]]),
        pattern: r#"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:[\s"',+]|\\[nr])*(?:[A-Za-z\d+/=]{12,}|[A-Z][A-Za-z-]{2,20}: [^\n]{1,80}))*(?:(?:[\s"',+]|\\[nr])*[A-Za-z\d+/=]{0,12}(?:[\s"',+]|\\[nr])*-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?"#,
        check: |hit| hit.value().len() > 60,
        confidence: 1.0,
        matches: &[
            "-----BEGIN OPENSSH PRIV§ATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIV§ATE KEY-----",
        ],
        ignores: &[
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
            "-----BEGIN CERTIFICATE-----",
        ],
    },
    Rule {
        id: "secret.jwt",
        kind: PiiType::Secret,
        cue: Cue::Far(&[&["eyj"]]),
        pattern: r"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]{0,}){0,3}",
        check: always,
        confidence: 0.99,
        matches: &["eyJhbGciOiJI§UzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLWhlcmU"],
        ignores: &["eyJust.a.word", "keyJson.parse"],
    },
    Rule {
        id: "secret.provider",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&[
            "sk-",
            "sk_live_",
            "sk_test_",
            "rk_live_",
            "rk_test_",
            "pk_live_",
            "pk_test_",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "gldt-",
            "glrt-",
            "glptt-",
            "glcbt-",
            "gloas-",
            "glsoat-",
            "glft-",
            "glagent-",
            "xox",
            "xapp-",
            "akia",
            "asia",
            "abia",
            "acca",
            "aroa",
            "aida",
            "aiza",
            "ya29.",
            "gocspx-",
            "hf_",
            "npm_",
            "pypi-",
            "sg.",
            "key-",
            "doo_v1_",
            "dop_v1_",
            "dor_v1_",
            "shpat_",
            "shpss_",
            "shpca_",
            "shppa_",
            "r8_",
            "gsk_",
            "xai-",
            "pplx-",
            "tvly-",
            "figd_",
            "lin_api_",
            "sq0",
            "eaaa",
            "nvapi-",
            "dckr_pat_",
            "atatt3",
            "rubygems_",
            "whsec_",
            "pat-na",
            "pat-eu",
            "ntn_",
            "secret_",
            "hvs.",
            "hvb.",
            "sbp_",
            "age-secret-key-1",
            "lsv2_",
            "phc_",
            "phx_",
            "nrak-",
            "dapi",
            "glsa_",
            "glc_",
            "pul-",
            "sntrys_",
            "csk-",
            "fw_",
            "re_",
            "tskey-",
            "oy2",
            "ac0",
            "ac1",
            "ac2",
            "ac3",
            "ac4",
            "ac5",
            "ac6",
            "ac7",
            "ac8",
            "ac9",
            "aca",
            "acb",
            "acc",
            "acd",
            "ace",
            "acf",
        ]]),
        pattern: r"\b(?:sk-(?:ant-|proj-|svcacct-|or-v1-|lf-)?[\w-]{16,}|(?:sk|rk|pk)_(?:live|test)_[0-9A-Za-z]{16,}|(?:ghp|gho|ghu|ghs|ghr)_[0-9A-Za-z]{20,}|github_pat_[\w]{22,}|gl(?:pat|dt|rt|ptt|cbt|oas|soat|ft|agent)-[\w.-]{16,}|xox[a-z]-[\w-]{10,}|xapp-\d-[\w-]{20,}|(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7\d]{16}|AIza[\w-]{30,45}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,60}|hf_[A-Za-z\d]{20,60}|npm_[A-Za-z\d]{30,60}|pypi-[\w-]{40,}|SG\.[\w-]{16,40}\.[\w-]{16,80}|key-[0-9a-f]{32}|do[opr]_v1_[0-9a-f]{64}|shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}|r8_[A-Za-z\d]{30,50}|gsk_[A-Za-z\d]{30,80}|xai-[A-Za-z\d]{40,}|pplx-[A-Za-z\d]{30,80}|tvly-[\w-]{20,60}|figd_[\w-]{20,80}|lin_api_[A-Za-z\d]{30,60}|sq0[a-z]{3}-[\w-]{20,60}|EAAA[\w-]{40,}|nvapi-[\w-]{40,}|dckr_pat_[\w-]{20,60}|ATATT3[\w=-]{60,}|rubygems_[0-9a-f]{40,60}|whsec_[\w+/=]{20,80}|pat-(?:na|eu)\d-[\w-]{30,60}|ntn_[A-Za-z\d]{30,60}|secret_[A-Za-z\d]{30,60}|hv[sb]\.[\w-]{20,}|sbp_[0-9a-f]{30,60}|AGE-SECRET-KEY-1[A-Z\d]{50,70}|lsv2_(?:pt|sk)_[\w]{30,80}|ph[cx]_[A-Za-z\d]{30,60}|NRAK-[A-Z\d]{20,40}|dapi[0-9a-f]{32}|gl(?:sa|c)_[\w=+/-]{30,}|pul-[0-9a-f]{40}|sntrys_[\w=+/-]{30,}|csk-[a-z\d]{30,80}|fw_[A-Za-z\d]{20,60}|AC[0-9a-f]{32}|re_[A-Za-z\d]{6,12}_[A-Za-z\d]{16,40}|tskey-[a-z]+-[\w-]{16,80}|oy2[a-z\d]{43})",
        check: |hit| is_drawn(hit.value()) && !is_placeholder(hit.value()),
        confidence: 0.99,
        matches: &[
            "sk-§proj-a8Jk2LmN0pQ4rS6tU8vW",
            "key: ghp§_16C7e42F292c6912E7710c838347Ae178B4a",
            "AKIA§IOSFODNN7QRSTUVW",
            "xoxb§-123456789012-abcdefABCDEF",
        ],
        ignores: &[
            "sk-learn-contrib-is-a-package-name",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "sk-your-api-key-goes-here-123",
            "key-value-store-engine-2",
        ],
    },
    Rule {
        id: "secret.connection",
        kind: PiiType::Secret,
        cue: Cue::Far(&[&["://"]]),
        pattern: r"\b[a-zA-Z][\w+.-]{1,20}://[^\s:/@\x22'<>]{0,60}:([^\s/\x22'<>]{2,}|[^\s\x22'<>]{2,})@[\p{L}\d\[][^\s]",
        check: |hit| !is_placeholder(hit.value()) && !hit.value().contains("://"),
        confidence: 0.96,
        matches: &[
            "postgres://ada:h§unter22x@db.internal:5432/app",
            "redis://:s3§cretpw@cache:6379",
            "https://ada:t0§psecret@acme.org/x",
        ],
        ignores: &[
            "postgres://user:password@host/db",
            "https://acme.org:8080/a@b",
            "http://host:80/path",
        ],
    },
    Rule {
        id: "secret.connection-user",
        kind: PiiType::Username,
        cue: Cue::Far(&[&["://"]]),
        pattern: r"\b[a-zA-Z][\w+.-]{1,20}://([^\s:/@\x22'<>\[\]{}$]{2,60})(?::[^\s/\x22'<>]{1,})?@[\p{L}\d\[]",
        check: |hit| {
            !is_common_word(hit.value())
                && !matches!(
                    hit.value(),
                    "git" | "postgres" | "username" | "USER" | "USERNAME" | "myuser"
                )
        },
        confidence: 0.93,
        matches: &["mysql://ada_l:h§unter22x@db:3306/app"],
        ignores: &[
            "ssh://git@github.com/x/y",
            "postgres://user:password@host/db",
            "https://acme.org/@ada",
        ],
    },
    Rule {
        id: "secret.assignment",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&["key", "token", "secret", "pass", "pwd", "credential", "bearer"]]),
        pattern: r#"(?i)\b(?:[a-z\d]+[_.-])*(?:api_?key|apikey|access_?key(?:_?id)?|secret(?:_?(?:access_?)?key)?|secret|auth_?token|access_?token|refresh_?token|client_?secret|token|password|passwd|passphrase|passwort|pwd|pass|private_?key|signing_?key|encryption_?key|master_?key|credentials?|bearer|key)(?:_[a-z\d]+)?["']?\]?\s?(?:=>|:=|=|:)\s?(?:["'`]|Bearer )?([^\s"'`,;)(}{<>\[\]]{6,})"#,
        check: is_assigned,
        confidence: 0.85,
        matches: &[
            "SMTP_PASS=wint§er-Monkey46",
            "api_key = \"9fKd82§LmQ0sX71Zp\"",
            "AWS_SECRET_ACCESS_KEY=00NRzqC9tnJ8nXcGTvG§iBzLrE6PNjQoFrAu/0rkU",
            "\"client_secret\": \"aB3§dE5fG7hI9jK\"",
        ],
        ignores: &[
            "token = get_token()",
            "password=os.environ",
            "API_KEY=YOUR_API_KEY",
            "key: value",
            "password: string",
            "token: str = None",
            "secret=self.secret",
            "key=lambda x: x",
            "max_tokens: 4096000",
        ],
    },
    Rule {
        id: "secret.said",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&[
            "password",
            "passwort",
            "passcode",
            "passphrase",
            "pwd",
            "mot de passe",
            "mdp",
            "contraseña",
            "clave",
            "wachtwoord",
            "senha",
            "palavra-passe",
            "hasło",
            "haslo",
            "hasłem",
            "пароль",
            "пароля",
            "密码",
            "密碼",
            "口令",
            "パスワード",
            "كلمة المرور",
            "كلمة السر",
            "पासवर्ड",
            "pin",
            "kennwort",
            "hasl",
            "haso",
            "token",
            "api key",
            "otp",
        ]]),
        pattern: r#"(?i)(?:\b(?:wifi |wi-fi |my |new |old |temp(?:orary)? )?(?:passwor[dt]|passcode|passphrase|pwd|mdp|wachtwoord|kennwort|pin(?: code)?|api[ -]key|token|otp)|mot de passe|contraseña|clave|senha|palavra-passe|hasł?l?o|парол[ья]|密[码碼]|口令|パスワード|كلمة (?:المرور|السر)|पासवर्ड)(?: (?:is|was|to|ist|lautet|est|es|è|é|to jest|jest|for \S{1,40} is|auf|von|de|del|di|do|da|van|od|от|هي|هو|है|यह)){0,2}\s?(?:[:=：]|是|为|為|は|が|—|-|→|\s)\s?["'`“”„«「『]?([^\s"'`“”„«»「」『』,，。、;()<>\[\]{}]{4,})"#,
        check: is_said,
        confidence: 0.86,
        matches: &[
            "my password is hun§ter22x",
            "Passwort: Somm§er2024!",
            "пароль qwe§rty123",
            "密码是abc§12345。",
            "PIN 48§21",
        ],
        ignores: &[
            "password is required",
            "password reset link",
            "the password must have 8 characters",
            "PIN: your code",
            "token count",
            "password: ********",
        ],
    },
    Rule {
        id: "secret.header",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&["bearer ", "basic ", "x-api-key", "authorization"]]),
        pattern: r"(?i)\b(?:bearer |basic |x-api-key:\s?|authorization:\s?(?:token )?)([\w+/=.~-]{16,})",
        check: |hit| {
            !is_placeholder(hit.value())
                && hit.value().bytes().any(|byte| byte.is_ascii_digit())
                && random_looking(hit.value())
        },
        confidence: 0.92,
        matches: &[
            "Authorization: Bearer abc1§23DEF456ghi789JKL",
            "curl -H 'X-API-Key: 9fKd82LmQ0§sX71ZpWw'",
        ],
        ignores: &["Bearer YOUR_ACCESS_TOKEN_HERE", "basic understanding of things"],
    },
    Rule {
        id: "secret.url-parameter",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&[
            "key=",
            "token=",
            "sig=",
            "signature=",
            "secret=",
            "password=",
            "auth=",
            "hooks.slack",
            "discord.com/api/webhooks",
            "api.telegram.org/bot",
        ]]),
        pattern: r"(?i)[?&](?:api_?key|key|(?:access_|auth_|id_)?token|sig|signature|secret|password|auth|x-amz-signature)=([\w%+/=.~-]{10,})|hooks\.slack\.com/services/([\w/]{20,})|/api/webhooks/(\d+/[\w-]{20,})|api\.telegram\.org/bot(\d+:[\w-]{20,60})",
        check: |hit| !is_placeholder(hit.value()) && hit.value().bytes().any(|byte| byte.is_ascii_digit()),
        confidence: 0.9,
        matches: &[
            "https://acme.org/v1?api_key=9fKd82Lm§Q0sX71Zp",
            "https://x.org/f?token=a1b2c3§d4e5f6",
        ],
        ignores: &["?key=YOUR_API_KEY_HERE", "?token=abc", "&page=12345678901"],
    },
    Rule {
        id: "secret.telegram",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&[":aa"]]),
        pattern: r"\b\d{8,10}:AA[\w-]{30,40}",
        check: always,
        confidence: 0.97,
        matches: &["123456789:AA§Hdqtcvch1vGWJxfSeofSAs0K5PALDsaw"],
        ignores: &["12345:AAB", "10:AA:BB"],
    },
];

/// Text that stands for a key and is none.
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let letters: std::collections::BTreeSet<u8> = lower.bytes().filter(u8::is_ascii_alphanumeric).collect();
    letters.len() <= 2
        || [
            "your",
            "xxxx",
            "example",
            "placeholder",
            "changeme",
            "change_me",
            "change-me",
            "insert",
            "replace",
            "dummy",
            "redacted",
            "${",
            "{{",
            "<",
            "****",
            "....",
            "…",
            "todo",
            "_here",
            "-here",
        ]
        .iter()
        .any(|word| lower.contains(word))
        || [
            "password",
            "passwd",
            "pass",
            "secret",
            "token",
            "pwd",
            "mypassword",
            "test",
            "pw",
            "postgres",
            "root",
            "admin",
            "mysecretpassword",
            "none",
            "null",
            "true",
            "false",
            "undefined",
        ]
        .contains(&lower.as_str())
}

/// Whether a key holds a digit, or is long and in both cases without hyphens: words are not.
fn is_drawn(key: &str) -> bool {
    let both = key.bytes().any(|byte| byte.is_ascii_uppercase())
        && key.bytes().any(|byte| byte.is_ascii_lowercase());
    key.bytes().any(|byte| byte.is_ascii_digit()) || key.len() >= 30 && both && !key[5..].contains('-')
}

fn is_assigned(hit: &Hit<'_>) -> bool {
    let value = hit.value().trim_end_matches(['.', ':', '\\']);
    let head = hit.before(60).to_ascii_lowercase();
    let head = head.rsplit('\n').next().unwrap_or_default();
    let quoted = head.ends_with(['"', '\'', '`']);
    let password = head.contains("pass") || head.contains("pwd") || head.contains("secret");
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let code = value.contains("::")
        || value.contains("->")
        || value.starts_with(['$', '%', '&', '*', '@', '#', '|', '/', '.', '-', '=', '!'])
        || hit.after(1).starts_with(['(', '['])
        || value.starts_with("os.")
        || value.starts_with("process.")
        || value.starts_with("self.")
        || value.starts_with("this.")
        || value.contains("env");
    let identifier = !quoted
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'.'));
    let url = value.contains("://");
    !code
        && !identifier
        && !url
        && !is_placeholder(value)
        && if password {
            value.len() >= 6
                && (digits > 0
                    || quoted && value.contains(|letter: char| !letter.is_alphanumeric()) && value.len() >= 8
                    || value.contains(['!', '$', '*', '?', '%', '^']))
        } else {
            value.len() >= 12 && random_looking(value) && !is_date(value)
        }
}

fn is_date(value: &str) -> bool {
    value.len() >= 10
        && value.as_bytes()[4] == b'-'
        && value.as_bytes()[7] == b'-'
        && value.as_bytes()[..4].iter().all(u8::is_ascii_digit)
}

fn is_said(hit: &Hit<'_>) -> bool {
    let value = hit.value().trim_end_matches(['.', '!', '?', ':']);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.chars().filter(|letter| letter.is_alphabetic()).count();
    let marks = value
        .chars()
        .filter(|letter| letter.is_ascii_punctuation())
        .count();
    let before = hit.before(10);
    let assigned = before
        .trim_end_matches([' ', '"', '\'', '`', '“', '「', '「'])
        .ends_with([':', '=', '：', '是', 'は', '为']);
    let pin = before.to_ascii_lowercase().contains("pin") && letters == 0 && (4..=8).contains(&digits);
    let mixed = letters > 0
        && (digits > 0
            || marks > 0
                && assigned
                && value.is_ascii()
                && !value.contains(['=', '*', '|', '/'])
                && value.len() >= 8);
    let long_number = letters == 0 && digits >= 6 && assigned;
    !before.ends_with('=')
        && !is_placeholder(value)
        && (pin || mixed || long_number)
        && !value.starts_with(['$', '{', '-', '.', '*', '&'])
        && !value.contains("()")
        && value.chars().count() >= 4
        && !value.contains("://")
        && !hit.after(1).starts_with('(')
}
