//! Who people are on sites and machines: profiles, names of users, home directories.

use super::{Cue, Hit, Rule, is_common_word};
use crate::scrub::PiiType;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "contact.profile",
        kind: PiiType::UrlWithUser,
        cue: Cue::Any(&[&[
            "linkedin.com/in/",
            "github.com/",
            "gitlab.com/",
            "twitter.com/",
            "x.com/",
            "facebook.com/",
            "instagram.com/",
            "t.me/",
            "tiktok.com/@",
            "medium.com/@",
            "youtube.com/@",
            "reddit.com/u",
            "vk.com/",
            "mastodon",
            "keybase.io/",
            "soundcloud.com/",
            "behance.net/",
            "dribbble.com/",
            "weibo.com/u/",
            "zhihu.com/people/",
            "stackoverflow.com/users/",
            "bsky.app/profile/",
            "threads.net/@",
            "pinterest.com/",
            "twitch.tv/",
        ]]),
        pattern: r"(?i)\b(?:https?://)?(?:[a-z]{2,3}\.|m\.)?(?:linkedin\.com/in/[\p{L}\d%_.-]+|(?:github|gitlab|twitter|facebook|instagram|vk|keybase|soundcloud|behance|dribbble|pinterest|twitch|x|t)\.(?:com|me|io|net|tv)/[a-z\d_.-]{2,40}|(?:tiktok|medium|youtube|threads)\.(?:com|net)/@[\p{L}\d_.-]+|reddit\.com/u(?:ser)?/[a-z\d_-]+|weibo\.com/u/\d+|zhihu\.com/people/[\p{L}\d_-]+|stackoverflow\.com/users/\d+(?:/[a-z\d-]+)?|bsky\.app/profile/[a-z\d.-]+|mastodon\.[a-z]+/@[a-z\d_]+)/?",
        check: is_profile,
        confidence: 0.9,
        #[cfg(test)]
        matches: &[
            "https://github.com/ada-lovelace-77",
            "linkedin.com/in/ada-lovelace",
            "see https://www.tiktok.com/@ada.l!",
        ],
        #[cfg(test)]
        ignores: &[
            "https://github.com/rust-lang/rust",
            "url = 'https://api.github.com/repos/'",
            "https://github.com/sphinx-\"\n\"doc/sphinx/issues",
            "github.com/features",
            "https://twitter.com/home",
            "https://x.com/",
            "netflix.com/browse",
        ],
    },
    Rule {
        id: "contact.url-user",
        kind: PiiType::UrlWithUser,
        cue: Cue::Far(&[&[
            "/users/",
            "/user/",
            "/u/",
            "/profile/",
            "/people/",
            "/~",
            "/member/",
            "user=",
            "username=",
            "email=",
            "uid=",
        ]]),
        pattern: r"(?i)\bhttps?://[a-z\d.-]{3,80}(?::\d{1,5})?/(?:[\w./-]{0,80}/)?(?:(?:users?|u|profile|people|members?)/@?[\w.-]{3,40}|~[\w.-]{2,40}|[\w./-]{0,60}\?(?:[\w.-]{1,30}=[^\s&]{0,60}&)*(?:user(?:name)?|email|uid)=[^\s&)>\]]{2,60})[/\w.-]*",
        check: |hit| {
            ![".html", ".gz", ".zip", ".pdf", ".tgz", ".txt", ".css", ".js"]
                .iter()
                .any(|end| hit.value().ends_with(end))
                && !hit.value().contains("cgi")
                && !last_part(hit.value())
                    .chars()
                    .all(|letter| letter.is_ascii_digit())
                && !is_common_word(last_part(hit.value()))
        },
        confidence: 0.85,
        #[cfg(test)]
        matches: &[
            "https://forum.acme.org/users/ada_l77",
            "http://www.cs.acme.edu/~lovelace/",
            "https://acme.org/login?user=ada.l&x=1",
        ],
        #[cfg(test)]
        ignores: &[
            "https://acme.org/users/",
            "https://acme.org/blog/people-who-count",
            "https://api.acme.org/users/123",
            "https://acme.org/user/login",
            "http://cvs.acme.org/cgi-bin/cvsweb/~checkout~/src",
        ],
    },
    Rule {
        id: "contact.handle",
        kind: PiiType::Username,
        cue: Cue::Any(&[&[
            "twitter",
            "instagram",
            "insta",
            "telegram",
            "discord",
            "tiktok",
            "github",
            "skype",
            "snapchat",
            "handle",
            "username",
            "user name",
            "benutzername",
            "usuario",
            "utilisateur",
            "nome utente",
            "gebruikersnaam",
            "usuário",
            "użytkownika",
            "логин",
            "ник",
            "用户名",
            "微信",
            "ユーザー名",
            "اسم المستخدم",
            "यूज़रनेम",
            "login",
            "pseudo",
            "benutzer",
            "identifiant",
            "телег",
            "инстаграм",
            "nick",
            "twitch",
            "reddit",
            "steam",
            "xbox",
            "psn",
            "gamertag",
            "snap",
            "mastodon",
            "line id",
        ]]),
        pattern: r"(?i)(?:^|[^a-z])(?:twitter|instagram|insta|telegram|discord|tiktok|github|skype|snapchat|twitch|reddit|handle|user ?name|benutzername|(?:nombre de )?usuario|(?:nom d['’])?utilisateur|nome utente|gebruikersnaam|usuário|nazwa użytkownika|логин|ник|用户名|微信号?|ユーザー名|اسم المستخدم|यूज़रनेम|login|pseudo|nick(?:name)?|steam|xbox|psn|epic|gamertag|snap|signal|mastodon|line id|snapchat|benutzer|identifiant|телеграме?|телеге|инстаграме?)(?: (?:is|ist|es|est|è|jest|handle|id|name|user|username|account|:)){0,2}(?:\s{0,2}(?:[:=：]|是|は|это|-)\s{0,2}|\s)[`\u{22}'“「]?@?([a-zA-Z][a-z\d]*(?:[._-]?[a-z\d]+)*(?:#\d{4})?)",
        check: |hit| {
            (hit.before(1).ends_with('@') || looks_like_handle(hit.value()) || named(hit))
                && !is_common_word(hit.value())
                && !hit.in_code()
                && !is_verb(hit)
                && !hit.after(1).starts_with(['(', '[', '.', '@'])
                && !(hit.before(1).ends_with(':') && hit.after(1).starts_with('{'))
                && !["handle", "username", "user", "login", "nick"]
                    .iter()
                    .any(|field| hit.value().ends_with(&format!(".{field}")))
        },
        confidence: 0.72,
        #[cfg(test)]
        matches: &[
            "my username is ada_lovelace77",
            "Instagram: @ada.lovelace",
            "логин: ivan_petrov",
            "用户名：xiaoming88",
        ],
        #[cfg(test)]
        ignores: &[
            "username is required",
            "the login page",
            "login: true",
            "username: user1234@",
            "discord bot",
            "{ handle: options.handle, axis: 1 }",
            ".fa-square-snapchat:before{content:\"x\"}",
            "reddit thread",
            "github actions",
            "we don't handle io_buffers here",
            "result.errHandle = out_handle2",
            "patreon: # a Patreon username\nko_fi: # a Ko-fi username",
        ],
    },
    Rule {
        id: "contact.path",
        kind: PiiType::Username,
        cue: Cue::Any(&[&[
            "/home/",
            "/users/",
            r"\users\",
            r"\\users\\",
            "documents and settings",
        ]]),
        pattern: r"(?:/home/|/Users/|/export/home/|(?i:[a-z]:[\\/]{1,2}(?:users|documents and settings)[\\/]{1,2}))([\p{L}\d][\p{L}\d._-]{0,40})",
        check: |hit| {
            !is_common_word(hit.value())
                && !hit.value().starts_with("your")
                && !hit.after(1).starts_with(['}', '>', '('])
                && !url_before(hit)
        },
        confidence: 0.92,
        #[cfg(test)]
        matches: &[
            "/home/ada/projects/x.py",
            r"C:\Users\Ada L\x",
            r"D:\\Users\\maria.g\\Desktop",
            "/Users/josé/Library",
        ],
        #[cfg(test)]
        ignores: &[
            "/home/user/x",
            "/home/",
            r"C:\Users\Public\x",
            "/home/ubuntu",
            "https://acme.org/home/index",
            "/home/$USER",
            "/home/runner/work",
        ],
    },
    Rule {
        id: "contact.log-user",
        kind: PiiType::Username,
        cue: Cue::Far(&[&[
            "user=",
            "username=",
            "user_name=",
            "login=",
            "usr=",
            "uid=",
            "for user ",
            "user:",
            "invalid user ",
            "\"username\"",
            "\"user\"",
            "\"login\"",
            "'username'",
            "ssh ",
            "scp ",
            "rsync ",
        ]]),
        pattern: r#"(?i)(?:\b(?:user|user_?name|login|usr|uid)=['"]?|["'](?:username|user|login|user_name|handle|screen_name)["']\s?:\s?["']|for (?:invalid )?user |\bssh (?:-\w \S+ )*|\bscp (?:\S+ )?|\brsync (?:\S+ ){1,3})([a-z][\w.-]{2,40})(@[a-z\d.-]+)?"#,
        check: is_log_user,
        confidence: 0.8,
        #[cfg(test)]
        matches: &[
            "ip=1 user=manuela8271 path=/",
            "{\"username\": \"ada_l77\"}",
            "ssh ada@build-host-3",
            "Failed password for invalid user mgonzalez from",
        ],
        #[cfg(test)]
        ignores: &[
            "user=self.user",
            "user=request.user",
            "user=None",
            "user=root",
            "ssh git@github.com",
            "user=get_user(",
            "login=true",
            "// prints prompts for user input",
            // Of a protocol, not of a login.
            "a pure implementation of the SSH protocol.",
            "message(FATAL_ERROR \"unknown SSH option\")",
        ],
    },
    Rule {
        id: "contact.pair-user",
        kind: PiiType::Username,
        cue: Cue::Close(&[&[
            "zugangsdaten",
            "anmeldedaten",
            "credentials:",
            "creds:",
            "identifiants",
            "credenziali",
            "credenciales",
            "credenciais",
            "inloggegevens",
            "dane logowania",
        ]]),
        pattern: r#"(?i)\b(?:zugangsdaten|anmeldedaten|credentials|creds|identifiants|credenziali|credenciales|credenciais|inloggegevens|dane logowania)\s?[:：] ?([a-z][\w.+-]{2,40})(?: ?/ ?|, )[^\s"'<>/|,]*\d"#,
        check: |hit| !is_common_word(hit.value()),
        confidence: 0.8,
        #[cfg(test)]
        matches: &["Zugangsdaten: oberhuber7 / quinoa§!736Q"],
        #[cfg(test)]
        ignores: &["Credentials: none / optional", "creds: admin, h4m§ster-17"],
    },
    Rule {
        id: "contact.user-and-password",
        kind: PiiType::Username,
        cue: Cue::Any(&[&[
            "passw",
            "pwd",
            "contraseña",
            "mot de passe",
            "senha",
            "hasło",
            "парол",
            "wachtwoord",
            " pw ",
        ]]),
        pattern: r"(?i)(?:\b(?:user(?:name)?|login|usuario|utilisateur|benutzer|utente|gebruiker|usuário|użytkownik)|пользователь|логин)[:=]? ([\w.-]{3,40}),? (?:and |und |et |y |e |en |i |и )?(?:the )?(?:passw|pwd|pw |contraseña|mot de passe|senha|hasło|парол|wachtwoord)",
        check: |hit| !is_common_word(hit.value()) && !["and", "or", "the"].contains(&hit.value()),
        confidence: 0.82,
        #[cfg(test)]
        matches: &["user maya_handa password x", "Benutzer petra und Passwort"],
        #[cfg(test)]
        ignores: &["the user name password pair", "user and password"],
    },
    Rule {
        id: "contact.mention",
        kind: PiiType::Username,
        cue: Cue::Close(&[&["@"]]),
        pattern: r"(?i)(?:^|[\s(:,])(?:by|ping|cc|dm|follow|thanks|hey|hi|from|ask|message|add|contact|at|ping me|dm me|message me|add me|reach me)(?: on| at)? @([a-z][a-z\d_.-]{2,38}[a-z\d_])",
        // Change logs thank everyone who sent a patch, in public.
        check: |hit| {
            !is_common_word(hit.value())
                && !hit.after(1).starts_with(['/', '(', '@'])
                && !hit.line().contains("/pull/")
                && !hit.line().contains("/issues/")
        },
        confidence: 0.7,
        #[cfg(test)]
        matches: &["posted by @ada_lovelace", "ping @mgonzalez please"],
        #[cfg(test)]
        ignores: &["from @angular/core", "by @app.route('/')", "hi @everyone"],
    },
];

