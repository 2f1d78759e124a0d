//! How people are reached: e-mail and telephone.

use super::{Cue, Hit, Rule};
use super::{context, words};
use crate::scrub::PiiType;
use crate::scrub::checks::digits;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "contact.email",
        kind: PiiType::Email,
        cue: Cue::Any(&[&["@", "=40"]]),
        pattern: r"[\p{L}\p{N}][\p{L}\p{N}._%+'-]*(?:@|=40)(?:[\p{L}\p{N}][\p{L}\p{N}-]*\.)+\p{L}{2,24}",
        check: is_email,
        confidence: 0.99,
        #[cfg(test)]
        matches: &[
            "write to ada.lovelace@posteo.net today",
            "mail:ivan@почта.рф",
            "<o'neil+news@mail.co.uk>,",
            "邮箱是li.wei@qq.com，谢谢",
            "mailto:ada.lovelace=40posteo.net",
        ],
        #[cfg(test)]
        ignores: &[
            "@mention",
            "a @ b",
            "user@example.com stands for any address",
            "npm i @types/node@18.11.9",
            "Message-ID: <5f2e.1c@mail.gmail.com>",
            "git clone git@github.com:rust-lang/rust.git",
            "icon@2x.png is an image",
            "width=400.5",
        ],
    },
    Rule {
        id: "contact.email-spelled",
        kind: PiiType::Email,
        cue: Cue::Any(&[&["(at)", "[at]", " at ", "{at}"]]),
        pattern: r"(?i)\b[a-z\d][a-z\d._+-]{1,40} ?(?:\(at\)|\[at\]|\{at\}| at ) ?[a-z\d-]{2,40}(?: ?(?:\(dot\)|\[dot\]|\{dot\}) ?[a-z]{2,12}| dot (?:com|net|org|de|fr|es|it|uk|io|eu|nl|pl|ru|br|in|edu|co)|\.(?:com|net|org|de|fr|es|it|uk|io|eu|nl|pl|ru|br|in))\b",
        check: |hit| hit.value().contains(['(', '[', '{']) || hit.value().contains(" dot "),
        confidence: 0.9,
        #[cfg(test)]
        matches: &[
            "ada.lovelace (at) posteo.net",
            "reach me: ada at posteo dot net",
            "ada[at]posteo[dot]net",
        ],
        #[cfg(test)]
        ignores: &["we met at example.com headquarters", "look at point dot product"],
    },
    Rule {
        id: "contact.phone-international",
        kind: PiiType::Phone,
        cue: Cue::Close(&[&["+", "00"]]),
        pattern: r"(?:\+|\b00)[1-9]\d{0,3}(?:[ \u{a0}\u{202f}./-]{0,2}\(0?\d{0,5}\))?(?:[ \u{a0}\u{202f}./-]?\d{1,5}){1,7}(?: ?(?:ext\.?|x|доб\.?|#) ?\d{1,5})?",
        check: is_international,
        confidence: 0.93,
        #[cfg(test)]
        matches: &[
            "call +44 7911 123456",
            "+1 (415) 555-0132 ext. 12",
            "0049 30 901820",
            "+861391234§5678",
            "＋८１ no: +91 98765 43210",
            "هاتف ٠٠٩٦٦٥٠١٢٣٤٥٦٧",
        ],
        #[cfg(test)]
        ignores: &[
            "2+2",
            "+10 000 points",
            "C++17",
            "utc +0200",
            "+1.5 %",
            "0012",
            "00CC; 0069 0307 0300; 00CC",
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
        #[cfg(test)]
        matches: &["(415) 555-0132", "415-555-0132", "1.415.555.0132x9"],
        #[cfg(test)]
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
                && !hex_goes_on(hit)
                && !is_reference(hit)
                && !is_span(hit.value())
                && !is_decimal(hit.value())
        },
        confidence: 0.8,
        #[cfg(test)]
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
        #[cfg(test)]
        ignores: &[
            "order #13912345678",
            "2024-05-06",
            "ISBN 0-306-40615-2",
            // A measured value.
            "7.415,0.004,388.551841,1872.871",
            "1 250 000 EUR",
            "8 912 times",
            "tracking 98765 43210",
            "65000-65533: reserved",
        ],
    },
    Rule {
        id: "contact.phone-grouped",
        kind: PiiType::Phone,
        cue: Cue::Digits(8),
        pattern: r"(?:\(0?\d{2,4}\)|\b\d{2,5})(?:[ \u{a0}\u{202f}.-]\d{2,5}){1,4}\b|\(\d{2,4}\)\d{3,8}(?:-\d{2,4}){0,2}\b|\b0\d{2,4}/\d{4,8}\b|\b0\d{1,4}[ -]\d{5,8}\b|\b0\d{9,10}\b|\b3\d{2}/\d{7}\b",
        check: is_grouped,
        confidence: 0.79,
        #[cfg(test)]
        matches: &[
            "stuur een appje op 012 34 75 13 dat ik later ben",
            "napisz do mnie na 12 369 71 00, że",
            "ana; x; (02) 1258 1775\n",
            "no me contesta al 222 123 5312, qué",
            "8(495)337-09-27",
            "0171/5551234",
        ],
        #[cfg(test)]
        ignores: &[
            "512 666 648 people live there",
            "am 12.03.2024 um 14.30",
            "from 1990 to 2010 2020",
            "at 10 000 000 rows",
            "01 00 00 00 50 32 7f",
            "on 2024-05-06 10.20",
            "Order 018-5577321-1234567",
        ],
    },
    Rule {
        id: "contact.phone-by-context",
        kind: PiiType::Phone,
        cue: Cue::Near(&[words::PHONE, context::PHONE]),
        pattern: r"(?:\b|\()\d(?:[ \u{a0}./()-]{0,2}\d){5,14}",
        check: is_national,
        confidence: 0.66,
        #[cfg(test)]
        matches: &[
            "Tel: 030 901820",
            "telefon 512 345 678",
            "رقم هاتفي 0501234567",
            "फ़ोन: 9876543210",
            "电话：010-62345678",
            "bel me op 0612345678",
        ],
        #[cfg(test)]
        ignores: &[
            "phone model 2024.11.3",
            "call me on 2026-05-07",
            "order number 4839201",
            "call 911",
            "Tel Aviv 1909",
            "version number 10.0.19041.1",
            "call lsort -integer {5 3 1 2 11 4}",
            "the number 1010 0000 in bits",
            "phone maxPayload=104857600",
            "Number.parseInt(t) || r>1114111 || mobile.default(15768000)",
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
        #[cfg(test)]
        matches: &["Engineer\nM: 21 234 5460 | Porto", "T: 011 234 2972"],
        #[cfg(test)]
        ignores: &["t: 2024-05-06", "p: 3", "item: 123456789"],
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
    let Some((name, domain)) = lower.rsplit_once('@').or_else(|| lower.rsplit_once("=40")) else {
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
        && !is_login(hit)
}

/// `ssh ada@host`: the name of a user on a machine, which has its own rule.
fn is_login(hit: &Hit<'_>) -> bool {
    let before = hit.before(60);
    let line = before.rsplit('\n').next().unwrap_or_default();
    ["ssh ", "scp ", "sftp ", "rsync ", "mosh ", "ssh-copy-id "]
        .iter()
        .any(|command| line.contains(command))
        || hit.after(2).starts_with(":~") && !line.contains(' ')
        || hit.after(2).starts_with(":/") && hit.after(3) != "://"
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
    // "0069 0307 0300": characters by number.
    let characters = number.starts_with("00") && number.split(' ').all(|group| group.len() == 4);
    !characters
        && (8..=15).contains(&digits.len())
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
        "ean",
        "gtin",
        "issn",
        "doi",
        "page",
        "article",
        "artikel",
        "compte",
        "konto",
        "account",
        "acct",
        "cuenta",
        "conto",
        "счет",
        "счёт",
        "账号",
        "口座",
        "預金",
        "خاتا",
        "edge/",
        "safari",
    ]
    .iter()
    .any(|word| before.contains(word))
}

/// One point and digits behind it: a measured value. Numbers that one calls begin with a nought, have more parts, or are those of Italian mobiles.
fn is_decimal(value: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    value.split_once('.').is_some_and(|(whole, rest)| {
        let italian = whole.starts_with('3') && rest.len() == 7;
        digits(whole)
            && digits(rest)
            && whole.len() <= 3
            && rest.len() > 4
            && !whole.starts_with('0')
            && !italian
    })
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
    // "0.123456", "12.345678": a number with a point is none that one calls.
    let decimal = parts.len() == 2
        && value.contains('.')
        && parts[0].len() <= 3
        && !value.starts_with(['0', '(']) | value.starts_with("0.");
    // "2024-00391" counts invoices; "id = 4815162342" is a row.
    let counted =
        parts.len() == 2 && parts[0].len() == 4 && (value.starts_with("19") || value.starts_with("20"))
            || hit.before(2) == "= ";
    let groups: Vec<_> = value
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    // "5 3 1 2 11 4" is a list, "1010 0000" a pattern of bits, "1234567890" all there are, "00 1970-01-01" holds a date.
    let list = groups.iter().filter(|group| group.len() == 1).count() >= 3;
    let bits = digits.iter().all(|&digit| digit < 2);
    let dated = value
        .as_bytes()
        .windows(8)
        .any(|part| part[0] == b'-' && part[3] == b'-')
        || groups.windows(3).any(|part| {
            part[0].len() == 4
                && part[1].len() == 2
                && part[2].len() == 2
                && value.contains('-')
                && matches!(&part[0][..2], "19" | "20")
        });
    let set = hit.before(1) == "=" && {
        let name = hit.before(12).to_lowercase();
        ![
            "tel=",
            "phone=",
            "mobile=",
            "cell=",
            "fax=",
            "phonenumber=",
            "number=",
            "telefon=",
            "mob=",
            "to=",
            "from=",
        ]
        .iter()
        .any(|field| name.ends_with(field))
    };
    // `default(15768000)`, `r>1114111`: a bare number in a program.
    let bare = groups.len() == 1 && {
        let called = if value.starts_with('(') {
            Some(hit.before(1))
        } else {
            hit.before(2).strip_suffix('(')
        }
        .is_some_and(|before| before.ends_with(|letter: char| letter.is_ascii_alphanumeric()))
            && hit.after(1) == ")";
        let compared = hit.before(1).ends_with(['>', '<']) && !hit.after(1).starts_with('<');
        called || compared
    };
    (7..=13).contains(&digits.len())
        && !bare
        && !list
        && !bits
        && !dated
        && !set
        && !is_sequence(&digits)
        && !decimal
        && !counted
        && !date
        && !version
        && !is_reference(hit)
        && !hit.before(1).ends_with(['-', '#', '.', '+'])
        && !hit.after(2).starts_with([':', '%', '€', '$'])
}

/// All digits in their order: no number, but all there are.
fn is_sequence(digits: &[u32]) -> bool {
    digits.len() >= 8 && digits.windows(2).all(|pair| pair[1] == (pair[0] + 1) % 10)
}

/// Whether digits are grouped as in the numbering plans of the languages here, and stand where a number to call stands.
///
/// Lengths by plan: Belgium 9 (0xx xx xx xx, 0x xxx xx xx), France 10 (0x xx xx xx xx), Spain 9 (9x xxx xx xx, 6xx xxx xxx),
/// Portugal 9 (2x xxx xx xx, 9xx xxx xxx), Poland 9 (5xx xxx xxx, 12 xxx xx xx), Italy 9–11 (0x xxxx xxxx, 3xx xxx xxxx), Germany
/// and Austria 0 and up to 12, the Netherlands 10 with 0, Switzerland 10 with 0, the United Kingdom 10–11 with 0, Russia 11 with
/// 8, Mexico 10 (55 xxxx xxxx, 3-3-4), Brazil 10–11 (xx 9xxxx xxxx), China 11 (1xx xxxx xxxx), Japan 10–11 with 0, Australia
/// 10 with 0, India 10 (5-5).
fn is_grouped(hit: &Hit<'_>) -> bool {
    let value = hit.value();
    let groups: Vec<&str> = value
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let count: usize = lengths.iter().sum();
    let first = groups[0].as_bytes()[0];
    let area = value.starts_with('(');
    let marks: std::collections::BTreeSet<char> = value
        .chars()
        .filter(|letter| !letter.is_ascii_digit() && !matches!(letter, '(' | ')'))
        .collect();
    let date = groups
        .iter()
        .any(|group| group.len() == 4 && (group.starts_with("19") || group.starts_with("20")))
        && count <= 8
        || value.matches(['.', '-']).count() == 2 && lengths.iter().all(|&length| length <= 4) && count == 8;
    let trunk = groups[0].starts_with('0') && !groups[0].starts_with("00");
    let planned = match (trunk, &lengths[..]) {
        (true, [10 | 11]) => is_called(hit) || is_listed(hit),
        (true, _) => (9..=11).contains(&count) && lengths.len() <= 5 && lengths[0] >= 2,
        (_, [3, 7]) => first == b'3',
        (_, [3, 3, 3]) => first >= b'4',
        (_, [2, 3, 2, 2]) => true,
        (_, [3, 2, 2, 2]) => first >= b'6',
        (_, [3, 3, 4]) => true,
        (_, [2, 4, 4] | [2, 5, 4]) => true,
        (_, [3, 4, 4]) => first == b'1',
        (_, [5, 5]) => first >= b'6',
        _ => area && (9..=11).contains(&count),
    };
    planned
        && !date
        && !is_sequence(&digits(value))
        && marks.len() <= 2
        && !is_reference(hit)
        && !hit
            .before(1)
            .ends_with(['-', '.', '/', '+', '#', '=', ':', ',', '$', '€', '£'])
        && !hit.after(1).starts_with(['-', '/', '%', '€', '$', '.', ':'])
            | hit.after(2).starts_with(['.', ':'])
                & !hit.after(2).ends_with(|letter: char| letter.is_ascii_digit())
        && (is_called(hit) || is_listed(hit) || trunk && count >= 10 && !hex_goes_on(hit))
}

/// "65000-65533": from a number to one that is little more, as ports and pages are counted.
fn is_span(value: &str) -> bool {
    value.split_once('-').is_some_and(|(from, to)| {
        let numbers = (from.parse::<u32>(), to.parse::<u32>());
        matches!(numbers, (Ok(from), Ok(to)) if from.to_string().len() == to.to_string().len() && from % 1000 == 0 && from < to && to < from + 10_000)
    })
}

/// Whether hexadecimal pairs go on behind: a dump of memory, not a French number.
fn hex_goes_on(hit: &Hit<'_>) -> bool {
    let mut after = hit.after(3).chars();
    after.next() == Some(' ')
        && after.next().is_some_and(|one| one.is_ascii_hexdigit())
        && after.next().is_some_and(|two| two.is_ascii_hexdigit())
}

/// Whether a small word for "at" or "on" stands right before, as behind "call me", "text", "no me contesta".
fn is_called(hit: &Hit<'_>) -> bool {
    let before = hit.before(14);
    let word = before
        .trim_end_matches([' ', ':'])
        .rsplit(|letter: char| !letter.is_alphabetic())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let told = before.ends_with(": ") || before.ends_with('：') || before.ends_with("打");
    told || before.ends_with(' ')
        && matches!(
            word.as_str(),
            "allo"
                | "via"
                | "al"
                | "au"
                | "op"
                | "na"
                | "pod"
                | "unter"
                | "auf"
                | "at"
                | "on"
                | "no"
                | "para"
                | "по"
                | "на"
                | "nr"
                | "numer"
                | "mnie"
                | "me"
                | "us"
                | "il"
                | "el"
                | "le"
                | "o"
        )
        && {
            // "512 666 648 people": a count is followed by what is counted.
            let after = hit.after(2);
            !after.starts_with(' ')
                || !after.ends_with(|letter: char| letter.is_alphabetic())
                || matches!(
                    word.as_str(),
                    "op" | "na"
                        | "al"
                        | "au"
                        | "по"
                        | "pod"
                        | "unter"
                        | "no"
                        | "para"
                        | "il"
                        | "el"
                        | "le"
                        | "allo"
                        | "via"
                        | "auf"
                )
        }
}

/// Whether it is a cell or a line of its own: separators or line ends on both sides.
fn is_listed(hit: &Hit<'_>) -> bool {
    let before = hit.before(2);
    let after = hit.after(1);
    let opens = hit.start == 0
        || before
            .trim_end_matches(' ')
            .ends_with(['\n', ';', '|', '\t', '>', '"']);
    let closes = after.is_empty() || after.starts_with(['\n', ';', '|', '\t', '<', '"']);
    opens && closes
}
