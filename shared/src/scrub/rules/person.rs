//! Names of people, by what stands beside them: greetings, titles, introductions, signatures, fields.
//!
//! Deliberately without lists of names: a name without any cue is not found here. Once found, it is found again
//! everywhere else in its conversation (`Known`).

use super::name::{
    LOWER_OTHERS, is_arabic_name, is_field, is_full_name, is_greeted, is_hindi_name, is_initials,
    is_introduced, is_signed, is_titled, is_told,
};
use super::{Cue, Rule, is_common_word};
use crate::scrub::PiiType;

/// Whether the first two letters are an everyday word: `马上`.
fn begins_with_word(name: &str) -> bool {
    let end = name.char_indices().nth(2).map_or(name.len(), |(place, _)| place);
    crate::scrub::names::is_word(&name[..end])
}

/// One part of a name in a script with capitals, and a full name of one to four parts with particles.
macro_rules! name {
    () => {
        r"\p{Lu}(?:\.|[\p{L}\p{M}'’]*)(?:-\p{Lu}[\p{L}\p{M}'’]*)*(?: (?:(?:de|del|de la|de los|da|do|dos|das|di|van|van de|van den|van der|von|zu|der|den|ter|ten|le|la|el|al|bin|ibn|bint|y|e) )?(?:[dDlLO]['’]|al-|el-)?\p{Lu}(?:\.|[\p{L}\p{M}'’]*)(?:-\p{Lu}[\p{L}\p{M}'’]*)*){0,3}"
    };
}
/// Two to four such parts.
macro_rules! full_name {
    () => {
        r"\p{Lu}(?:\.|[\p{L}\p{M}'’]*)(?:-\p{Lu}[\p{L}\p{M}'’]*)*(?: (?:(?:de|del|de la|de los|da|do|dos|das|di|van|van de|van den|van der|von|zu|der|den|ter|ten|le|la|el|al|bin|ibn|bint|y|e) )?(?:[dDlLO]['’]|al-|el-)?\p{Lu}(?:\.|[\p{L}\p{M}'’]*)(?:-\p{Lu}[\p{L}\p{M}'’]*)*){1,3}"
    };
}
macro_rules! arabic {
    () => {
        r"[\u{0621}-\u{064A}]{2,14}(?: (?:بن |ابن |بنت |أبو |ابو |آل )?[\u{0621}-\u{064A}]{2,14}){0,2}"
    };
}
macro_rules! devanagari {
    () => {
        r"[\u{0900}-\u{0963}]{2,16}(?: [\u{0900}-\u{0963}]{2,16}){0,2}"
    };
}