fn last_part(url: &str) -> &str {
    url.trim_end_matches('/')
        .rsplit(['/', '=', '~', '@'])
        .next()
        .unwrap_or_default()
}

fn is_profile(hit: &Hit<'_>) -> bool {
    const PAGES: &[&str] = &[
        "features",
        "home",
        "about",
        "login",
        "signup",
        "search",
        "explore",
        "pricing",
        "settings",
        "topics",
        "trending",
        "marketplace",
        "sponsors",
        "orgs",
        "apps",
        "share",
        "intent",
        "sharer",
        "sharer.php",
        "groups",
        "pages",
        "watch",
        "i",
        "hashtag",
        "joinchat",
        "privacy",
        "terms",
        "help",
        "in",
        "p",
        "reel",
        "stories",
        "microsoft",
        "google",
        "openai",
        "facebook",
        "rust-lang",
        "torvalds",
        "github",
        "enterprise",
        "security",
        "readme",
        "collections",
        "events",
        "marketing",
    ];
    let part = last_part(hit.value()).to_ascii_lowercase();
    let deeper =
        hit.value().ends_with('/') && hit.after(1).starts_with(|letter: char| letter.is_alphanumeric());
    let code_host = ["github.", "gitlab.", "keybase."]
        .iter()
        .any(|host| hit.value().contains(host));
    // A path below a code host's account names a project: public, and often the subject of the question.
    let project = deeper && code_host;
    // An interface for programs, and an address that a line break cuts.
    let machine = hit.value().contains("/api.");
    let broken = hit.value().ends_with('-');
    let within = hit.before(1).ends_with(['.', '-']);
    !machine && !broken && !PAGES.contains(&part.as_str()) && !project && !within && !part.ends_with(".com")
}

