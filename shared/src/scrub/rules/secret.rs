//! Credentials: provider keys, tokens, key blocks, passwords by context. Invented keys are broken with `§`.

use super::{Cue, Hit, Rule, always, is_common_word};
use crate::scrub::PiiType;
use crate::scrub::checks::random_looking;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "secret.key-block",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&["-----begin"]]),
        pattern: r#"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:[\s"',+]|\\[nr])*(?:[A-Za-z\d+/=]{12,}|[A-Z][A-Za-z-]{2,20}: [^\n]+))*(?:(?:[\s"',+]|\\[nr])*[A-Za-z\d+/=]{0,12}(?:[\s"',+]|\\[nr])*-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?"#,
        check: |hit| hit.value().len() > 60,
        confidence: 1.0,
        #[cfg(test)]
        matches: &[
            "-----BEGIN OPENSSH PRIV§ATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIV§ATE KEY-----",
        ],
        #[cfg(test)]
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
        #[cfg(test)]
        matches: &["eyJhbGciOiJI§UzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLWhlcmU"],
        #[cfg(test)]
        ignores: &["eyJust.a.word", "keyJson.parse"],
    },
    Rule {
        id: "secret.connection",
        kind: PiiType::Secret,
        cue: Cue::Far(&[&["://"]]),
        pattern: r"\b[a-zA-Z][\w+.-]{1,20}://[^\s:/@\x22'<>]*:([^\s/\x22'<>]{2,}|[^\s\x22'<>]{2,})@[\p{L}\d\[][^\s]",
        check: |hit| !is_placeholder(hit.value()) && !hit.value().contains("://"),
        confidence: 0.96,
        #[cfg(test)]
        matches: &[
            "postgres://ada:h§unter22x@db.internal:5432/app",
            "redis://:s3§cretpw@cache:6379",
            "https://ada:t0§psecret@acme.org/x",
        ],
        #[cfg(test)]
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
            !hit.value().starts_with("__")
                && !is_common_word(hit.value())
                && !matches!(
                    hit.value(),
                    "git" | "postgres" | "username" | "USER" | "USERNAME" | "myuser" | "yourname"
                )
        },
        confidence: 0.93,
        #[cfg(test)]
        matches: &["mysql://ada_l:h§unter22x@db:3306/app"],
        #[cfg(test)]
        ignores: &[
            "ssh://git@github.com/x/y",
            "postgres://user:password@host/db",
            "https://acme.org/@ada",
        ],
    },
    Rule {
        id: "secret.assignment",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&[
            "key",
            "token",
            "secret",
            "pass",
            "pwd",
            "credential",
            "bearer",
            "salt",
            "session",
            "kennwort",
            "contraseña",
            "senha",
        ]]),
        pattern: r#"(?i)\b(?:[a-z\d]+[_.-])*(?:api_?key|apikey|access_?key(?:_?id)?|account_?key|shared_?access_?key|secret(?:_?(?:access_?)?key(?:_?base)?)?|(?:api|app|client|consumer|shared)_?secret|auth_?token|access_?token|refresh_?token|id_?token|bot_?token|_authtoken|token|password|passwd|passphrase|passwort|kennwort|contraseña|mot_?de_?passe|senha|pwd|pass|private_?key|signing_?key|encryption_?key|license_?key|master_?key|session_?(?:id|key|secret)|credentials?|salt|bearer|key)(?:_[a-z\d]+)?["']?\]?(?:\s?:\s?&?(?:'static )?[a-z][\w<>&]{1,20}\s?=|\s?(?:=>|:=|=|:|,))\s?(?:[bur]?"([^"\s]{6}[^"\s]*)"|[bur]?'([^'\s]{6}[^'\s]*)'|`([^`\s]{6}[^`\s]*)`|["'`]?(?:Bearer )?([^\s"'`,;)(}{<>\[\]&]{6,}))"#,
        check: is_assigned,
        confidence: 0.85,
        #[cfg(test)]
        matches: &[
            "SMTP_PASS=wint§er-Monkey46",
            "api_key = \"9fKd82§LmQ0sX71Zp\"",
            "AWS_SECRET_ACCESS_KEY=00NRzqC9tnJ8nXcGTvG§iBzLrE6PNjQoFrAu/0rkU",
            "\"client_secret\": \"aB3§dE5fG7hI9jK\"",
        ],
        #[cfg(test)]
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
            "PWD = \"javax.security.auth.login.password\"",
            "Key = 36e5f6b5c5e06070§f0efca96227a863e\nInput = 416e7920",
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
            " key",
            "api-key",
            "otp",
            "pw",
            "code",
            "tan",
            "código",
            "код ",
            "验证码",
            "暗証番号",
            "الرقم السري",
            "पिन",
        ]]),
        pattern: r#"(?i)(?:\b(?:wifi |wi-fi |my |new |old |temp(?:orary)? )?(?:passwor[dt]|passcode|passphrase|pwd|pw|mdp|wachtwoord|kennwort|pin(?:[ -]?code)?|api[ -]key|(?:wpa2?|wi-?fi|encryption|decryption|secret|access|private|master|license|licence|signing)[ -]key(?: \(\w{2,12}\))?|token|otp|(?:backup|recovery|verification|security|2fa|mfa|one-time|access)[ -]codes?|freischaltcode|tan)|mot de passe|code (?:pin|d['’]accès|secret)|contraseña|clave|senha|palavra-passe|código de (?:verificación|acesso|segurança)|hasł?l?o|парол[ья]|код (?:доступа|подтверждения)|密[码碼]|口令|验证码|パスワード|暗証番号|كلمة (?:المرور|السر)|الرقم السري|पासवर्ड|पिन)(?: (?:is|was|to|ist|lautet|est|es|è|é|c['’]est|son|sono|sind|are|zijn|wynosi|to jest|jest|(?:del?|de la|de l['’]|du|della|dello|do|da|van (?:de|het)|vom|von|für|fürs|zum|na) ?(?:mon |ma |mein(?:em)? |le |la |het )?(?:wi-?fi|wlan|router|e-?mail|mail|compte|konto|account|cuenta|conta|laptop|pc|vpn)|for (?:the |my |our )?\S{1,30}(?: is)?|auf|von|de|del|di|do|da|van|od|от|هي|هو|है|यह)){0,2}(?:\s?(?:[:=：]|是|为|為|は|が|—|→)\s?| - |\s)["'`“”„«「『]?([^\s"'`“”„«»「」『』,，。、;()<>\[\]{}]{4,})"#,
        check: is_said,
        confidence: 0.86,
        #[cfg(test)]
        matches: &[
            "my password is hun§ter22x",
            "Passwort: Somm§er2024!",
            "пароль qwe§rty123",
            "密码是abc§12345。",
            "PIN 48§21",
            "mon mdp c'est Lar§kspur_992",
            "het wachtwoord van de router is h4m§ster-17",
        ],
        #[cfg(test)]
        ignores: &[
            "password is required",
            "password reset link",
            "the password must have 8 characters",
            "PIN: your code",
            "token count",
            "password: ********",
            "proc ::otp::otp-md4 {args} {",
        ],
    },
    Rule {
        id: "secret.configured",
        kind: PiiType::Secret,
        cue: Cue::Close(&[&[
            "configure set ",
            "config set ",
            "config:set ",
            "secrets set ",
            "secret set ",
        ]]),
        pattern: r#"(?i)\b(?:configure|config|secrets?)[ :]set (?:--?\w+ )*[\w./:-]*(?:secret|token|key|passw(?:or)?d|_pass)[\w./-]*[ =]["']?([^\s"'$<{][^\s"']{7,})"#,
        check: |hit| {
            let value = hit.value();
            value.contains(|letter: char| letter.is_ascii_digit()) && value.contains(char::is_alphabetic)
        },
        confidence: 0.9,
        #[cfg(test)]
        matches: &[
            "aws configure set aws_secret_access_key sJKa2dk+9HyyaZBKgZiJJ§hWRW2NgcNqTlNDX1fG7",
            "npm config set //registry.x.io/:_authToken 6c1f8e22-77aa§-4b1e",
        ],
        #[cfg(test)]
        ignores: &[
            "aws configure set region eu-west-1",
            "git config set user.signingkey $KEY",
            "npm config set key mykey-name",
        ],
    },
    Rule {
        id: "secret.pair",
        kind: PiiType::Secret,
        cue: Cue::Close(&[&[
            "zugangsdaten",
            "anmeldedaten",
            "credentials:",
            "creds:",
            "login:",
            "identifiants",
            "credenziali",
            "credenciales",
            "credenciais",
            "inloggegevens",
            "dane logowania",
        ]]),
        pattern: r#"(?i)\b(?:zugangsdaten|anmeldedaten|credentials|creds|login|identifiants|credenziali|credenciales|credenciais|inloggegevens|dane logowania)\s?[:：] ?[\w.@+-]{2,40}(?: ?[/|] ?|, )([^\s"'<>/|,]{6,40})"#,
        check: |hit| {
            let value = hit.value();
            value.contains(|letter: char| letter.is_ascii_digit())
                && value.contains(char::is_alphabetic)
                && is_said(hit)
        },
        confidence: 0.86,
        #[cfg(test)]
        matches: &[
            "Zugangsdaten: oberhuber / qui§noa!736Q",
            "creds: jdoe, h4m§ster-17",
        ],
        #[cfg(test)]
        ignores: &[
            // Places and versions, not passwords.
            "login: root / home",
            "Credentials: none / optional",
            "login: /users/sign_in",
        ],
    },
    Rule {
        id: "secret.said-without-space",
        kind: PiiType::Secret,
        cue: Cue::Any(&[&[
            "密码",
            "密碼",
            "口令",
            "验证码",
            "驗證碼",
            "パスワード",
            "暗証番号",
        ]]),
        pattern: r"(?:密[码碼]|口令|验证码|驗證碼|パスワード|暗証番号)([A-Za-z\d!@#$%^&*_.+-]{4,40})",
        check: is_said,
        confidence: 0.84,
        #[cfg(test)]
        matches: &["我的密码vHanr§AiQQ0Y", "验证码482913"],
        #[cfg(test)]
        ignores: &["密码Reset", "パスワードManager"],
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
        ]]),
        pattern: r"(?i)[?&](?:api_?key|key|(?:access_|auth_|id_)?token|sig|signature|secret|password|auth|x-amz-signature)=([\w%+/=.~-]{10,})",
        check: |hit| !is_placeholder(hit.value()) && hit.value().bytes().any(|byte| byte.is_ascii_digit()),
        confidence: 0.9,
        #[cfg(test)]
        matches: &[
            "https://acme.org/v1?api_key=9fKd82Lm§Q0sX71Zp",
            "https://x.org/f?token=a1b2c3§d4e5f6",
        ],
        #[cfg(test)]
        ignores: &["?key=YOUR_API_KEY_HERE", "?token=abc", "&page=12345678901"],
    },
];