macro_rules! names {
    ($($id:literal, $cue:expr, $pattern:expr, $check:expr, $confidence:literal, $matches:expr, $ignores:expr;)*) => {
        &[$(Rule {
            id: $id,
            kind: PiiType::Person,
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

pub(super) const RULES: &[Rule] = names! {
    "person.introduction", Cue::Any(&[&[
            "name is", "name's", "i am", "i'm", "i’m", "this is", "call me", "mein name ist", "ich heiße", "ich heisse", "ich bin", "je m'appelle", "je m’appelle", "mon nom est", "je suis", "me llamo", "mi nombre es", "soy ", "mi chiamo", "il mio nome è", "sono ", "mijn naam is", "ik ben", "ik heet",
            "meu nome é", "me chamo", "chamo-me", "sou ", "nazywam się", "mam na imię", "jestem ", "меня зовут", "мое имя", "моё имя", "named ", "adım ", "nimeni on", "jmenuj", "volám sa", "jag heter", "jeg heter", "mă numesc", "a nevem", "zovem se", "mitt namn", "soy ", "soussign", "sottoscritt", "ondergetekende", "upoważniam", "abajo firmante", "abaixo", "unterzeichnete", "undersigned",
        ]]),
        concat!(r"(?i:\b(?:my (?:full |first |last |real |legal |maiden )?name(?: is|'s|’s)|(?:his|her|their|the patient's|whose) name is|call me|mein name ist|ich hei(?:ß|ss)e|ich bin(?: (?:die|der))?|je m['’]appelle|mon nom est|je suis|me llamo|mi nombre es|soy|mi chiamo|il mio nome è|sono|mijn naam is|ik ben|ik heet|(?:o )?meu nome é|me chamo|chamo-me|sou(?: [oa])?|nazywam się|mam na imię|jestem|named|this is|i am|i['’]m|(?:benim )?adım|nimeni on|jmenuj[iu] se|volám sa|j[ae]g heter|mitt namn är|je,? soussignée?,?|(?:io|la|il) sottoscritt[oa]|(?:de )?ondergetekende,?|upoważniam|yo,? (?:el|la) abajo firmante,?|eu,? abaixo[- ]assinad[oa],?|(?:der|die) unterzeichnete,?|the undersigned,?|mă numesc|a nevem|zovem se)|меня зовут|мо[её] имя|я -|я —)\s(", name!(), r")"),
        is_introduced, 0.82,
        ["Hi, my name is Maria Gonzalez.", "Ich heiße Jürgen Müller-Lüdenscheid", "je m'appelle Chloé", "меня зовут Анна Каренина", "Hallo, ich bin Petra Schmidt", "mi chiamo Luca Rossi", "jestem Anna Nowak", "je soussignée Ludivine Chauveau, née", "upoważniam Eryk Walczyński do odbioru"],
        ["my name is on the list", "I am German", "I'm Sorry", "This is Python", "je suis Français", "call me Tomorrow"];
    "person.introduction-lower", Cue::Any(&[&["name is", "name's", "i'm", "i’m", "im ", "i am", "heiße", "heisse", "appelle", "llamo", "chiamo", "naam is", "ik heet", "chamo", "nazywam", "imię", "зовут"]]),
        r"(?i:\b(?:my (?:full |first |last |real )?name(?: is|'s|’s)|mein name ist|ich hei(?:ß|ss)e|je m['’]appelle|me llamo|mi nombre es|mi chiamo|mijn naam is|ik heet|me chamo|nazywam się|mam na imię)|меня зовут)\s(\p{Ll}{2,20}(?: \p{Ll}{2,20})?)(?:[,.!?;\n]| \|| and | und | et | y | i | и |$)|\b(?:i['’]?m|i am|ich bin|je suis|soy|sono|ik ben|sou|jestem) (\p{Ll}{2,20}),? \d{2}\b",
        |hit| hit.value().split(' ').all(|part| !is_common_word(part) && !LOWER_OTHERS.contains(&part)), 0.8,
        ["my name is maria gonzalez.", "i'm ryan, 34, nurse", "me llamo lucía"], ["my name is not important", "i'm happy, 100 %", "i am over 40"];
    "person.greeting", Cue::Any(&[&[
            "dear ", "hi ", "hello ", "hey ", "thanks", "thank you", "good morning", "sehr geehrte", "liebe", "hallo ", "cher ", "chère ", "bonjour", "estimad", "querid", "hola", "gentile ", "egregi", "caro ", "cara ", "ciao", "beste ", "geachte ", "prezad", "olá", "oi ", "oi,", "guten tag ", "good evening", "good afternoon",
            "szanown", "drog", "cześć ", "уважаем", "дорог", "здравствуй", "привет", "merci ", "danke", "gracias", "grazie", "bedankt", "obrigad", "спасибо",
        ]]),
        concat!(r"(?:(?i:\b(?:dear|hi|hello|hey|thanks,|thank you,|thanks|thank you|good (?:morning|evening|afternoon),?|sehr geehrter?|liebe[rs]?|hallo|guten tag|cher|chère|bonjour|merci|estimad[oa]|querid[oa]|hola,?|gracias,?|gentile|egregio|car[oa]|ciao,?|grazie,?|beste|geachte|bedankt,?|prezad[oa]|olá,?|oi,?|obrigad[oa],?|szanown[aye]|drog[ia]|cześć,?|danke,?)|уважаем(?:ый|ая)|дорог(?:ой|ая)|здравствуйте,?|привет,?|спасибо,?) )(?:(?i:mr|mrs|ms|miss|dr|prof|herrn?|frau|monsieur|madame|mme|señora?|sra?|signora?|sig|sig\.ra|dott|heer|mevrouw|meneer|dhr|mevr|senhora?|pani?e?|господин|госпожа)\.? ){0,2}(", name!(), r")"),
        is_greeted, 0.8,
        ["Dear Mrs. Whitfield,", "Sehr geehrte Frau Dr. Neumann,", "Hi Lucia,\n", "Уважаемая Анна Сергеевна!", "Chère Madame Mercier,", "Prezado Sr. Ferreira", "Thanks, Wanda"],
        ["Dear Sir or Madam", "Dear Hiring Manager,", "Hello World", "Hi There", "Hello Kitty is a brand", "Thanks God", "Dear Customer Support"];
    "person.title", Cue::Any(&[&[
            "mr", "mrs", "ms", "miss ", "dr", "prof", "herr", "frau", "monsieur", "madame", "mme", "m. ", "señor", "sr.", "sra", "don ", "doña", "signor", "sig.", "dott", "heer ", "mevrouw", "meneer", "dhr", "mevr", "senhor", "dona ", "pan ", "pani ", "pana ", "panu ", "panią ", "mx", "srta", "mlle ", "mademoiselle ", "господин", "госпожа", "г-н", "г-жа", "patient", "patiënt", "paziente", "paciente", "пациент", "pacjent", "docteur", "doctor", "dokter", "doktor", "doutor", "dottor", "maître ", "avvocat", "abogad", "advocaat", "advogad", "maestra ", "maestro ", "доктор", "Доктор", "врач ", "Врач ", "Профессор", "профессор", "учитель", "Учитель", "Бабушка", "Дедушка", "Тётя", "Дядя", "babci", "dziadek", "tante ", "onkel ", "oom ", "tía ", "tío ", "zia ", "zio ", "бабушка", "дедушка", "тётя", "дядя",
            "my ", "mein ", "meine", "mon ", "ma ", "mi ", "mio ", "mia ", "mijn ", "meu ", "minha ", "mój ", "moja ", "мой ", "моя ", "contact ",
        ]]),
        concat!(r"(?:\b(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Sra|Srta|Sig|Dott|Dhr|Mevr|mr|mrs|ms|dr|prof|dhr|mevr)\.? |Miss |Herrn? |Frau |Monsieur |Madame |Mademoiselle |Mme |Mlle |[Ss]eñor(?:a|ita)? |[Dd]on |[Dd]oña |[Ss]ignora? |Sig\.ra |Dott\.ssa |de heer |[Mm]evrouw |[Mm]eneer |[Ss]enhora? |[Dd]ona |[Pp]an |[Pp]ani |[Pp]ana |[Pp]anu |[Pp]anią |(?:[Dd]octeure? |[Dd]octora? |[Dd]okter |[Dd]oktor |[Dd]outora? |[Dd]ottor(?:e|essa)? |[Pp]rofess(?:eure?|ore?|ora|oressa)? |[Pp]rofesora? |[Mm]aître |[Aa]vvocat[oa] |[Aa]bogad[oa] |[Aa]dvocaat |[Aa]dvogad[oa] |[Bb]abci[aę] |[Dd]ziadek |[Tt]ante |[Oo]nkel |[Tt]í[ao] |[Zz]i[ao] )|(?i:patient(?:in)?|paziente|paciente|pacjent(?:ka)?|patiënt|my (?:grandfather|grandmother|grandpa|grandma|granny|nephew|niece|dad|mum|mom|stepfather|stepmother|tenant|husband|wife|son|daughter|brother|sister|friend|boss|colleague|neighbou?r|aunt|uncle|cousin|mother|father|girlfriend|boyfriend|landlord|roommate|manager|coworker|ex|partner|fiancée?|doctor|teacher|lawyer|client)|contact (?:daughter|son|wife|husband|mother|father)|mein(?:e|er|em|en)? (?:vater|mutter|oma|opa|onkel|tante|nichte|neffe|mieter|mieterin|mann|frau|sohn|tochter|bruder|schwester|freund|freundin|chef|chefin|kollege|kollegin|nachbar|nachbarin)|mon (?:père|grand-père|oncle|cousin|copain|neveu|mari|fils|frère|ami|voisin|collègue|chef)|ma (?:grand-mère|tante|cousine|copine|nièce|femme|fille|sœur|soeur|mère|voisine|collègue)|mi (?:padre|madre|abuel[oa]|tí[oa]|prim[oa]|novi[oa]|suegr[oa]|sobrin[oa]|marido|mujer|esposa|esposo|hijo|hija|hermano|hermana|amigo|amiga|vecin[oa]|jefe|jefa)|mio (?:padre|nonno|zio|cugino|fidanzato|nipote|marito|figlio|fratello|amico|vicino|capo)|mia (?:madre|nonna|zia|cugina|fidanzata|moglie|figlia|sorella|amica|vicina)|mijn (?:vader|moeder|opa|oma|oom|tante|neef|nicht|man|vrouw|zoon|dochter|broer|zus|vriend|vriendin|buurman|buurvrouw|baas|collega)|meu (?:pai|avô|tio|primo|namorado|sogro|marido|filho|irmão|amigo|vizinho|chefe)|minha (?:mãe|avó|tia|prima|namorada|sogra|mulher|esposa|filha|irmã|amiga|vizinha|chefe)|mój (?:ojciec|dziadek|wujek|kuzyn|chłopak|teść|mąż|syn|brat|przyjaciel|sąsiad|szef|kolega)|moja (?:matka|mama|babcia|ciocia|kuzynka|dziewczyna|teściowa|żona|córka|siostra|przyjaciółka|sąsiadka|szefowa|koleżanka)) )|(?i:господин|госпожа|г-н|г-жа|доктор|врач|профессор|учитель(?:ница)?|бабушка|дедушка|тётя|дядя|пациент(?:ка)?|мой (?:отец|папа|дедушка|дядя|парень|муж|сын|брат|друг|сосед|начальник|коллега)|моя (?:мать|мама|бабушка|тётя|девушка|жена|дочь|сестра|подруга|соседка|начальница)) )(", name!(), r")"),
        is_titled, 0.8,
        ["ask Dr. Okonkwo about it", "Frau Petersen kommt", "Patient Sven Larsen, MRN", "my husband Ryan lost", "моя жена Ольга", "mevrouw De Vries", "Pani Kowalska", "Le docteur Kermarrec a prescrit", "A doutora Pestana ligou", "mio padre Tiberio cammina", "Babcia Dobrosława ma 82 lata"],
        ["Mr. Bean is a film", "Dr. House", "patient MRN: 21321244", "Doctor Who returns", "my dad Google says", "Madame Bovary", "Frau Holle", "Patient Safety First", "my friend Google"];
    "person.signature", Cue::Any(&[&[
            "regards", "sincerely", "cheers", "best", "yours", "signed", "grüß", "grüss", "grueß", "gruess", "gruß", "gruss", "cordialement", "salutations", "bien à vous", "saludo", "atentamente", "saluti", "groet", "atenciosamente", "cumprimentos", "abraço",
            "pozdrawiam", "poważaniem", "с уважением", "искренне", "love", "lg", "vg", "mfg", "bises", "bisous", "amicalement", "baci", "presto", "liefs", "groetjes", "beij", "buziaki", "целую", "обнимаю", "thanks", "thx", "xoxo", "všeho", "terveisin", "hälsningar", "hilsen",
        ]]),
        concat!(r"(?:^|[\n.!?,] ?)(?i:best(?: regards| wishes)?|(?:kind |warm )?regards|cheers|love|yours(?: sincerely| truly)?|sincerely|thanks|thx|lg|vg|mfg|gr(?:ü|u|ue)(?:ß|ss)e?|viele grüße|cordialement|saludos|saluti|groet(?:jes)?|abraço|pozdrawiam|с уважением)[,.!]?\s{1,3}(?:[-–—] ?)?((?:\p{Lu}\. ?){1,2}\p{Lu}\.?|\p{Lu}{2,3})(?:\s*$|\s*\n)|(?i:\b(?:(?:kind|best|warm|warmest|many) regards|regards|(?:yours )?sincerely(?: yours)?|yours(?: truly| faithfully)?|cheers|best(?: wishes)?|with love|love|signed|(?:viele |liebe |beste |herzliche |mit freundlichen |schöne )?gr(?:ü|ue)(?:ß|ss)(?:en?)?|gruss|(?:bien )?cordialement|salutations(?: distinguées)?|bien à vous|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|(?:cordiali |distinti )?saluti|(?:met vriendelijke |vriendelijke |hartelijke )?groet(?:en|jes)?|atenciosamente|(?:melhores |com os melhores )?cumprimentos|abraços?|pozdrawiam|z poważaniem)|с уважением|искренне ваш[а]?)[ ]?[,.!—:-]{0,2}\s{1,3}(?:[-–—] ?)?(", name!(), r")|(?:^|[\n.!?,] ?)(?i:lg|vg|mfg|bises|bisous|amicalement|(?:un )?abbraccio|baci|a presto|liefs|beijos|beijinhos|buziaki|(?:many |kind )?thanks|thx|xoxo|regards|best|cheers|love|yours|gr(?:ü|u|ue)(?:ß|ss)e?|pozdrawiam|целую|обнимаю|пока)[,.!]?\n{1,3}(?:[-–—] ?)?(", name!(), r")(?:\n|$)"),
        |hit| if hit.value().trim_end().chars().all(|letter| letter.is_uppercase() || matches!(letter, '.' | ' ')) { is_initials(hit) || hit.value().len() > 5 && is_signed(hit) } else { is_signed(hit) }, 0.84,
        ["Best,\nJ.S.", "See you there.\nRegards,\nMK", "LG\nPetra", "Best regards,\nWanda Kowalczyk", "Mit freundlichen Grüßen Hanna Neumüller", "Atenciosamente, Erika Lourenço", "С уважением,\nИван Петров", "signed Elizabeth Blevins"],
        ["Regards, HR", "thanks\nOK", "Best, AI", "Best Practices", "Best regards,\nThe Team", "signed Integer overflow", "Yours Truly"];
    "person.mailbox", Cue::Far(&[&["<", "from:", "to:", "von:", "an:", "de:", "cc:"]]),
        concat!(r#"[\x22']?("#, full_name!(), r"|\p{Lu}[\p{L}\p{M}'’-]+, \p{Lu}[\p{L}\p{M}'’-]+)[\x22']? ?<(?:[^<>\s@]{1,64}@[^<>\s]{2,64}\.|\[_)"),
        is_full_name, 0.9,
        ["From: Erika Brugnaro <ebrugnaro@hotmail.com>", "cc Lovelace, Ada <ada@posteo.net>"], ["Vec<String>", "Google Support <support@google.com>", "Hash Map <K@V>"];
    "person.before-contact", Cue::Far(&[&["@", "dob", "born", "tel", "phone", "+", "ssn", "passport"]]),
        concat!(r"(", full_name!(), r")(?: ?[,(|–-] ?| )(?:\((?:DOB|born)|(?:DOB|born|geb\.|né|née|nacid[oa]|nat[oa] il|ur\.|geboren|e-?mail:?|tel\.?:?|phone:?|SSN|passport)\b|\+\d{2}|[\p{L}\d._%+-]{1,64}@)"),
        is_full_name, 0.78,
        ["cover letter for Radhika Varghese, radhika_v@libero.it", "Elizabeth Gibson, +44 7911 123456", "Yutika Savant (DOB 15/7/84"], ["New York, +1 212", "Customer Support, phone: 1", "Data Engineer @acme"];
    "person.field", Cue::Any(&[&[
            "name", "nom", "nombre", "nome", "naam", "imię", "nazwisko", "имя", "фио", "author", "contact", "patient", "kunde", "cliente", "client", "customer", "employee", "recipient", "sender", "owner", "assignee", "reporter", "attendee", "tenant", "owner",
        ]]),
        concat!(r#"(?i:\b(?:(?:full|first|last|middle|given|family|sur|maiden|display|contact|customer|client|patient|employee|recipient|sender|owner|user|student|author)[ _]?name|fullname|firstname|lastname|surname|nom(?: complet| et prénom)?|prénom|nombre(?: completo)?|apellidos?|nome(?: completo)?|cognome|sobrenome|naam|achternaam|voornaam|vorname|nachname|imię(?: i nazwisko)?|nazwisko|author|assignee|reporter|attendee|tenant|name)|имя|фио|фамилия)["'*_]{0,3}\s?[:=]\s?["'*_]{0,3}("#, full_name!(), r#"|\p{Lu}[\p{L}\p{M}'’-]+, \p{Lu}[\p{L}\p{M}'’.-]+|\p{Lu}[\p{Ll}\p{M}'’-]+)"#),
        is_field, 0.84,
        ["\"full_name\": \"Adolf Niemeier\"", "Name: Hannah Dickerson", "\"first_name\": \"Nicola\"", "ФИО: Иванов Иван Иванович", "Full Name: Turner, Margaret"],
        ["name: String", "\"name\": \"React\"", "author: Penguin Books", "\"name\": \"my-package\"", "name = None", "Name: Release Notes"];
    "person.file-header", Cue::Any(&[&["@author", "copyright", "signed-off-by", "co-authored-by", "reviewed-by", "author:"]]),
        concat!(r"(?:@author:? |(?i:signed-off-by|co-authored-by|reviewed-by|acked-by|author): |(?i:copyright (?:\(c\)|©)? ?\d{4}(?:-\d{4})? ))(", full_name!(), r")"),
        is_full_name, 0.8,
        ["Author: Wanda Kowalczyk\nDate: Mon", "Signed-off-by: Jan de Vries <j@x.org>"], [" * @author Wanda Kowalczyk", "Copyright 2024 Google LLC", "Copyright (c) 2024 The Pallets Projects"];
    "person.chinese", Cue::Any(&[&["我叫", "我是", "名叫", "姓名", "联系人", "患者", "先生", "女士", "老师", "小姐", "收件人", "叫做", "同事", "朋友", "经理", "医生", "客户", "告诉", "委托", "授权", "尊敬的", "亲爱的", "我的名字", "此致", "敬上", "给", "你好", "您好", "谢谢", "感谢", "部的", "组的", "同学"]]),
        r"(?:我叫|我是|名叫|我的名字是|姓名(?:是|：|:)|联系人(?:是|：|:)?|收件人(?:是|：|:)?|患者|尊敬的|亲爱的|我的?(?:同事|朋友|邻居|老板|丈夫|妻子|老公|老婆|儿子|女儿|经理)|告诉|委托|授权|写信给|发给|写给|提醒给|你好,?|您好,?|谢谢[，,]?|感谢|[部组]的)[ ：:]?((?:欧阳|慕容|申屠|令狐|夏侯|皇甫|东方|尉迟|公孙|宇文|长孙|司徒|南宫|端木|诸葛|上官|司马)[\u{4E00}-\u{9FFF}]{1,2}|[史赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马苗方俞任袁柳唐费薛雷贺倪汤罗毕郝安常傅齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒项祝董梁杜阮季贾江颜郭梅林钟徐邱骆高夏蔡田胡凌霍万柯管卢莫房丁邓洪包左石崔龚程邢裴陆荣翁段侯宁刘詹龙叶黎白蒲温庄晏瞿阎连习艾向古易廖耿曾关司尚欧司马上官欧阳诸葛虞冉柏薄敖桂][\u{4E00}-\u{9FFF}]{1,2})(?:[，。,.！!、；;：:？?\s\d（(是的说今在我来觉认想要代领办、”」]|先生|女士|老师|小姐|经理|医生|同学|$)|([赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方任袁柳唐薛雷贺倪汤罗郝安常傅齐康余顾孟黄萧尹姚邵汪毛戴宋庞熊纪董梁杜贾江颜郭梅林钟徐邱高夏蔡田胡霍万柯卢莫丁邓洪石崔龚程陆段侯刘龙叶黎白温庄阎廖曾][\u{4E00}-\u{9FFF}]{0,2})(?:先生|女士|老师|小姐|经理|医生|太太|同学|师傅)",
        |hit| !begins_with_word(hit.value()) && !["高级", "方法", "白领", "金融", "安全", "万一", "任何", "程序", "高中", "江苏", "大家"].iter().any(|word| hit.value().contains(word)), 0.84,
        ["你好郑怡欣，收到了吗", "会计部的史旋玉觉得", "我叫王小明，今年30岁", "请联系李女士", "患者 张伟，男", "姓名：陈晓东", "委托欧阳若溪代领包裹"], ["你好，高兴认识你", "谢谢，马上来", "我叫了外卖", "先生你好", "老师们好", "我是程序员", "高级经理"];
    "person.japanese", Cue::Any(&[&["さん", "様", "氏", "先生", "と申します", "私は", "名前は", "といいます", "患者", "くん", "ちゃん", "殿", "君", "氏名", "担当", "宛先", "より", "敬具"]]),
        r"(?:(?:私は|名前は|患者|氏名[：:]?|担当者?[：:]?|名前[：:])\s?|[、。\n\s:：「『（(はがをにへとの]|^)([\u{4E00}-\u{9FFF}々]{1,4}(?:[ 　]?[\u{4E00}-\u{9FFF}々\u{3041}-\u{30FF}]{1,5})?)(?:さん|様|氏|殿|くん|ちゃん|先生)|(?:私は|名前は|氏名は?[：:]?|担当者?[：:]|宛先[：:]|患者)\s?([\u{4E00}-\u{9FFF}々]{2,4}(?:[ 　][\u{4E00}-\u{9FFF}々\u{3041}-\u{30FF}]{1,4})?|[\u{4E00}-\u{9FFF}々]{1,3}[\u{3041}-\u{309F}]{2,3})(?:です|と申し|といい|、|。|,|\n|$)|(?:敬具|草々|かしこ)\n([\u{4E00}-\u{9FFF}々]{2,4}(?:[ 　]?[\u{4E00}-\u{9FFF}々\u{3041}-\u{30FF}]{1,4})?)(?:\n|$)|[。\n]([\u{4E00}-\u{9FFF}々]{3,5})より(?:\n|$)|([\u{4E00}-\u{9FFF}々]{1,4}[ 　]?[\u{4E00}-\u{9FFF}々\u{3041}-\u{30FF}]{1,4})(?:と申します|といいます)",
        |hit| !["客", "皆", "仕", "模", "同", "多", "異", "今", "一", "有", "神", "王", "奥", "患者", "医者", "学生", "店員", "何", "誰", "子", "母", "父", "兄", "姉", "隣", "会社員", "お", "娘", "仏", "殿", "王子", "同", "彼", "各位", "両", "人", "業者", "学校"].contains(&hit.value()) && !["客", "皆", "学生", "医者", "会社"].iter().any(|word| hit.value().contains(word)) && !hit.after(2).starts_with("様々"), 0.8,
        ["氏名：尾上若葉\n所属：経理", "宛先：楠木正顕様", "敬具\n杉尾伸太郎", "佐藤様、お世話に", "森さんに遅れると伝えて", "私は山田太郎です。", "患者 斎藤 美加子、生年月日", "鈴木 一郎と申します"], ["お客様へ", "用途や生成など様々な用途", "皆様", "学生さん", "私は学生です", "仕様を教えて"];
    "person.arabic", Cue::Any(&[&["اسمي", "أنا ", "انا ", "السيد", "السيدة", "الأستاذ", "عزيزي", "عزيزتي", "المريض", "المريضة", "الدكتور", "الاسم", "أخي", "زوجي", "زوجتي", "صديقي", "إلى ", "الى ", "تحياتي", "جاري", "جارتي", "ابني", "ابنتي", "أختي", "أمي", "أبي", "خالي", "خالتي", "عمي", "عمتي", "جدي", "جدتي", "زميل", "مدير", "مرحبا", "أهلا", "شكرا", "التحية", "التحيات", "الاحترام", "الحضور"]]),
        concat!(r"(?:اسمي|أنا|انا|السيدة?|سيدة?|الأستاذة?|عزيزي|عزيزتي|المريضة?|الدكتورة?|د\.|الاسم ?:|اسمه|اسمها|زوجي|زوجتي|صديقي|صديقتي|جاري|جارتي|ابني|ابنتي|أختي|خالتي|عمتي|جدتي|زميلي|زميلتي|مديري|مديرتي|خطيبي|خطيبتي|تحياتي[،,]?|رسالة (?:إلى|الى))\s(?:(?:السيدة?|الأستاذة?|الدكتورة?|د\.) ){0,1}(", arabic!(), r")|(?:مرحبا|مرحباً|أهلا|أهلاً|شكرا،?|شكراً،?|شكرا جزيلا) ([\u{0621}-\u{064A}]{3,12})(?:[،,!.]|\n|$)|(?:التحية|التحيات|الاحترام|تحياتي)[،,]?\n(", arabic!(), r")(?:\n|$)"),
        is_arabic_name, 0.72,
        ["أختي روقية تستعير دراجتي", "مرحبا أثير، هل", "مع خالص التحية،\nنيارا أديب", "اسمي محمد العتيبي، رقم", "السيدة فاطمة حسن،", "عزيزي أحمد،"], ["مرحبا بك، كيف حالك", "شكرا جزيلا، إلى اللقاء", "أنا طالب", "السيد الرئيس", "أنا في البيت"];
    "person.hindi", Cue::Any(&[&["नाम", "श्री", "श्रीमती", "जी", "मैं ", "मरीज", "मरीज़", "डॉ", "प्रिय", "सुश्री", "भवदीय", "पड़ोसी", "दोस्त", "पति", "पत्नी", "को ", "नमस्ते", "धन्यवाद", "सादर"]]),
        concat!(r"(?:(?:मेरा |मेरी |उसका |उनका |पूरा )?नाम ?[:：]? |श्रीमती |श्री |सुश्री |कुमारी |मरीज़? |डॉ\.? |प्रिय |मैं |भवदीय,?\s|(?:मेरे|मेरी) (?:पति|पत्नी|दोस्त|भाई|बहन|पड़ोसी|बेटे|बेटी) )(?:(?:श्रीमती|श्री|सुश्री|डॉ\.?) )?(", devanagari!(), r")|(?:नमस्ते|धन्यवाद,?|शुक्रिया,?) ([\u{0900}-\u{0963}]{2,12})(?: जी)?(?:[,!।]|\n|$)|(?:सादर|भवदीय|भवदीया)[,]?\n(", devanagari!(), r")(?:\n|$)"),
        is_hindi_name, 0.7,
        ["नमस्ते रितु, क्या हाल", "धन्यवाद, प्रकाश", "मेरा नाम राहुल शर्मा है", "श्री अमित वर्मा,", "प्रिय सीता जी,"], ["नमस्ते जी, कैसे हैं", "मैं अनुबंध संख्या 12 रद्द करना चाहता हूँ", "धन्यवाद, बहुत अच्छा", "मैं फ्लैट नंबर 74 में रहता हूँ", "मैं घर पर हूँ", "नाम क्या है"];
    "person.told", Cue::Any(&[&["message to ", "text ", "email to ", "letter to ", "tell ", "schreib", "sag ", "dis à ", "écris à", "dile a", "escribe a", "escreve", "diz ", "fala ", "scrivi a", "di' a", "dì a", "stuur", "schrijf", "zeg ", "napisz do", "powiedz", "напиши", "скажи", "for ", "transfer to "]]),
        concat!(r"\b(?i:(?:message|text|email|letter|note|reply|invoice|card|transfer|payment) (?:to|for|from)|cover letter for|tell|schreib(?:e)?(?: eine nachricht)? an|sag|dis à|écris à|dile a|escribe a|escreve (?:pra|para)|diz (?:à|ao|pra)|scrivi a|di['’] a|stuur(?: een berichtje)? (?:naar|aan)|schrijf(?: naar| aan)?|zeg(?: tegen)?|napisz do|powiedz)\s(", name!(), r")"),
        is_told, 0.7,
        ["Write a message to Wanda Kowalczyk about", "schreib an Petra, dass", "napisz do Roksana"], ["tell Me more", "letter to Santa", "email to Customer Service", "text to Speech", "tell Python to stop"];
    "person.told-lower", Cue::Any(&[&["text ", "dis à", "dile a", "avisa ", "scrivi a", "napisz do", "schreib ", "sag ", "stuur ", "напиши ", "send ", "manda", "escreve", "msg ", "message "]]),
        r"(?i:\b(?:dis à|dile a|escr[ií]bele a|scrivi a|napisz do|schreib|sag|stuur|app|text|msg|message|manda(?: uma)? mensagem (?:pra|para)|avisa(?: a)?|manda un messaggio a)|напиши) (\p{Ll}{3,20})(?:,? (?:that|que|dass|dat|che|że|na|on|at|al|unter|op|au|no|tel|по|что|naar|под|su)\b)",
        |hit| !is_common_word(hit.value()) && !LOWER_OTHERS.contains(&hit.value()) && hit.after(60).contains(|letter: char| letter.is_ascii_digit()) , 0.7,
        ["dis à christine que je serai en retard, 06 12 39 16 04", "napisz do roksana na +48 12 345 52 78"], ["schreib was auf 3 Zeilen", "text message on 3 phones"];
    "person.possessor", Cue::Any(&[&["belongs to", "gehört", "appartient à", "pertenece a", "appartiene a", "is van ", "pertence", "należy do", "принадлежит", "account holder", "holder", "inhaber", "titulaire", "titular", "intestat"]]),
        concat!(r"(?i:\b(?:belongs to|gehört|appartient à|pertenece a|es de(?: mi vecin[oa])?|appartiene a|is van|pertence (?:a|ao|à)|należy do|account ?holder(?: is|:)?|inhaber(?:in)?(?: ist|:)?|titulaire(?: est| ?:)?|titular(?: es| ?:)?|intestat[oa] a)|принадлежит)\s(", full_name!(), r")"),
        is_full_name, 0.8,
        ["KS-LH 5529 gehört Nicole Bien.", "the account belongs to Debra Oliver"], ["belongs to The Beatles", "gehört Deutschland"];
};
