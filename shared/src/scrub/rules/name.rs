//! What can be a name, after the words of `person` have pointed at it: no everyday word, no product, no place.
//!
//! In: what a pattern of `person` matched. Out: whether it is believed. Deliberately no list of names.

use super::{Hit, is_common_word};

/// Lower-case words that follow "i'm" or "my name is" and are no names.
pub(super) const LOWER_OTHERS: &[&str] = &[
    "important",
    "required",
    "missing",
    "on",
    "too",
    "very",
    "so",
    "over",
    "under",
    "about",
    "only",
    "almost",
    "nearly",
    "turning",
    "happy",
    "tired",
    "sorry",
    "trying",
    "using",
    "working",
    "getting",
    "running",
    "at",
    "going",
    "looking",
    "born",
    "like",
    "really",
    "just",
    "being",
    "different",
    "spelled",
    "written",
    "a",
    "male",
    "female",
    "man",
    "woman",
    "message",
    "messages",
    "alt",
    "erst",
    "schon",
    "jetzt",
    "was",
    "etwas",
    "mir",
    "mich",
    "uns",
    "ihm",
    "ihr",
    "bitte",
    "vieux",
    "ans",
    "años",
    "anni",
    "jaar",
    "lat",
    "ma",
    "que",
    "quelque",
    "him",
    "them",
    "size",
    "color",
    "font",
    "all",
    "mehr",
    "een",
    "eens",
    "aub",
    "мне",
    "код",
    "текст",
    "письмо",
    "summary",
];

/// Capitalised words that follow a cue and are no names; beside the everyday words.
const OTHERS: &[&str] = &[
    "German",
    "French",
    "English",
    "American",
    "Spanish",
    "Italian",
    "Indian",
    "Chinese",
    "British",
    "Deutscher",
    "Deutsche",
    "Français",
    "Française",
    "Python",
    "JavaScript",
    "Java",
    "MRN",
    "DOB",
    "Google",
    "ChatGPT",
    "GPT",
    "Windows",
    "Linux",
    "World",
    "Kitty",
    "God",
    "Sorry",
    "Tomorrow",
    "Today",
    "Bean",
    "House",
    "Bovary",
    "Holle",
    "Safety",
    "Practices",
    "Integer",
    "Truly",
    "Faithfully",
    "String",
    "None",
    "Null",
    "React",
    "Vue",
    "Object",
    "Array",
    "Number",
    "Boolean",
    "Speech",
    "Service",
    "Services",
    "Books",
    "Release",
    "Notes",
    "Manager",
    "Hiring",
    "Customer",
    "Support",
    "Team",
    "Santa",
    "Christmas",
    "Who",
    "Strange",
    "Pepper",
    "Watson",
    "Fox",
    "York",
    "Deutschland",
    "Beatles",
    "LLC",
    "Inc",
    "Ltd",
    "GmbH",
    "Projects",
    "Foundation",
    "Corporation",
    "Committee",
    "Department",
    "University",
    "Bank",
    "Company",
    "Engineer",
    "Developer",
    "Director",
    "Data",
    "Software",
    "Senior",
    "Junior",
    "Nachbarn",
    "Freunde",
    "Damen",
    "Herren",
    "Kollegen",
    "Kolleginnen",
    "Россия",
    "Москва",
    "Gott",
    "Dios",
    "Deus",
    "Dieu",
    "Dio",
    "Boże",
    "Mama",
    "Papa",
    "Europe",
    "Europa",
    "Id",
    "ID",
    "Date",
    "Address",
    "Email",
    "Phone",
    "Name",
    "First",
    "Last",
    "File",
    "Value",
    "Type",
    "Key",
    "Field",
    "Column",
    "Table",
    "Api",
    "API",
    "Docker",
    "Kubernetes",
    "GitHub",
    "Microsoft",
    "Apple",
    "Amazon",
    "Facebook",
    "Twitter",
    "Netflix",
    "OpenAI",
    "Claude",
    "Siri",
    "Alexa",
    "Ich",
    "Sie",
    "Wir",
    "Können",
    "Bitte",
    "Could",
    "Can",
    "Would",
    "Please",
    "We",
    "Our",
    "Als",
    "Wie",
    "Was",
    "Comment",
    "Pouvez",
    "Je",
    "Nous",
    "Yo",
    "Necesito",
    "Puede",
    "Vorrei",
    "Potresti",
    "Come",
    "Wil",
    "Kun",
    "Ik",
    "Quero",
    "Pode",
    "Eu",
    "Chcę",
    "Proszę",
    "Czy",
    "Jak",
    "Я",
    "Мы",
    "Как",
    "Помогите",
    "Пожалуйста",
];

