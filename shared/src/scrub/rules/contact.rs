//! How people are reached: e-mail, telephone, profiles and names on sites.

use super::words::{self, is_common_word};
use super::{Cue, Hit, Rule};
use crate::scrub::PiiType;
use crate::scrub::checks::digits;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "contact.email",
        kind: PiiType::Email,
        cue: Cue::Any(&[&["@"]]),
        pattern: r"[\p{L}\p{N}][\p{L}\p{N}._%+'-]*@(?:[\p{L}\p{N}][\p{L}\p{N}-]*\.)+\p{L}{2,24}",
        check: is_email,
        confidence: 0.99,
        matches: &[
            "write to ada.lovelace@posteo.net today",
            "mail:ivan@почта.рф",
            "<o'neil+news@mail.co.uk>,",
            "邮箱是li.wei@qq.com，谢谢",
        ],
        ignores: &[
            "@mention",
            "a @ b",
            "user@example.com stands for any address",
            "npm i @types/node@18.11.9",
            "Message-ID: <5f2e.1c@mail.gmail.com>",
            "git clone git@github.com:rust-lang/rust.git",
            "icon@2x.png is an image",
        ],
    },
    Rule {
        id: "contact.email-spelled",
        kind: PiiType::Email,
        cue: Cue::Any(&[&["(at)", "[at]", " at ", "{at}"]]),
        pattern: r"(?i)\b[a-z\d][a-z\d._+-]{1,40} ?(?:\(at\)|\[at\]|\{at\}| at ) ?[a-z\d-]{2,40}(?: ?(?:\(dot\)|\[dot\]|\{dot\}) ?[a-z]{2,12}| dot (?:com|net|org|de|fr|es|it|uk|io|eu|nl|pl|ru|br|in|edu|co)|\.(?:com|net|org|de|fr|es|it|uk|io|eu|nl|pl|ru|br|in))\b",
        check: |hit| hit.value().contains(['(', '[', '{']) || hit.value().contains(" dot "),
        confidence: 0.9,
        matches: &[
            "ada.lovelace (at) posteo.net",
            "reach me: ada at posteo dot net",
            "ada[at]posteo[dot]net",
        ],
        ignores: &["we met at example.com headquarters", "look at point dot product"],
    },
    Rule {
        id: "contact.phone-international",
        kind: PiiType::Phone,
        cue: Cue::Close(&[&["+", "00"]]),
        pattern: r"(?:\+|\b00)[1-9]\d{0,3}(?:[ \u{a0}\u{202f}./-]{0,2}\(0?\d{0,5}\))?(?:[ \u{a0}\u{202f}./-]?\d{1,5}){1,7}(?: ?(?:ext\.?|x|доб\.?|#) ?\d{1,5})?",
        check: is_international,
        confidence: 0.93,
        matches: &[
            "call +44 7911 123456",
            "+1 (415) 555-0132 ext. 12",
            "0049 30 901820",
            "+861391234§5678",
            "＋८１ no: +91 98765 43210",
            "هاتف ٠٠٩٦٦٥٠١٢٣٤٥٦٧",
        ],
        ignores: &[
            "2+2",
            "+10 000 points",
            "C++17",
            "utc +0200",
            "+1.5 %",
            "0012",
            "a+1234567890123456789",
        ],
    },
    Rule {
        id: "contact.phone-nanp",
        kind: PiiType::Phone,
        cue: Cue::Digits(10),
        pattern: r"(?:\b1[ .-])?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[ .-])[2-9]\d{2}[.-]\d{4}(?: ?(?:ext\.?|x) ?\d{1,5})?",
        check: |hit| {
            !hit.before(1).ends_with(['-', '.', '/', '+'])
                && !hit.after(1).starts_with(['-', '/'])
                && !is_reference(hit)
        },
        confidence: 0.86,
        matches: &["(415) 555-0132", "415-555-0132", "1.415.555.0132x9"],
        ignores: &[
            "415-555-01321",
            "order 104-415-555-0132",
            "155-555-0132 has no such area",
            "415 + 555 = 970",
        ],
    },
    Rule {
        id: "contact.phone-national",
        kind: PiiType::Phone,
        cue: Cue::Digits(9),
        // FR, UK mobile and landline, CN mobile, JP, IN, RU, BR, ES, PT, IT, DE mobile, NL mobile, AU.
        pattern: r"\b0[1-9](?:[ .-]\d{2}){4}\b|\b07\d{3} ?\d{6}\b|\(?\b0(?:1\d{2,3}|2\d|1\d1)\)? \d{3,4} \d{3,4}\b|\b1[3-9]\d{9}\b|\b1[3-9]\d[ -]\d{4}[ -]\d{4}\b|\b0\d{1,4}-\d{1,4}-\d{4}\b|\b0\d{2}[ -]\d{3}[ -]\d{4}\b|\b[6-9]\d{4}[ -]\d{5}\b|\b8[ -]?\(\d{3}\)[ -]?\d{3}-?\d{2}-?\d{2}\b|\b8 \d{3} \d{3}[ -]\d{2}[ -]\d{2}\b|\(\d{2}\) ?9?\d{4}-\d{4}\b|\b[67]\d{2} \d{3} \d{3}\b|\b9[1236]\d \d{3} \d{3}\b|\b3[2-9]\d[ .]\d{6,7}\b|\b01[567]\d[ /-]?\d{7,8}\b|\b06[ -]\d{8}\b|\b04\d{2} \d{3} \d{3}\b",
        check: |hit| {
            !hit.before(1).ends_with(['-', '.', '/', '+', '#', '=', ':'])
                && !hit.after(1).starts_with(['-', '/'])
                && !is_reference(hit)
        },
        confidence: 0.8,
        matches: &[
            "06 12 39 16 04",
            "07911 123456",
            "0151 12345678",
            "我的号码13912345678",
            "03-1234-5678",
            "98765 43210",
            "8 (912) 345-67-89",
            "(11) 96123-9985",
            "612 345 678",
        ],
        ignores: &[
            "order #13912345678",
            "2024-05-06",
            "ISBN 0-306-40615-2",
            "1 250 000 EUR",
            "8 912 times",
            "tracking 98765 43210",
        ],
    },
    Rule {
        id: "contact.phone-by-context",
        kind: PiiType::Phone,
        cue: Cue::Near(&[words::PHONE]),
        pattern: r"(?:\b|\()\d(?:[ \u{a0}./()-]{0,2}\d){5,14}",
        check: is_national,
        confidence: 0.66,
        matches: &[
            "Tel: 030 901820",
            "telefon 512 345 678",
            "رقم هاتفي 0501234567",
            "फ़ोन: 9876543210",
            "电话：010-62345678",
            "bel me op 0612345678",
        ],
        ignores: &[
            "phone model 2024.11.3",
            "call me on 2026-05-07",
            "order number 4839201",
            "call 911",
            "Tel Aviv 1909",
            "version number 10.0.19041.1",
        ],
    },
    Rule {
        id: "contact.phone-label",
        kind: PiiType::Phone,
        cue: Cue::Close(&[&[
            "m:", "t:", "p:", "f:", "m.", "t.", "tel", "mob", "cell", "ph:", "ph.",
        ]]),
        pattern: r"(?:^|[\n|,;( ])(?i:[mtpf]|tel|mob(?:il)?|cell?|ph)[.:]{1,2} ?(\(?\d(?:[ \u{a0}./()-]{0,2}\d){6,13})",
        check: is_national,
        confidence: 0.84,
        matches: &["Engineer\nM: 21 234 5460 | Porto", "T: 011 234 2972"],
        ignores: &["t: 2024-05-06", "p: 3", "item: 123456789"],
    },
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
        matches: &[
            "https://github.com/ada-lovelace-77",
            "linkedin.com/in/ada-lovelace",
            "see https://www.tiktok.com/@ada.l!",
        ],
        ignores: &[
            "https://github.com/rust-lang/rust",
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
            !hit.value().ends_with(".html")
                && !last_part(hit.value())
                    .chars()
                    .all(|letter| letter.is_ascii_digit())
                && !is_common_word(last_part(hit.value()))
        },
        confidence: 0.85,
        matches: &[
            "https://forum.acme.org/users/ada_l77",
            "http://www.cs.acme.edu/~lovelace/",
            "https://acme.org/login?user=ada.l&x=1",
        ],
        ignores: &[
            "https://acme.org/users/",
            "https://acme.org/blog/people-who-count",
            "https://api.acme.org/users/123",
            "https://acme.org/user/login",
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
            "nick",
            "twitch",
            "reddit",
        ]]),
        pattern: r"(?i)(?:twitter|instagram|insta|telegram|discord|tiktok|github|skype|snapchat|twitch|reddit|handle|user ?name|benutzername|(?:nombre de )?usuario|(?:nom d['’])?utilisateur|nome utente|gebruikersnaam|usuário|nazwa użytkownika|логин|ник|用户名|微信号?|ユーザー名|اسم المستخدم|यूज़रनेम|login|pseudo|nick(?:name)?)(?: (?:is|ist|es|est|è|jest|handle|id|name|user|username|account|:))?(?:\s{0,2}(?:[:=：]|是|は|это|-)\s{0,2}|\s)[`\u{22}'“「]?@?([a-z][a-z\d]*(?:[._-]?[a-z\d]+)*(?:#\d{4})?)",
        check: |hit| {
            (hit.before(1).ends_with('@') || looks_like_handle(hit.value()))
                && !is_common_word(hit.value())
                && !hit.after(1).starts_with(['(', '[', '.', '@'])
        },
        confidence: 0.72,
        matches: &[
            "my username is ada_lovelace77",
            "Instagram: @ada.lovelace",
            "логин: ivan_petrov",
            "用户名：xiaoming88",
        ],
        ignores: &[
            "username is required",
            "the login page",
            "login: true",
            "username: user1234@",
            "discord bot",
            "reddit thread",
            "github actions",
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
        matches: &[
            "/home/ada/projects/x.py",
            r"C:\Users\Ada L\x",
            r"D:\\Users\\maria.g\\Desktop",
            "/Users/josé/Library",
        ],
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
        matches: &[
            "ip=1 user=manuela8271 path=/",
            "{\"username\": \"ada_l77\"}",
            "ssh ada@build-host-3",
            "Failed password for invalid user mgonzalez from",
        ],
        ignores: &[
            "user=self.user",
            "user=request.user",
            "user=None",
            "user=root",
            "ssh git@github.com",
            "user=get_user(",
            "login=true",
        ],
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
        ]]),
        pattern: r"(?i)(?:\b(?:user(?:name)?|login|usuario|utilisateur|benutzer|utente|gebruiker|usuário|użytkownik)|пользователь|логин)[:=]? ([\w.-]{3,40}),? (?:and |und |et |y |e |en |i |и )?(?:the )?(?:passw|pwd|contraseña|mot de passe|senha|hasło|парол|wachtwoord)",
        check: |hit| !is_common_word(hit.value()) && !["and", "or", "the"].contains(&hit.value()),
        confidence: 0.82,
        matches: &["user maya_handa password x", "Benutzer petra und Passwort"],
        ignores: &["the user name password pair", "user and password"],
    },
    Rule {
        id: "contact.mention",
        kind: PiiType::Username,
        cue: Cue::Close(&[&["@"]]),
        pattern: r"(?i)(?:^|[\s(:,])(?:by|ping|cc|dm|follow|thanks|hey|hi|from|ask|message|add|contact|at|ping me|dm me|message me|add me|reach me)(?: on| at)? @([a-z][a-z\d_.-]{2,38}[a-z\d_])",
        check: |hit| !is_common_word(hit.value()) && !hit.after(1).starts_with(['/', '(', '@']),
        confidence: 0.7,
        matches: &["posted by @ada_lovelace", "ping @mgonzalez please"],
        ignores: &["from @angular/core", "by @app.route('/')", "hi @everyone"],
    },
];