/// Text that stands for a key and is none.
pub(super) fn is_placeholder(value: &str) -> bool {
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

/// Whether what begins like a provider's key is one: drawn at random, and no stand-in.
pub(super) fn is_key(hit: &Hit<'_>) -> bool {
    // One key of Amazon's in thirty has no digit; nothing else is twenty capitals long.
    let capitals = hit.value().len() == 20 && hit.value().bytes().all(|byte| byte.is_ascii_uppercase());
    (is_drawn(hit.value()) || capitals) && !is_placeholder(hit.value())
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
    let head = head.rsplit(['\n', ';']).next().unwrap_or_default();
    let quoted = head.ends_with(['"', '\'', '`']);
    let password = head.contains("pass") || head.contains("pwd") || head.contains("secret");
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let code = value.contains("::")
        || value.contains("->")
        || value.starts_with(['$', '%', '&'])
        || !quoted
            && value.starts_with(['*', '@', '#', '|', '/', '.', '-', '=', '!', ':'])
            // "SMTP_PASS=*4^n#…": a password may begin with anything; a path or a comment has hardly a digit.
            && !(digits >= 2 && value.len() >= 10 && random_looking(value) && !hit.in_code())
        || !quoted && hit.after(1).starts_with(['(', '['])
        || ["os.", "process.", "self.", "this."]
            .iter()
            .any(|start| value.starts_with(start))
        || ["getenv", "environ", ".env", "ENV["]
            .iter()
            .any(|part| value.contains(part));
    let identifier = !quoted
        && (value
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'.'))
            || is_path_of_names(value) && (digits == 0 || hit.in_code()));
    // `key, "value"` is an assignment only where both stand in quotes: define("DB_PASS", "…").
    let listed = head
        .trim_end_matches(['"', '\'', '`', ' '])
        .strip_suffix(',')
        .is_some_and(|rest| !quoted || !rest.trim_end().ends_with(['"', '\'']));
    let url = value.contains("://");
    // "javax.security.auth.login.password" names a setting; "Key = 00010203…" beside "Input = …" is a test vector.
    let setting = value.matches('.').count() >= 2 && digits == 0 && is_path_of_names(value);
    let vector =
        value.len() >= 16 && value.bytes().all(|byte| byte.is_ascii_hexdigit()) && is_test_vector(hit);
    !code
        && !setting
        && !vector
        && !listed
        && !identifier
        && !url
        && !is_placeholder(value)
        && if password {
            value.len() >= 6
                && (digits > 0
                    || quoted && value.contains(|letter: char| !letter.is_alphanumeric()) && value.len() >= 8
                    || value.contains(['!', '$', '*', '?', '%', '^']))
        } else {
            // `key` alone is most often one of a table.
            let key = head
                .trim_end_matches(['"', '\'', '`', ' ', ':', '=', '>', ']'])
                .rsplit(|letter: char| !letter.is_ascii_alphanumeric())
                .next()
                == Some("key")
                && !head.contains("_key")
                && !head.contains("api");
            value.len() >= if key { 20 } else { 12 }
                && random_looking(value)
                && !is_date(value)
                && !is_word_like(value)
        }
}