fn parts<'text>(hit: &Hit<'text>) -> impl Iterator<Item = &'text str> {
    hit.value().split([' ', ',', '-']).filter(|part| !part.is_empty())
}

/// Whether no part is an everyday word or another thing; particles aside.
fn is_name(hit: &Hit<'_>) -> bool {
    let first_line = !hit.value().contains('\n');
    let particle = |part: &str| {
        [
            "De", "Di", "Da", "La", "Le", "El", "Van", "Von", "Del", "Al", "Den", "Ter", "Dos", "Des",
        ]
        .contains(&part)
    };
    let several = parts(hit).count() > 1;
    let odd = parts(hit)
        .filter(|part| !(several && particle(part)))
        .any(|part| {
            let upper = part.chars().next().is_some_and(char::is_uppercase);
            upper
                && (OTHERS.contains(&part.trim_end_matches('.'))
                    || part.len() > 1 && is_common_word(part.trim_end_matches('.')))
        });
    let shouted = hit
        .value()
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count()
        > 3
        && hit.value().chars().all(|letter| !letter.is_lowercase())
        && parts(hit).count() == 1;
    first_line
        && !odd
        && !shouted
        && hit
            .value()
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count()
            >= 2
        && !hit.after(1).starts_with(['(', '_', '@', '/', '\\'])
}

pub(super) fn is_full_name(hit: &Hit<'_>) -> bool {
    is_name(hit)
}

pub(super) fn is_introduced(hit: &Hit<'_>) -> bool {
    let cue = hit.before(12).to_lowercase();
    // "I am X", "this is X" and their like introduce anything: only a full name is believed.
    let weak = [
        "i am ", "i'm ", "i’m ", "this is ", "je suis ", "soy ", "sono ", "ik ben ", "sou ", "sou o ",
        "sou a ", "jestem ", "ich bin ", "bin die ", "bin der ", "named ", "call me ", "я - ", "я — ",
    ]
    .iter()
    .any(|word| cue.ends_with(word));
    is_name(hit)
        && (!weak
            || parts(hit).count() > 1
            || hit.after(1).starts_with(',') && !cue.ends_with("this is ") && !cue.ends_with("named "))
}

pub(super) fn is_greeted(hit: &Hit<'_>) -> bool {
    let thanks = hit.before(9).to_lowercase();
    let end = hit.after(1);
    let closed = end.is_empty()
        || end.starts_with([
            ',', '!', '.', ':', '\n', ';', '?', '-', '—', '–', '\u{22}', '»', '”',
        ]);
    let weak = [
        "hi ",
        "hello ",
        "hey ",
        "thanks ",
        "thank you ",
        "caro ",
        "cara ",
        "oi ",
    ]
    .iter()
    .any(|word| thanks.ends_with(word));
    is_name(hit) && (closed || !weak && parts(hit).count() <= 3)
}

pub(super) fn is_titled(hit: &Hit<'_>) -> bool {
    is_name(hit)
}

pub(super) fn is_signed(hit: &Hit<'_>) -> bool {
    let cue = hit.before(7).to_lowercase();
    let short = cue.ends_with("best ") || cue.ends_with("love ") || cue.ends_with("yours ");
    // "Yours truly\n\nMore was not there": a sentence goes on behind its first word.
    let sentence = hit.after(2).starts_with(' ')
        && hit.after(2).ends_with(char::is_lowercase)
        && !hit.value().contains(' ');
    is_name(hit) && !short && !sentence
}