fn looks_like_handle(value: &str) -> bool {
    value.len() >= 4
        && value.contains(|letter: char| letter.is_ascii_digit() || letter == '_' || letter == '.')
}

/// "we do not handle UTF-8", "a username" and a key on the next line: no name follows the word.
fn is_verb(hit: &Hit<'_>) -> bool {
    let before = hit.before(16).to_lowercase();
    let quoted = before.trim_end_matches(['`', '"', '\'']);
    let verb = quoted.ends_with("handle ") || quoted.ends_with("handle = ");
    verb || before.ends_with('\n') && hit.after(1).starts_with(':')
}

/// "username: kowalski", "mon pseudo est mapleLuka": after a word for the name itself and a colon or "is".
fn named(hit: &Hit<'_>) -> bool {
    const ABOUT: &[&str] = &[
        "required",
        "invalid",
        "taken",
        "wrong",
        "missing",
        "unknown",
        "field",
        "optional",
        "string",
        "value",
        "empty",
        "unique",
        "case",
        "obligatorio",
        "requerido",
        "incorrecto",
        "requis",
        "obligatoire",
        "erforderlich",
        "falsch",
        "vergeben",
        "not",
        "available",
        "valid",
        "already",
        "incorrect",
        "text",
        "varchar",
        "char",
        "input",
        "label",
        "type",
        "page",
        "form",
    ];
    let before = hit.before(28).to_lowercase();
    let before = before.trim_end_matches(['"', '\'', '`', '“', '@', '「']);
    let told = [
        ":", ": ", "：", " is ", " ist ", " est ", " es ", " è ", " é ", " jest ", "是", "は", "это ",
    ]
    .iter()
    .any(|end| before.ends_with(end));
    let word = [
        "username",
        "user name",
        "benutzername",
        "usuario",
        "utilisateur",
        "pseudo",
        "nome utente",
        "gebruikersnaam",
        "usuário",
        "użytkownika",
        "логин",
        "ник",
        "用户名",
        "benutzer",
        "identifiant",
        "github handle",
        "snapchat",
        "twitch",
        "微信号",
        "login",
        "ユーザー名",
        "nickname",
        "skype",
    ]
    .iter()
    .any(|word| before.contains(word));
    let value = hit.value();
    let capital = value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
        && value.bytes().any(|byte| byte.is_ascii_lowercase());
    word && told
        && (value.len() >= 4 && !before.contains("discord") || capital)
        && !ABOUT.contains(&value.to_lowercase().as_str())
}