/// Whether the next line gives what is to be computed from a key: the key is published with the algorithm.
fn is_test_vector(hit: &Hit<'_>) -> bool {
    let after = hit.after(48).to_ascii_lowercase();
    after.split('\n').skip(1).take(3).any(|line| {
        [
            "input", "iv", "mac", "plain", "cipher", "msg", "nonce", "count", "tag", "aad", "output", "pt ",
            "ct ", "result", "data", "hash",
        ]
        .iter()
        .any(|word| line.trim_start().starts_with(word))
    })
}

/// `overrides.credentials.password`, `X448PublicKey`: names of a program, with dots between and words within.
fn is_path_of_names(value: &str) -> bool {
    let name = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && part.bytes().filter(u8::is_ascii_digit).count() <= 4
    };
    value.split('.').all(name)
}

/// Whether what looks drawn is a name with a number in it: long runs of letters and a single group of digits.
fn is_word_like(value: &str) -> bool {
    let mut groups = 0;
    let (mut letters, mut runs) = (0, 0);
    let mut last = ' ';
    for letter in value.chars() {
        if letter.is_ascii_digit() && !last.is_ascii_digit() {
            groups += 1;
        }
        if letter.is_ascii_alphabetic() {
            letters += 1;
            let starts =
                !last.is_ascii_alphabetic() || last.is_ascii_lowercase() && letter.is_ascii_uppercase();
            runs += usize::from(starts);
        }
        last = letter;
    }
    groups <= 1 && runs > 0 && letters * 2 >= runs * 7
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
    let lower = hit.before(28).to_lowercase();
    let lower = lower.rsplit('\n').next().unwrap_or_default();
    let code = [
        "pin",
        "code",
        "tan",
        "otp",
        "código",
        "код",
        "验证码",
        "暗証番号",
        "السري",
        "पिन",
    ]
    .iter()
    .any(|word| lower.contains(word));
    let pin = code && letters == 0 && (4..=10).contains(&digits) && value.len() <= 12 && !is_date(value);
    // Only passwords are made of words; a token or a code without a digit is a word about one.
    let words = !code && !lower.contains("token") && !is_path_of_names(value);
    let mixed = letters > 0
        && (digits > 0 && !(is_path_of_names(value) && hit.in_code())
            || marks > 0
                && words
                && assigned
                && value.is_ascii()
                && !value.contains(['=', '*', '|', '/'])
                && value.len() >= 8);
    let long_number = letters == 0 && digits >= 6 && assigned;
    !before.ends_with('=')
        && !is_placeholder(value)
        && (pin || mixed || long_number)
        && !value.starts_with(['$', '{', '-', '.', '*', '&', ':'])
        && !value.contains("()")
        && value.chars().count() >= 4
        && !value.contains("://")
        && !hit.after(1).starts_with('(')
}