const EXAMPLE_DOMAINS: &[&str] = &[
    "example.com",
    "example.org",
    "example.net",
    "example.edu",
    "domain.com",
    "email.com",
    "test.com",
    "yourdomain.com",
    "company.com",
    "yourcompany.com",
    "mysite.com",
    "site.com",
    "host.com",
    "foo.com",
    "bar.com",
    "localhost.localdomain",
    "sample.com",
];
const EXAMPLE_NAMES: &[&str] = &[
    "user",
    "users",
    "username",
    "name",
    "you",
    "your",
    "yourname",
    "your.name",
    "your.email",
    "your-email",
    "your_email",
    "youremail",
    "email",
    "mail",
    "test",
    "foo",
    "bar",
    "someone",
    "somebody",
    "me",
    "noreply",
    "no-reply",
    "donotreply",
    "admin",
    "example",
    "git",
    "john.doe",
    "johndoe",
    "jane.doe",
    "first.last",
    "firstname.lastname",
    "abc",
    "xyz",
];

fn is_email(hit: &Hit<'_>) -> bool {
    let lower = hit.value().to_lowercase();
    let Some((name, domain)) = lower.rsplit_once('@') else {
        return false;
    };
    let tail = domain.rsplit('.').next().unwrap_or_default();
    let example = EXAMPLE_DOMAINS.iter().any(|known| {
        domain == *known
            || domain.strip_suffix(known).is_some_and(|rest| rest.ends_with('.'))
            || tail == "example"
            || tail == "invalid"
            || tail == "test"
            || tail == "localhost"
    });
    // A reserved domain is a placeholder whoever is named before it.
    let placeholder = example
        || (EXAMPLE_NAMES.contains(&name)
            && matches!(
                name,
                "git"
                    | "noreply"
                    | "no-reply"
                    | "user"
                    | "username"
                    | "you"
                    | "your"
                    | "yourname"
                    | "your.name"
                    | "your.email"
                    | "youremail"
                    | "name"
                    | "donotreply"
                    | "your_email"
                    | "your-email"
            ));
    let file = matches!(
        tail,
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "js" | "ts" | "json" | "py" | "rs"
    );
    let line = hit.line().to_ascii_lowercase();
    let before = line.split('@').next().unwrap_or_default();
    let message_id = ["message-id", "in-reply-to", "references:", "content-id"]
        .iter()
        .any(|header| before.contains(header));
    // `scheme://user:password@host` is no address of a person, wherever the password begins to look like one.
    let word = hit
        .before(120)
        .rsplit(|letter: char| letter.is_whitespace() || letter == '"' || letter == '\'')
        .next()
        .unwrap_or_default();
    let credentials = word
        .split_once("://")
        .is_some_and(|(_, rest)| !rest.contains('/'));
    !placeholder
        && !file
        && !message_id
        && !credentials
        && !name.contains("..")
        && name != "git"
        && !hit.before(2).ends_with("//")
}

