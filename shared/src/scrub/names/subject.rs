//! Whether a text speaks of software: there a capitalised word alone is a program (`Cinnamon`, `Amanda`, `Regina`) far more
//! often than a participant, and who is named in full is mostly its published author.
//!
//! In: the words around one place. Out: how many different words of that trade stand there. It decides nothing: `spans`
//! asks more of a name where there are several. Read only for candidates, a bounded look: linear.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::fold;
use super::tokens::Word;

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

fn hashes() -> &'static BTreeSet<u32> {
    static HASHES: OnceLock<BTreeSet<u32>> = OnceLock::new();
    HASHES.get_or_init(|| {
        WORDS
            .split_ascii_whitespace()
            .map(|word| fold::mix(fold::hash(word)))
            .collect()
    })
}

/// Words that stand before the name of who made something.
const BY: [&str; 13] = [
    "by", "von", "par", "por", "di", "da", "de", "door", "van", "przez", "от", "av", "af",
];

/// Whether a word says that who follows made something.
pub(super) fn is_by(word: &Word) -> bool {
    static HASHES: OnceLock<BTreeSet<u32>> = OnceLock::new();
    let hashes = HASHES.get_or_init(|| BY.iter().map(|word| fold::mix(fold::hash(word))).collect());
    hashes.contains(&word.hash)
}

/// How many different words of the trade stand around the words `first..=last`, those beside none of them.
pub(super) fn technical(words: &[Word], first: usize, last: usize) -> usize {
    let around = &words[first.saturating_sub(AROUND)..words.len().min(last + 1 + AROUND)];
    let found: BTreeSet<u32> = around
        .iter()
        .map(|word| word.hash)
        .filter(|hash| hashes().contains(hash))
        .collect();
    found.len()
}