fn url_before(hit: &Hit<'_>) -> bool {
    let before = hit.before(80);
    let word = before
        .rsplit([' ', '\n', '"', '\'', '(', '`'])
        .next()
        .unwrap_or_default();
    word.contains("://") && !word.starts_with("file:")
}

fn is_log_user(hit: &Hit<'_>) -> bool {
    let value = hit.value();
    let ssh = hit.before(80).rsplit('\n').next().is_some_and(|line| {
        let line = line.to_ascii_lowercase();
        ["ssh ", "scp ", "rsync "]
            .iter()
            .any(|program| line.contains(program))
    });
    let assigned = hit.before(1).ends_with('=');
    let address = hit.after(1).starts_with('@');
    // "prompts for user input": in a log stands what the user did.
    let prose = hit.before(9).eq_ignore_ascii_case("for user ")
        && value.bytes().all(|byte| byte.is_ascii_lowercase())
        && {
            let line = hit.line().to_ascii_lowercase();
            ![
                " from ", "session", "passw", "login", "logon", "sshd", "opened", "closed", "authent",
                "accept", "fail", "grant", "denied", "logged", "sudo", "su:",
            ]
            .iter()
            .any(|word| line.contains(word))
        };
    (!ssh || address)
        && !prose
        && !matches!(value, "git" | "None" | "null" | "nil" | "undefined" | "self")
        && !is_common_word(value)
        && !hit.after(1).starts_with(['(', '[', '{'])
        && !(assigned
            && (value.starts_with("self.")
                || value.contains("request")
                || value.contains("get_")
                || hit.after(1).starts_with(',')
                || hit.after(1).starts_with(')')))
        && !(value.starts_with("current") || value.starts_with("your") || value.starts_with("my_"))
}