fn is_international(hit: &Hit<'_>) -> bool {
    let number = hit.value();
    let digits = digits(number);
    let digits = if number.starts_with("00") {
        &digits[2..]
    } else {
        &digits[..]
    };
    let separated = number.contains([' ', '-', '(', '.', '/']);
    // "+10 000" and "+0200" are numbers; a plus inside a word or a sum is no prefix.
    (8..=15).contains(&digits.len())
        && (separated || digits.len() >= 9)
        && !hit
            .before(1)
            .ends_with(|letter: char| letter.is_ascii_alphanumeric())
        && !number.ends_with(" 000")
        && !hit.after(1).starts_with(|letter: char| letter.is_ascii_digit())
        && (number.starts_with('+')
            || !is_reference(hit) && !hit.before(1).ends_with(['-', '.', '/', '#', ':', ',']))
}

/// Words before a number that say it counts orders, parcels or versions, not telephones.
fn is_reference(hit: &Hit<'_>) -> bool {
    let before = hit.before(24).to_lowercase();
    [
        "order",
        "tracking",
        "invoice",
        "ticket",
        "isbn",
        "serial",
        "sku",
        "version",
        "bestell",
        "commande",
        "pedido",
        "ordine",
        "bestelling",
        "zamówien",
        "заказ",
        "订单",
        "注文",
        "طلب",
        "ऑर्डर",
        "#",
        "build",
        "id=",
        "port",
        "rechnung",
        "encomenda",
        "error",
        "code",
        "nr ",
        "timestamp",
        "ts=",
    ]
    .iter()
    .any(|word| before.contains(word))
}

