//! Where people live: street grammar of the main languages, and whatever follows "I live at".

use super::{Cue, Hit, Rule};
use crate::scrub::PiiType;

fn has_digit(hit: &Hit<'_>) -> bool {
    hit.value().chars().any(|letter| letter.is_ascii_digit())
}

macro_rules! streets {
    ($($id:literal, $cue:expr, $pattern:expr, $check:expr, $confidence:literal, $matches:expr, $ignores:expr;)*) => {
        &[$(Rule {
            id: $id,
            kind: PiiType::Address,
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

/// A capitalised word, perhaps hyphenated; and up to five of them with small words between.
macro_rules! word {
    () => {
        r"\p{Lu}[\p{L}\p{M}.'’-]*"
    };
}
macro_rules! words {
    () => {
        r"(?:(?:\p{Lu}[\p{L}\p{M}.'’-]*|\d{1,2}(?:st|nd|rd|th|[ºª])?|de|del|de la|de los|la|las|los|du|des|da|do|dos|das|di|della|dei|delle|degli|van|van de|van den|von|der|den|d['’]\p{L}+|l['’]\p{L}+|i|y|e|et|und|the|of) ){0,5}\p{Lu}[\p{L}\p{M}.'’-]*"
    };
}

pub(super) const RULES: &[Rule] = streets! {
    "address.english", Cue::Numbered(&[&[" street", " st ", " st.", " st,", " st\n", " avenue", " ave", " road", " rd", " lane", " ln", " drive", " dr", " boulevard", " blvd", " court", " ct", " way", " place", " pl ", " pl,", " pl.", " square", " sq", " terrace", " ter", " close", " cres", " highway", " hwy", " parkway", " pkwy", " row", " walk", " mews", " garden", " grove", " parade", " circle", " cir", " trail", " trl", " loop", " alley", " pike", " plaza", " hill", " park", " view", " rise", " green", " wharf", " quay", " esplanade", " st"]]),
        "\\b\\d{1,6}[A-Za-z]?(?:[/-]\\d{1,4})?,? (?:[NSEW]\\.? |North |South |East |West )?(?:(?:\\p{Lu}[\\p{L}'’.-]+|\\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Close|Crescent|Cres|Highway|Hwy|Parkway|Pkwy|Row|Walk|Mews|Gardens|Grove|Parade|Circle|Cir|Trail|Trl|Loop|Alley|Pike|Plaza|Hill|Park|View|Rise|Green|Wharf|Quay|Esplanade)\\b\\.?(?:[NSEW]{1,2}\\b)?",
        |hit| !(is_public(hit.value()) || is_title(hit) || is_year(hit.value()) && hit.before(6).ends_with(|letter: char| letter.is_whitespace())), 0.85,
        ["I live at 221B Baker Street, London NW1 6XE", "ship to 1600 Maple Avenue, Apt. 4, Springfield, IL 62704", "12 High St"], ["5 Easy Ways to learn", "in 2024 Wall Street fell", "Python 3.12 Release Notes"];
    "address.english-with-town", Cue::Numbered(&[&[" annex", " arcade", " bayou", " beach", " bend", " bluff", " bottom", " branch", " bridge", " brook", " burg", " bypass", " camp", " canyon", " cape", " causeway", " center", " cliff", " club", " common", " corner", " course", " cove", " creek", " crest", " crossing", " crossroad", " curve", " dale", " dam", " divide", " estate", " estates", " expressway", " extension", " falls", " ferry", " field", " fields", " flats", " ford", " forest", " forge", " fork", " fort", " freeway", " gateway", " glen", " harbor", " haven", " heights", " hollow", " inlet", " island", " isle", " junction", " key", " knoll", " lake", " land", " landing", " light", " loaf", " lock", " lodge", " mall", " manor", " meadow", " meadows", " mill", " mission", " motorway", " mount", " mountain", " neck", " orchard", " oval", " overpass", " parade", " pass", " passage", " path", " pine", " pines", " plain", " point", " port", " prairie", " ramp", " ranch", " rapids", " ridge", " river", " route", " run", " shoal", " shore", " skyway", " spring", " spur", " station", " stream", " summit", " throughway", " trace", " track", " trafficway", " tunnel", " turnpike", " underpass", " union", " valley", " viaduct", " village", " ville", " vista", " wall", " well"]]),
        r"\b\d{1,6}[A-Za-z]? (?:\p{Lu}[\p{L}'’.-]+ ){1,3}(?:Annex|Arcade|Bayou|Beach|Bend|Bluff|Bottom|Branch|Bridge|Brook|Burg|Bypass|Camp|Canyon|Cape|Causeway|Center|Cliff|Club|Common|Corner|Course|Cove|Creek|Crest|Crossing|Crossroad|Curve|Dale|Dam|Divide|Estate|Estates|Expressway|Extension|Falls|Ferry|Field|Fields|Flats|Ford|Forest|Forge|Fork|Fort|Freeway|Gateway|Glen|Harbor|Haven|Heights|Hollow|Inlet|Island|Isle|Junction|Key|Knoll|Lake|Land|Landing|Light|Loaf|Lock|Lodge|Mall|Manor|Meadow|Meadows|Mill|Mission|Motorway|Mount|Mountain|Neck|Orchard|Oval|Overpass|Parade|Pass|Passage|Path|Pine|Pines|Plain|Point|Port|Prairie|Ramp|Ranch|Rapids|Ridge|River|Route|Run|Shoal|Shore|Skyway|Springs?|Spur|Station|Stream|Summit|Throughway|Trace|Track|Trafficway|Tunnel|Turnpike|Underpass|Union|Valley|Viaduct|Village|Ville|Vista|Wall|Wells?)\b",
        // Words that also stand elsewhere: only with a post code behind.
        |hit| super::widened(hit.text, hit.start..hit.end).end > hit.end + 5 && hit.text[hit.end..super::widened(hit.text, hit.start..hit.end).end].contains(|letter: char| letter.is_ascii_digit()), 0.86,
        ["928 Evans Vista\nNew Ryanview, LA 33119"], ["3 Great Lakes Region", "12 Oak Ridge"];
    "address.postal-anchor", Cue::Beside(2, 192, 24),
        // Whatever stands between a house number and "Town, ST 12345" or "Town, AB1 2CD".
        concat!(r"\b\d{1,6} (?:\p{Lu}[\p{L}'’.-]+ ){0,4}\p{Lu}[\p{L}'’.-]+(?:,? (?:Apt|Suite|Unit|Flat)\.? ?\w{1,6})?(?:,? |,?\n)", words!(), r",? (?:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT),? \d{4})\b|\b(?:Flat|Studio|Unit|Apartment) \d{1,4}\w?(?:,? |,?\n)\d{0,5}\w? ?", words!(), r"(?:,? |,?\n)(?:", words!(), r"(?:,? |,?\n))?[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
        |_| true, 0.86,
        ["6350 Joshua Hollow, Virginiaton, NE 70682", "55 Moore Hollow, Kimberleymouth, IV4 9JT"], ["404 Not Found, Error AB12", "See RFC 2616 and RFC 7230"];
    "address.military-or-box", Cue::Numbered(&[&["box", "unit ", "psc ", "usns ", "usnv ", "postfach", "apartado", "casella postale", "postbus", "caixa postal", "bp ", "skrytka", "а/я", "ص.ب", "ص. ب", "ص ب"]]),
        r"\b(?:(?:Unit|PSC) \d{1,5},? Box \d{1,5}|USN[SV] \w+),?\s(?:[DFA]PO),? A[APE] \d{5}\b|(?i:\b(?:p\.? ?o\.? box|postfach|apartado(?: de correos)?|casella postale|postbus|caixa postal|skrytka pocztowa|а/я|bp|b\.p\.)) ?\d{1,6}(?: \d{2}){0,3}(?:,? \d{4,5}(?: [A-Z]{2})? \p{Lu}[\p{L}-]+)?|ص\.? ?ب\.? ?:? ?\d{2,6}",
        |_| true, 0.9,
        ["Unit 3108 Box 0828, DPO AP 16573", "PO Box 1234", "Postfach 10 20 30"], ["box 12 on the form", "unit 4 of the course"];
    "address.german", Cue::Numbered(&[&["straße ", "strasse ", "str. ", "gasse ", "weg ", "platz ", "allee ", "ring ", "damm ", "ufer ", "stieg ", "chaussee ", "graben ", "markt ", "hof ", "steig ", "berg ", "garten ", "wall ", "zeile ", "promenade ", "reihe "]]),
        concat!(r"(?:[\p{Lu}][\p{L}.-]*(?:straße|strasse|str\.|gasse|weg|platz|allee|ring|damm|ufer|stieg|chaussee|graben|markt|hof|steig|berg|garten|wall|zeile|promenade)|(?:[\p{Lu}][\p{L}.]*[ -]){1,3}(?:Straße|Strasse|Str\.|Gasse|Weg|Platz|Allee|Ring|Damm|Ufer|Chaussee|Markt|Reihe)) ?\d{1,4} ?[a-z]?\b(?:[-/]\d{1,4}){0,3}(?:[,\n] ?(?:[AD]-|CH-)?\d{4,5} ", words!(), r")?"),
        |_| true, 0.86,
        ["Musterstraße 12a, 10115 Berlin", "Holzknechtgasse 5, 7030 Graz", "wohne Am Weg 3? nein, Willy-Brandt-Platz 3"], ["Straße ohne Nummer", "Der Weg ist das Ziel", "Vortrag 3 ist neu"];
    "address.french", Cue::Numbered(&[&["rue", "avenue", "boulevard", "place", "chemin", "impasse", "allé", "quai", "route", "cours", "bd ", "square", "passage", "faubourg", "av.", "chaussée"]]),
        concat!(r"(?:\b\d{1,5}(?: ?(?:bis|ter|[A-D]))?,? )(?i:rue|avenue|boulevard|place|chemin|impasse|allée?|quai|route|cours|bd|square|passage|faubourg|av\.) (?:(?:de|du|des|de la|de l['’]|d['’]|la|le|les|l['’]) ?)?", words!(), r"(?:,? ?\n?\d{5} ", words!(), r")?|\b(?i:rue|avenue|boulevard|place|chemin|impasse|allée|quai) (?:(?:de|du|des|de la|de l['’]|d['’]|la|le|les|l['’]) ?)?", words!(), r",? ?\n?\d{5} ", words!(), r"|\b(?i:rue|avenue|boulevard|place|chemin|impasse|allée|quai|chaussée|square) (?:(?:de|du|des|de la|de l['’]|d['’]|la|le|les|l['’]) ?)?", words!(), r",? \d{1,4}[a-z]?(?:,? (?:bte|boîte) \d{1,3})?,? ?\n?(?:[BL]-|CH-)?\d{4} ", words!()),
        |_| true, 0.86,
        ["12 bis rue de la Paix, 75002 Paris", "j'habite 4, avenue Foch", "avenue Nguyen, 36736 Legrand"], ["la rue est longue", "3 places disponibles", "place du marché en 2024"];
    "address.spanish", Cue::Numbered(&[&["calle", "c/", "avenida", "avda", "plaza", "paseo", "camino", "carretera", "ronda", "pasaje", "vía", "via", "glorieta", "callejón", "alameda", "urbanización", "cañada", "cuesta", "rambla", "acceso", "vial", "pasadizo", "callejon", "privada", "calzada", "boulevard", "blv", "circuito", "prolongación", "eje", "diagonal", "retorno", "cerrada", "andador", "corredor", "peatonal", "periférico", "viaducto", "continuación", "circunvalación", "ampliación"]]),
        concat!(r"\b(?i:calle|c/|avenida|avda\.?|boulevard|blvr?d?\.|eje|periférico|plaza|paseo|camino|carretera|ronda|pasaje|vía|glorieta|callejón|urbanización|cañada|cuesta|rambla|acceso|vial|pasadizo|privada|calzada|circuito|prolongación|diagonal|retorno|cerrada|andador|corredor|peatonal|viaducto) ?", words!(), r"(?:,? ?(?:[nN][º°.]|núm\.?|#|s/n)? ?\d{1,4}[A-Z]?)(?: ?,? ?(?:\d{1,2}(?:\.?[º°ª])? ?[A-Za-z]?\b|piso \d{1,2}|puerta \w+|Apt\. ?\d+|Edif\. ?\d+ ?,? ?Depto\. ?\d+))?(?:,? ?\n?(?:C\.?P\.? ?)?\d{5}(?:,| )? ?", words!(), r")?(?:,? ", words!(), r")?(?:,? (?:C\.?P\.? ?)?\d{5})?"),
        |_| true, 0.85,
        ["Calle Mayor 12, 28013 Madrid", "Avda. de la Constitución 3, 2º B", "vivo en C/ Alcalá 45"], ["calle sin nombre", "Plaza Mayor", "paseo de 3 km"];
    "address.italian", Cue::Numbered(&[&["via ", "viale", "piazza", "corso", "vicolo", "largo", "strada", "contrada", "borgo", "canale", "stretto", "rotonda", "incrocio", "p.zza", "lungomare", "salita"]]),
        concat!(r"\b(?i:via|viale|piazza|corso|vicolo|largo|strada|contrada|borgo|canale|stretto|rotonda|incrocio|p\.zza|lungomare|salita|piazzale) ", words!(), r",? (?:n\. ?)?\d{1,4}(?:/?[A-Za-z])?\b(?: (?:Piano \d+|Appartamento \d+|Interno \d+|int\. ?\d+|scala \w+))?(?:,? ?\n?\d{5},? ", words!(), r"(?: \([A-Z]{2}\))?)?"),
        |_| true, 0.86,
        ["Via Roma 12, 00184 Roma (RM)", "Corso Vittorio Emanuele II, 45", "Via Manuel, 1 Appartamento 2, 17031, Campochiesa (SV)"], ["via email 3 volte", "in corso dal 2024", "via Roma"];
    "address.portuguese", Cue::Numbered(&[&["rua", "avenida", "av.", "travessa", "praça", "praceta", "rotunda", "largo", "alameda", "estrada", "rodovia", "r. ", "quadra", "viela", "beco", "calçada", "ladeira", "via ", "conjunto", "condomínio", "loteamento", "morro", "pátio", "parque", "passarela", "residencial", "setor", "sítio", "trecho", "trevo", "vale", "vereda", "vila", "fazenda", "favela", "feira", "jardim", "lago", "lagoa", "núcleo", "chácara", "colônia", "campo", "esplanada", "estação", "área", "aeroporto", "distrito"]]),
        concat!(r"\b(?i:rua|avenida|av\.|travessa|praça|praceta|rotunda|largo|alameda|estrada|rodovia|r\.|viela|beco|calçada|ladeira) ", words!(), r",? (?:[nN]\.?[º°]? ?)?\d{1,5}(?:[,/ -]{1,3}(?:\d{1,2}[º°ª] ?\w*|apt?o?\.? ?\d+|casa \d+|bloco \w+))?(?:[,\n -]{1,3}", words!(), r")?(?:[,\n -]{1,3}(?:CEP:? ?)?\d{4,5}-\d{3}(?: ", words!(), r")?(?: ?[/-] ?[A-Z]{2}\b)?)?(?:,? ?\d{5}-\d{3} ", words!(), r"(?: ?[/-] ?[A-Z]{2})?)?"),
        |_| true, 0.85,
        ["Rua das Flores, 123, 1200-195 Lisboa", "moro na Av. Paulista, 1578 - Bela Vista, 01310-200 São Paulo / SP"], ["a rua é longa", "rua 25 de Março", "largo de 3 metros"];
    "address.dutch", Cue::Numbered(&[&["baan ", "boulevard ", "dijk ", "dreef ", "gracht ", "hoeve ", "hof ", "kade ", "laan ", "lei ", "markt ", "pad ", "park ", "plein ", "ring ", "singel ", "steeg ", "straat ", "wal ", "weg "]]),
        concat!(r"\p{Lu}[\p{L}'-]*(?: \p{L}+){0,2}?(?:straat|laan|weg|plein|kade|gracht|dijk|singel|dreef|pad|hof|steeg|hoeve|baan|ring|park|markt|wal|boulevard|lei|ring) \d{1,4}(?: ?[a-zA-Z]{1,2}\b)?(?:[-/ ]\d{1,4})?(?:[,\n] ?|, ?\n?| )(?:\d{4} ?[A-Z]{2}\b|\d{4})(?: ", words!(), r")?"),
        |_| true, 0.87,
        ["Keizersgracht 123, 1015 CJ Amsterdam", "Glennpad 11\n2628 Damme"], ["de straat is lang", "Weg 3", "Straat 12 is leeg"];
    "address.dutch-bare", Cue::Numbered(&[&["straat ", "laan ", "gracht ", "plein ", "kade ", "singel ", "dreef ", "steeg ", "dijk "]]),
        r"\p{Lu}[\p{L}'-]{2,}(?:straat|laan|gracht|plein|kade|singel|dreef|steeg|dijk) \d{1,4}(?:-?[a-zA-Z\d]{1,3})?\b(?: (?:I{1,3}|hs|bis|boven|huis)\b)?",
        |_| true, 0.8,
        ["ik woon op Prinsengracht 263"], ["de Kalverstraat is druk"];
    "address.polish", Cue::Numbered(&[&["ul.", "ulica", "ulicy", "al.", "aleja", "alei", "pl.", "os.", "plac"]]),
        concat!(r"(?i:\b(?:ul\.|ulic[ay]|al\.|alej[ai]|alei|pl\.|os\.|plac(?:u)?)) ?(?:[\p{Lu}\d][\p{L}\d.'-]* ){1,4}\d{1,4}[A-Za-z]?(?: ?[/m.]{1,2} ?\d{1,4})?(?:,? ?\n?\d{2}-\d{3} ", words!(), r")?"),
        |_| true, 0.88,
        ["ul. Marszałkowska 10/12, 00-590 Warszawa", "al. Jana Pawła II 5"], ["ul. bez numeru", "pl.wikipedia.org 10"];
    "address.postal-code-street", Cue::Beside(5, 96, 96),
        concat!(r"\b(?:", word!(), r" (?:(?:der|den|dem|de|de la|du|des|van|van de|van der) )?){1,3}\d{1,4}(?: ?[a-fA-F]\b|-\d{1,3})?(?:/\d{1,4}){0,2},? ?\n?(?:\d{4} ?[A-Z]{2}|\d{2}-\d{3}|\d{5}|\d{4}) ", words!()),
        |hit| !month_inside(hit.value()) && !is_public(hit.value()) && !hit.in_code(), 0.62,
        ["plac Kolista 12/3, 00-590 Łomża", "Irmtraut Allee 997, 87953 Viersen"], ["May 12, 2024 Berlin", "Version 3, 2024 Edition"];
    "address.russian", Cue::Far(&[&["ул.", "улица", "улице", "пр.", "просп", "пер.", "бул.", "бульвар", "ш.", "шоссе", "наб.", "набережн", "пл.", "площадь", "алл", "д.", "дом "]]),
        r"(?i:(?:\b|\d{6},? )?(?:(?:г\.|город|с\.|д\.|п\.|клх|ст\.|к\.) ?[\p{L}-]+(?: [\p{Lu}][\p{L}-]+)?,? ?)?(?:ул\.|улица|улице|пр\.|просп\.|проспект|проспекте|пер\.|переулок|бул\.|бульвар|б-р|ш\.|шоссе|наб\.|набережная|пл\.|площадь|алл\.|аллея) ?[\p{L}\d][\p{L}\d -]{1,40}?,? ?(?:д\.|дом)? ?\d{1,4}(?:/\d{1,4})?[а-я]?(?:\d{1,2})?(?:-\d{1,4})?(?:,? ?(?:к\.|корп\.|стр\.) ?\d{1,3}(?:/\d)?)?(?:,? ?(?:кв\.|квартира|оф\.) ?\d{1,4})?(?:,? ?\d{6})?)",
        has_digit, 0.88,
        ["г. Москва, ул. Тверская, д. 12, кв. 45, 125009", "живу на улице Ленина 5", "пр. Мира, 101"], ["улица пуста", "ш. 3", "дом 2 этажа"];
    "address.russian-name-first", Cue::Far(&[&["проспект", "улица", "переулок", "шоссе", "набережная", "бульвар", "проезд", "тупик", "линия", "просп."]]),
        r"(?:[А-ЯЁ][а-яё]+(?:ский|ская|ское|ный|ная|ной|ий|ая|ой|ый|ое)|\d{1,2}-[а-я]{1,2}) (?:проспект|просп\.|улица|ул\.|переулок|пер\.|шоссе|ш\.|набережная|наб\.|бульвар|проезд|тупик|линия),? ?(?:д\.?|дом)? ?\d{1,4}(?:/\d{1,4})?[А-Яа-я]?",
        has_digit, 0.88,
        ["Невский проспект, 160, Санкт-Петербург", "Большая улица 5"], ["Невский проспект длинный"];
    "address.russian-of", Cue::Far(&[&["наб.", "набережная", "пр-т", "пр-кт", "пл.", "мкр", "микрорайон", "б-р"]]),
        r"(?:наб\.|набережная|пр-к?т|мкр\.?|микрорайон|б-р|проезд|пр-д) (?:реки |канала )?[А-ЯЁ][А-Яа-яЁё-]+(?: [А-ЯЁ][а-яё]+)?,? ?(?:д\.?|дом)? ?\d{1,4}(?:/\d{1,4})?[а-я]?\d?\b",
        has_digit, 0.88,
        ["наб. реки Мойки, 160", "пр-т Победы 12"], ["набережная широкая"];
    "address.chinese", Cue::Far(&[&["路", "街", "巷", "弄", "道", "小区", "号", "號"]]),
        r"(?:[\u{4E00}-\u{9FFF}]{2,8}(?:省|自治区|特别行政区))?(?:[\u{4E00}-\u{9FFF}]{2,7}市)?(?:[\u{4E00}-\u{9FFF}]{1,7}[区區县縣镇鎮乡鄉])?[\u{4E00}-\u{9FFF}]{1,8}(?:路|街|大街|大道|巷|弄|胡同|道|街道|村|小区|花园|园|苑|新村|公寓|大厦|座)(?:[一二三四五六七八九十\d][段区])? ?(?:[A-Za-z\d一二三四五六七八九十]{1,5} ?[号號座栋棟弄幢](?:楼|樓|院)?)(?:[A-Za-z\d一二三四五六七八九十]{1,5}(?:号楼|號樓|栋|棟|单元|單元|室|层|層|楼|樓|号|號|幢|座)(?:[A-Z]室?)?)*(?:\d{3,4}\b)?(?:,? ?(?:邮编 ?)?\d{6}\b)?|[\u{4E00}-\u{9FFF}]{2,8}(?:省|自治区)[\u{4E00}-\u{9FFF}]{2,7}[市县][\u{4E00}-\u{9FFF}]{1,6}[\u{4E00}-\u{9FFF}]{1,6}(?:路|街)[A-Z]?座? ?\d{0,6}",
        |_| true, 0.86,
        ["住在北京市朝阳区建国路88号3单元502室", "广东省深圳市南山区科技园路12号"], ["这条路很长", "3号线地铁", "知道了"];
    "address.japanese", Cue::Far(&[&["〒", "丁目", "番地", "都", "府", "県", "道", "区", "市"]]),
        r"(?:〒 ?\d{3}-?\d{4}\s?)?(?:東京都|北海道|(?:京都|大阪)府|[\u{4E00}-\u{9FFF}]{2,3}県)[\u{4E00}-\u{9FFF}\u{3041}-\u{30FF}]{1,8}[市区町村郡][\u{4E00}-\u{9FFF}\u{3041}-\u{30FF}ヶケ々]{0,14}\d{1,4}(?:丁目|番地?|番町|号|-|ー|−|の)?(?:\d{1,4}(?:番地?|号|-|−|の)?){0,3}(?:[ 　]?[\u{4E00}-\u{9FFF}\u{3041}-\u{30FF}]{2,14}[ 　]?\d{1,4}(?:号室?)?|[ 　]\d{1,4}号室?)?|[\u{4E00}-\u{9FFF}]{2,5}市[\u{4E00}-\u{9FFF}]{1,4}区[\u{4E00}-\u{9FFF}\u{3041}-\u{30FF}]{1,8}\d{1,3}(?:丁目|-|ー|−)\d{1,3}(?:番地?|-|ー|−)\d{0,3}号?|〒 ?\d{3}-?\d{4}",
        |_| true, 0.9,
        ["住所は愛知県名古屋市中区栄3丁目12番9号です", "〒150-0001 東京都渋谷区神宮前1-2-3"], ["東京都は大きい", "3丁目の夕日"];
    "address.hindi-or-indian", Cue::Beside(6, 256, 32),
        r"(?:\bH\.? ?No\.? ?|मकान नंबर |म\.? ?नं\.? ?|\b)\d{1,5}(?:/\d{1,5})?[,/ ]{1,2}(?:[\p{Lu}\u{0900}-\u{0963}][\p{L}\u{0900}-\u{0963}.'-]*[ ,]{1,2}){1,6}[\p{Lu}\u{0900}-\u{0963}][\p{L}\u{0900}-\u{0963}.'-]*[ ,-]{1,3}\d{3} ?\d{3}\b",
        |hit| !starts_with_year(hit.value()) && super::widened(hit.text, hit.start..hit.end).end >= hit.end, 0.82,
        ["H.No. 12, Gandhi Nagar, Pune 411001", "मकान नंबर 42, गांधी नगर, दिल्ली 110001", "34/12, Sharma Marg, Indore-452001"], ["3 Amazing Offers 2024", "12 Angry Men"];
    "address.arabic", Cue::Far(&[&["شارع", "طريق", "حي ", "عمارة", "مبنى", "شقة"]]),
        r"(?:\d{1,5},? )?(?:شارع|طريق|حي|جادة)(?: [\u{0621}-\u{064A}]{2,15}){1,4}(?:[،,] ?[\u{0621}-\u{064A}]{2,12}(?: [\u{0621}-\u{064A}]{2,12}){0,2}){0,3}(?:[،, ]{1,2}(?:عمارة|مبنى|شقة|رقم|منزل)? ?\d{1,6}){0,3}",
        has_digit, 0.82,
        ["أسكن في شارع الملك فهد، الرياض 12345", "12 شارع التحرير، القاهرة"], ["شارع طويل", "في الطريق"];
    "address.carrera", Cue::Numbered(&[&["calle ", "carrera", "cra", "kra", "cll", "transversal", "diagonal", "av. calle"]]),
        r"\b(?i:calle|carrera|cra|kra|cll|transversal|diagonal|avenida calle|av\. calle)\.? ?\d{1,3} ?[A-Za-z]?(?: ?(?i:bis|sur|norte|este|oeste))? ?(?:#|[nN][oº°]\.?|-) ?\d{1,3} ?[A-Za-z]?(?: ?- ?\d{1,3})\b",
        |_| true, 0.9,
        ["Carrera 15 # 93-60, Bogotá", "vivo en la Calle 14 No. 71-54"], ["calle 13", "carrera de 3 años"];
    "address.quadra", Cue::Numbered(&[&["sqn", "sqs", "qnm", "shis", "quadra", "qd.", "lote "]]),
        r"\b(?:S[QH][NSIW]{1,2}|SCLN|SCLS|QNM|QNL|QI|QL|(?i:quadra|qd\.?)) ?\d{1,4}(?:,? (?i:bloco|bl\.?|conjunto|conj\.?|lote|lt\.?|casa|apto\.?|apartamento) ?[A-Z\d]{1,4}){1,4}",
        has_digit, 0.88,
        ["SQN 105 Bloco C apto 206, Brasília - DF", "Quadra 12 Lote 5"], ["quadra de tênis", "SQN 2024"];
    "address.polish-town", Cue::Beside(5, 128, 48),
        concat!(r"\b(?:\p{Lu}[\p{L}.-]+ ){0,2}\p{Lu}[\p{L}.-]+ \d{1,4}[A-Za-z]?(?: ?(?:/|m\.?|lok\.?) ?\d{1,4})?, ?\n?\d{2}-\d{3} ", words!()),
        |hit| !month_inside(hit.value()), 0.87,
        ["Bursztynowa 167 m. 39, 50-291 Wrocław", "Długa 5, 80-831 Gdańsk"], ["Wersja 3, 12-345 sztuk"];
    "address.arabic-building", Cue::Far(&[&["عمارة", "بناية", "مبنى", "فيلا", "شقة"]]),
        r"(?:عمارة|بناية|مبنى|فيلا|شقة) \d{1,4}(?:[،,] ?(?:عمارة|بناية|مبنى|شقة|الطابق|طابق|الدور) ?\d{1,4}){0,3}[،,] ?(?:شارع|طريق|حي|جادة)(?: [\u{0621}-\u{064A}]{2,15}){1,4}(?:[،,] ?[\u{0621}-\u{064A}]{3,12}(?: [\u{0621}-\u{064A}]{2,12})?)?",
        |_| true, 0.9,
        ["عمارة 142، شقة 28، شارع الهرم، الجيزة"], ["عمارة قديمة", "شقة 3 غرف"];
    "address.indian-flat", Cue::Beside(6, 160, 24),
        concat!(r"\b(?:Flat|Plot|House|Door|Shop|H\.? ?No\.?|Room)(?: No\.?)? ?[A-Z]?-?\d{1,5}[A-Z]?,? (?:", words!(), r"(?: \d{1,3})?,? ){1,4}-? ?\d{3} ?\d{3}\b|\b[A-Z]-\d{1,4}(?:/\d{1,3})?,? (?:", words!(), r",? ){1,3}-? ?\d{3} ?\d{3}\b"),
        |_| true, 0.88,
        ["Flat 879, Lantern Apartments, MG Road, Mumbai 400067", "H-134, Lajpat Nagar, New Delhi - 110024"], ["Room 12, Chapter 4 2024", "Flat 3, fine"];
    "address.devanagari", Cue::Far(&[&["फ्लैट", "सेक्टर", "गली", "मार्ग", "वार्ड", "ग्राम", "नगर", "कॉलोनी", "रोड", "मोहल्ला", "मकान"]]),
        r"(?:(?:मकान|फ्लैट|वार्ड|प्लॉट|गली) (?:नंबर|नं\.?|संख्या)? ?)?\d{0,5}(?:/\d{1,4})?,? ?(?:[\u{0900}-\u{0963}]{2,14}[ ,.]{1,2}){0,4}(?:सेक्टर|गली|मार्ग|वार्ड|ग्राम|नगर|कॉलोनी|रोड|मोहल्ला)(?: (?:नंबर|नं\.?))?(?: \d{1,3})?(?:,? ?(?:जिला |तहसील )?[\u{0900}-\u{0963}]{2,14}){0,3},? ?(?:-|पिन:?|पिनकोड)? ?\d{3} ?\d{3}\b",
        |_| true, 0.9,
        ["फ्लैट 304, सेक्टर 12, नोएडा 201301", "वार्ड नं. 26, ग्राम सोनपुर, जिला सीतापुर, 261001"], ["गली में 3 बच्चे", "नगर निगम"];
    "address.after-cue", Cue::Far(&[&[
            "live at", "living at", "address is", "address:", "reside at", "ship to", "deliver to", "adresse", "wohne in", "wohne ", "wohnhaft", "habite", "réside", "demeurant", "domicili", "dirección", "vivo en", "domicilio", "indirizzo", "abito in", "risiedo", "residente", "adres",
            "woon ", "woonachtig", "morada", "endereço", "moro ", "resido", "mieszkam", "zamieszkał", "адрес", "живу", "прожива", "地址", "住址", "住所", "住在", "عنوان", "أسكن", "اسكن", "पता", "रहता", "रहती", "\"address\"", "\"street\"",
        ]]),
        r#"(?i:\b(?:live at|living at|(?:home |new |my |mailing |shipping |billing )?address (?:is|has changed to)|address:|reside at|ship to|deliver (?:it )?to|adresse (?:lautet|ist|est)|adresse ?:|wohne (?:in|im|am)|wohnhaft in|habite(?: au| à)?|réside au|demeurant(?: au)?|domiciliée? au|(?:mi )?dirección(?: es| ?:)|vivo en|domicilio (?:es|en)|domicilio ?:|indirizzo (?:è|di casa è)|indirizzo ?:|abito in|risiedo in|residente in|adres is|adres ?:|woon op|woon aan|woonachtig|(?:minha )?morada(?: é| ?:)|endereço(?: é| ?:)|moro (?:em|na|no)|resido (?:em|na|en)|mieszkam (?:przy|na|w)|adres to|zamieszkał[ya] (?:przy|na|w))|адрес(?: ?:| —| -)?|живу по адресу|живу на|проживаю(?: по адресу)?:?|(?:地址|住址)(?:是|为|：|:)|住所は|住所[：:]|住在|عنواني(?: هو)?:?|العنوان ?:|أسكن في|اسكن في|पता(?: है)? ?[:：]?|"(?:address|street)": ?")\s?([^\n"”»」“;!?。、（(]{4}[^\n"”»」“;!?。、（(]*)"#,
        is_place, 0.66,
        ["my address is Block 4, Lot 12 Sampaguita, Quezon City 1100", "मेरा पता: 12 गली नंबर 3, मेरठ", "адрес: Ленина 12-45"], ["I live at home", "address is null", "\"address\": \"0.0.0.0\"", "email address is required"];
};

/// "7 Deadly Sins Street art": a small number before capitalised words without a comma, and a small word behind, is a
/// headline as often as a house.
fn is_title(hit: &Hit<'_>) -> bool {
    let value = hit.value();
    let words = value.split(' ').count();
    let after = hit.after(2);
    let goes_on = after.starts_with(' ') && after.trim_start().starts_with(char::is_lowercase);
    words >= 4 && goes_on && !value.contains([',', '\n']) && !hit.before(12).to_lowercase().contains(" at ")
}

/// Whether it begins like a year: "in 2024 Wall Street fell".
fn is_year(text: &str) -> bool {
    text.len() > 4
        && matches!(&text.as_bytes()[..2], b"19" | b"20")
        && text.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && text.as_bytes()[4] == b' '
}

fn starts_with_year(text: &str) -> bool {
    text.get(..4).is_some_and(|year| {
        (year.starts_with("19") || year.starts_with("20")) && year.bytes().all(|byte| byte.is_ascii_digit())
    }) && text[4..].starts_with([',', ' '])
}

fn month_inside(text: &str) -> bool {
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Version",
        "Python",
        "Section",
        "Chapter",
        "Figure",
        "Table",
        "Step",
        "Page",
        "Januar",
        "März",
        "Windows",
        "Release",
    ]
    .iter()
    .any(|month| text.split([' ', ',']).any(|word| word == *month))
}

/// Words that begin an address in small letters.
const STREET_WORDS: &[&str] = &[
    "rue",
    "avenue",
    "av",
    "boulevard",
    "bd",
    "chemin",
    "place",
    "allée",
    "impasse",
    "quai",
    "route",
    "lieu-dit",
    "calle",
    "c",
    "avenida",
    "avda",
    "plaza",
    "paseo",
    "camino",
    "carretera",
    "carrera",
    "ronda",
    "pasaje",
    "via",
    "viale",
    "piazza",
    "corso",
    "vicolo",
    "largo",
    "strada",
    "rua",
    "travessa",
    "praça",
    "alameda",
    "estrada",
    "rodovia",
    "ul",
    "ulica",
    "ulicy",
    "al",
    "aleja",
    "os",
    "pl",
    "plac",
    "flat",
    "unit",
    "apt",
    "block",
    "plot",
    "house",
    "am",
    "an",
    "im",
    "in",
    "zum",
    "zur",
    "auf",
    "ул",
    "улица",
    "улице",
    "пр",
    "проспект",
    "пер",
    "переулок",
    "бул",
    "бульвар",
    "наб",
    "набережная",
    "ш",
    "шоссе",
    "г",
    "д",
    "дом",
    "de",
    "den",
    "het",
    "the",
    "la",
    "le",
    "der",
    "no",
    "n",
    "nº",
    "km",
    "sitio",
    "sqn",
    "sqs",
    "quadra",
    "lote",
    "bp",
    "postbus",
    "postfach",
];

fn is_place(hit: &Hit<'_>) -> bool {
    let value = hit.value();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(|letter| letter.is_alphabetic()).count();
    let number_only = letters < 4;
    let first = value.trim_start();
    let word = first
        .split(|letter: char| !letter.is_alphanumeric() && letter != '-')
        .next()
        .unwrap_or_default();
    // In scripts with capitals an address begins with one, with a number, or with a word for a street; and it has
    // another capital within.
    let starts =
        !first.starts_with(char::is_lowercase) || STREET_WORDS.contains(&word.to_lowercase().as_str());
    let latin = value.is_ascii();
    let capital = !latin
        || value
            .split([' ', ','])
            .any(|word| word.starts_with(|letter: char| letter.is_ascii_uppercase()));
    // A longer one is a sentence that begins with an address; the grammars of streets find it within.
    value.len() <= 240
        && value.chars().count() <= 110
        && digits >= 1
        && starts
        && capital
        && !number_only
        && !hit.in_code()
        && !value.contains(['@', '=', '{', '[', '`', '|', '<', '_', '*'])
        && !value.contains("://")
        && ![
            " is ", " ist ", " est ", " the ", " that ", " which ", "IPv", "RFC ",
        ]
        .iter()
        .any(|part| value.contains(part))
        && !value.trim_start().starts_with("0x")
}

/// Addresses that stand in the licences of countless programs.
fn is_public(text: &str) -> bool {
    [
        "Franklin St",
        "Temple Place",
        "Temple Pl",
        "Massachusetts Ave, Cambridge",
        "Second Street, Suite 300",
    ]
    .iter()
    .any(|street| text.contains(street))
        || text.starts_with("Copyright")
}
