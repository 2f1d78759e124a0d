//! Whether a text speaks of software: there a capitalised word alone is a program (`Cinnamon`, `Amanda`, `Regina`) far more
//! often than a participant, and who is named in full is mostly its published author.
//!
//! And whether a name is that of a thing which is called after someone: `prix Goncourt`, `Webb telescope`.
//!
//! In: the words around one place. Out: how many different words of that trade stand there. It decides nothing: `spans`
//! asks more of a name where there are several. Read only for candidates, a bounded look: linear.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::fold;
use super::tokens::{Gap, Word};

/// So many different words of the trade are as good as more.
const ENOUGH: usize = 8;
/// How many words before and behind a place are read.
const AROUND: usize = 60;

/// Words that texts about software have and letters about people hardly ever have several of.
const WORDS: &str = "package packages library libraries software linux unix debian gnu gnome kde plugin plugins module modules api apis compiler \
daemon runtime header headers toolkit framework bindings gui cli http https html xml json utf posix python perl ruby java javascript rust haskell lisp \
command syntax parser filename directory namespace interface interfaces protocol encoding algorithm algorithms binary cache database metapackage debugging \
argument arguments parameter parameters callback default deprecated unicode gtk qt emacs vim font fonts license implementation implements \
function functions method methods string strings boolean integer array object objects returns \
paket pakete bibliothek bibliotheken schnittstelle entwicklungsdateien quelltext laufzeit dateien befehlszeile programmiersprache programmbibliothek werkzeug schriftfamilie \
paquet paquets bibliotheque bibliotheques logiciel logiciels greffon greffons interpreteur fichiers developpement compilateur protocole polices \
paquete paquetes biblioteca bibliotecas archivos compilador protocolo herramienta herramientas fuentes interfaz codigo desarrollo \
pacchetto pacchetti libreria librerie compilatore protocollo interfaccia sviluppo linguaggio strumento strumenti caratteri \
pakket pakketten bibliotheek bestanden ontwikkeling compileren hulpmiddel programmeertaal lettertype \
pacote pacotes ficheiros arquivos ferramenta ferramentas linguagem desenvolvimento implementacao \
pakiet pakietu pakiety biblioteka biblioteki bibliotek pliki plikow narzedzie narzedzia jezyk srodowisko sterownik \
пакет пакета библиотека библиотеки утилита утилиты файлы файлов компилятор протокол интерфейс приложение сценарий";

/// The words of the trade, behind a table of bits that says of nearly every other word at once that it is none.
struct Trade {
    bits: [u64; BITS / 64],
    hashes: Vec<u32>,
}

const BITS: usize = 8192;

impl Trade {
    fn new() -> Self {
        let mut hashes: Vec<u32> = WORDS
            .split_ascii_whitespace()
            .map(|word| fold::mix(fold::hash(word)))
            .collect();
        hashes.sort_unstable();
        let mut bits = [0; BITS / 64];
        for hash in &hashes {
            let bit = *hash as usize % BITS;
            bits[bit / 64] |= 1 << (bit % 64);
        }
        Self { bits, hashes }
    }

    fn has(&self, hash: u32) -> bool {
        let bit = hash as usize % BITS;
        (self.bits[bit / 64] >> (bit % 64)) & 1 == 1 && self.hashes.binary_search(&hash).is_ok()
    }
}

/// Words that stand before the name of who made something.
const BY: [&str; 13] = [
    "by", "von", "par", "por", "di", "da", "de", "door", "van", "przez", "от", "av", "af",
];

/// Words behind which a name is that of a prize, a school, a place: `prix Goncourt`, `aeroporto Marco Polo`, `музей имени`.
const THINGS_OF: &str = "prize award premio prix premi prijs nagroda nagrody премия премии preis lycee liceo liceu college colegio ecole escola escuela scuola школа szkola \
universite universidad universidade universita uniwersytet uniwersytetu университет university institut instituto istituto instytut институт institute museum musee museo museu muzeum музей \
stadion estadio stade stadio estadio стадион aeroport aeropuerto aeroporto lotnisko аэропорт station estacion stazione estacao gare theoreme teorema twierdzenie теорема теорему stelling theorie teoria теория \
fondation fundacion fundacao fondazione fundacja фонд teatro theatre teatr театр hopital ospedale szpital больница pont puente ponte мост имени operation effect efecto effet effetto loi ley legge lei zakon закон \
جامعة مطار معهد متحف ملعب مؤسسة مسرح مستشفى جسر شارع مدرسة جائزة الملك शहर";

/// Words before which it is: `Webb telescope`, `Ashley Furniture`.
const OF_THINGS: &str = "theorem effect telescope prize award museum university institute foundation school hospital airport stadium method furniture motors records studios syndrome \
disease test bridge library theatre theater equation algorithm transform distribution constant principle paradox conjecture lemma razor screwdriver salad cake sauce pie medal cup trophy stadium arena \
tower street road avenue square boulevard lane platz strasse preis stiftung schule gymnasium institut museum bahnhof halle effekt \
विश्वविद्यालय हवाई मोटर्स पुरस्कार स्टेडियम मार्ग संग्रहालय";

fn listed(list: &'static OnceLock<BTreeSet<u32>>, words: &str, word: &Word) -> bool {
    list.get_or_init(|| {
        words
            .split_ascii_whitespace()
            .map(|word| fold::mix(fold::hash(word)))
            .collect()
    })
    .contains(&word.hash)
}

/// Whether the words `first..=last` are the name of a thing that is called after someone.
pub(super) fn is_thing(words: &[Word], first: usize, last: usize) -> bool {
    static BEFORE: OnceLock<BTreeSet<u32>> = OnceLock::new();
    static BEHIND: OnceLock<BTreeSet<u32>> = OnceLock::new();
    let joined = |word: &Word| matches!(word.gap, Gap::Space | Gap::Quote);
    let mut before = first;
    // `théorème de Thalès`
    while before > 0 && first - before < 1 && joined(&words[before]) && is_by(&words[before - 1]) {
        before -= 1;
    }
    before > 0 && joined(&words[before]) && listed(&BEFORE, THINGS_OF, &words[before - 1])
        || words
            .get(last + 1)
            .is_some_and(|word| joined(word) && listed(&BEHIND, OF_THINGS, word))
}

/// Whether a word says that who follows made something.
pub(super) fn is_by(word: &Word) -> bool {
    static HASHES: OnceLock<BTreeSet<u32>> = OnceLock::new();
    let hashes = HASHES.get_or_init(|| BY.iter().map(|word| fold::mix(fold::hash(word))).collect());
    hashes.contains(&word.hash)
}

/// How many different words of the trade stand around the words `first..=last`, those beside none of them.
pub(super) fn technical(words: &[Word], first: usize, last: usize) -> usize {
    let around = &words[first.saturating_sub(AROUND)..words.len().min(last + 1 + AROUND)];
    static TRADE: OnceLock<Trade> = OnceLock::new();
    let trade = TRADE.get_or_init(Trade::new);
    let mut found = vec![];
    for word in around {
        // More than these make no difference.
        if found.len() < ENOUGH && trade.has(word.hash) && !found.contains(&word.hash) {
            found.push(word.hash);
        }
    }
    found.len()
}