fn is_national(hit: &Hit<'_>) -> bool {
    let digits = digits(hit.value());
    let value = hit.value();
    let parts: Vec<_> = value.split(['.', '-', '/', ' ']).collect();
    let date = parts.len() == 3
        && parts.iter().all(|part| part.len() <= 4)
        && (parts[0].len() == 4 || parts[2].len() == 4)
        && digits.len() == 8;
    let version = value.matches('.').count() >= 2 && !parts.iter().all(|part| (2..=4).contains(&part.len()));
    (7..=13).contains(&digits.len())
        && !date
        && !version
        && !is_reference(hit)
        && !hit.before(1).ends_with(['-', '#', '.', '+'])
        && !hit.after(2).starts_with([':', '%', '€', '$'])
}

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
    let within = hit.before(1).ends_with(['.', '-']);
    !PAGES.contains(&part.as_str()) && !project && !within && !part.ends_with(".com")
}

fn looks_like_handle(value: &str) -> bool {
    value.len() >= 4
        && value.contains(|letter: char| letter.is_ascii_digit() || letter == '_' || letter == '.')
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
    let ssh = hit
        .before(80)
        .rsplit('\n')
        .next()
        .is_some_and(|line| line.contains("ssh ") || line.contains("scp ") || line.contains("rsync "));
    let assigned = hit.before(1).ends_with('=');
    let address = hit.after(1).starts_with('@');
    (!ssh || address)
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