pub(super) fn is_initials(hit: &Hit<'_>) -> bool {
    are_initials(hit.value())
}

/// Initials as they stand under a letter: no abbreviation that stands there as well.
pub(crate) fn are_initials(value: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "HR", "IT", "QA", "AI", "KI", "PR", "OK", "PS", "UK", "US", "USA", "EU", "TV", "PC", "ID", "CEO",
        "CTO", "CFO", "CV", "UI", "UX", "ML", "API", "FAQ",
    ];
    let value = value.trim_end();
    let letters = value.chars().filter(|letter| letter.is_alphabetic()).count();
    (2..=3).contains(&letters)
        && value
            .chars()
            .all(|letter| letter.is_uppercase() || matches!(letter, '.' | ' '))
        && !OTHERS.contains(&value)
}

pub(super) fn is_field(hit: &Hit<'_>) -> bool {
    let head = hit.before(24).to_lowercase();
    let bare = head.trim_end_matches(['"', '\'', ':', '=', ' ', '*', '_']);
    let personal = [
        "first_name",
        "last_name",
        "firstname",
        "lastname",
        "first name",
        "last name",
        "full_name",
        "full name",
        "fullname",
        "surname",
        "given_name",
        "family_name",
        "vorname",
        "nachname",
        "prénom",
        "apellidos",
        "cognome",
        "achternaam",
        "voornaam",
        "nazwisko",
        "имя",
        "фио",
        "фамилия",
        "contact name",
        "customer_name",
        "patient_name",
        "customer name",
        "patient name",
    ]
    .iter()
    .any(|word| bare.ends_with(word));
    is_name(hit) && (personal || parts(hit).count() > 1)
}

pub(super) fn is_told(hit: &Hit<'_>) -> bool {
    is_name(hit)
        && (parts(hit).count() > 1
            || hit.after(1).starts_with([',', '.', '\n', '"', ':'])
            || hit.after(1).is_empty()
            || hit.after(6).starts_with(" that")
            || hit.after(5).starts_with(" que"))
}

pub(super) fn is_arabic_name(hit: &Hit<'_>) -> bool {
    let words = [
        "طالب",
        "في",
        "الرئيس",
        "من",
        "هو",
        "لا",
        "أريد",
        "اريد",
        "مهندس",
        "أعمل",
        "اعمل",
        "أحب",
        "هنا",
        "جديد",
        "مدير",
        "المدير",
        "الوزير",
        "على",
        "إلى",
        "العميل",
        "سعيد جدا",
        "آسف",
        "أسكن",
        "بك",
        "بكم",
        "جزيلا",
        "لك",
        "لكم",
        "جميعا",
        "كيف",
        "سهلا",
        "وسهلا",
        "يا",
        "صديقي",
        "مقدما",
        "كثيرا",
        "مبرمج",
        "معلم",
    ];
    !hit.value().split(' ').any(|part| words.contains(&part))
}

pub(super) fn is_hindi_name(hit: &Hit<'_>) -> bool {
    let words = [
        "घर",
        "क्या",
        "है",
        "हूँ",
        "हूं",
        "पर",
        "में",
        "एक",
        "से",
        "को",
        "का",
        "की",
        "के",
        "नहीं",
        "यह",
        "वह",
        "आप",
        "बहुत",
        "अपने",
        "अपनी",
        "अपना",
        "कल",
        "आज",
        "ग्राहक",
        "महोदय",
        "भी",
        "जी",
        "फ्लैट",
        "मकान",
        "दोस्तों",
        "सर",
        "मैडम",
        "बहुत",
        "सबको",
        "इस",
        "अनुबंध",
        "संख्या",
        "यहाँ",
        "वहाँ",
        "हर",
        "रोज़",
        "जानना",
        "सोच",
        "चाहता",
        "चाहती",
    ];
    !hit.value()
        .split(' ')
        .next()
        .is_some_and(|first| words.contains(&first))
}
